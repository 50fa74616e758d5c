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
    """A figure and where it leads; `late` adds a word of warning."""

    title: str
    number: int
    url: str
    late: int = 0
    #: Numbers stop being counted here; 0 = they are exact.
    counted: int = 0

    @property
    def told(self) -> str:
        """The number on the screen: `1 234`, `plus de 1 000`."""
        return _told(self.number, self.counted)

    @property
    def told_late(self) -> str:
        """The same for what is late."""
        return _told(self.late, self.counted)


def _told(number: int, counted: int) -> str:
    if counted and number > counted:
        return f"{nombre_fr(counted)}+"
    return nombre_fr(number)


def cards(actor: Actor) -> list[Card]:
    """The figures of an actor, the most pressing first; a constant number of queries."""
    return [*_tasks(actor), *_cases(actor), *_technical(actor)]


def _tasks(actor: Actor) -> Iterator[Card]:
    for count in worklist.counts(actor):
        url = f"{address('worklist:index')}?file={count.queue.value}"
        title = f"Tâches : {count.queue.label}"
        yield Card(title, count.waiting, url, count.late, worklist.COUNTED)


def _cases(actor: Actor) -> Iterator[Card]:
    if not actor.has(*_PLANNERS):
        return
    counts = cases.count_by_state(actor.caisse)
    for state, title in _STATES:
        yield Card(title, counts[state], f"{address('hall:cases')}?etat={state.value}")
    letters = notices.waiting_letters(actor.caisse)
    yield Card("Lettres à poster", letters, address("notices:letters"))


def _technical(actor: Actor) -> Iterator[Card]:
    if actor.has(Role.ADMINISTRATEUR):
        yield Card("Documents en quarantaine", vault.waiting_for_scan(), "")
