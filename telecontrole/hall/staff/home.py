"""What each role finds first: a few figures that lead somewhere, and what is due now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.vault import selectors as vault
from telecontrole.foundations.web.formats import nombre_fr
from telecontrole.hall.context import address
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.worklist import selectors as worklist

_PLANNERS = (Role.TECHNICIEN, Role.CHEF)
_STATES = (
    (CaseState.A_PLANIFIER, "Dossiers à planifier"),
    (CaseState.A_TRAITER, "Dossiers à traiter"),
    (CaseState.ATTENTE_REPONSE, "Réponses attendues"),
    (CaseState.PLANIFIE, "Dossiers planifiés"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A figure and where it leads; `late`, if any, adds a word of warning."""

    title: str
    number: str
    url: str
    late: str = ""


def cards(actor: Actor) -> list[Card]:
    """The figures of an actor, the most pressing first; a constant number of queries."""
    return [*_tasks(actor), *_cases(actor), *_technical(actor)]


def _tasks(actor: Actor) -> Iterator[Card]:
    for count in worklist.counts(actor):
        url = f"{address('worklist:index')}?file={count.queue.value}"
        late = worklist.told(count.late) if count.late else ""
        yield Card(f"Tâches : {count.queue.label}", worklist.told(count.waiting), url, late)


def _cases(actor: Actor) -> Iterator[Card]:
    if not actor.has(*_PLANNERS):
        return
    counts = cases.count_by_state(actor.caisse)
    for state, title in _STATES:
        number = nombre_fr(counts[state])
        yield Card(title, number, f"{address('hall:cases')}?etat={state.value}")
    letters = nombre_fr(notices.waiting_letters(actor.caisse))
    yield Card("Lettres à poster", letters, address("notices:letters"))


def _technical(actor: Actor) -> Iterator[Card]:
    if actor.has(Role.ADMINISTRATEUR):
        yield Card("Documents en quarantaine", nombre_fr(vault.waiting_for_scan()), "")
