"""Finding cases by reference or by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from telecontrole.foundations import identifiers
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A case and the person it is about."""

    case: CaseInfo
    person: InsuredInfo


def by_reference(text: str, actor: Actor) -> CaseInfo | None:
    """The case of a reference, if the actor's caisse has it."""
    case = cases.by_reference(text.strip())
    return case if case is not None and actor.serves(case.caisse) else None


def own_case(reference: str, actor: Actor) -> CaseInfo:
    """The case of an address. Raises `Http404` for another caisse's: it does not exist."""
    case = by_reference(reference, actor)
    if case is None:
        raise Http404
    return case


def by_name(text: str, actor: Actor) -> list[Found]:
    """Cases of persons whose name starts with `text` (accents and capitals do not matter), or of that NIR."""
    bare = identifiers.normalise(text)
    if identifiers.check_nir(bare) is None:
        person = people.by_nir(bare)
        persons = {person.id: person} if person else {}
    else:
        persons = {one.id: one for one in people.search(text, limit=LIMIT)}
    found = [Found(case, persons[case.insured]) for case in cases.of_persons(persons, actor.caisse)]
    found.sort(key=lambda one: (one.person.nom, one.person.prenoms, one.case.reference))
    return found[:LIMIT]
