"""Finding cases by reference or by name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

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


def by_name(text: str, actor: Actor) -> list[Found]:
    """Cases of persons whose name starts with `text`, at most `LIMIT`; accents and capitals do not matter."""
    wanted = plain(text)
    own = [case for case in cases.all_cases() if actor.serves(case.caisse)]
    persons = people.insured_many(case.insured for case in own)
    fitting = {key for key, person in persons.items() if _fits(person, wanted)}
    found = [Found(case, persons[case.insured]) for case in own if case.insured in fitting]
    found.sort(key=lambda one: (one.person.nom, one.person.prenoms, one.case.reference))
    return found[:LIMIT]


def plain(text: str) -> str:
    """Lower case, without accents, single spaces."""
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(kept.lower().replace("-", " ").split())


def _fits(person: InsuredInfo, wanted: str) -> bool:
    names = {person.nom_naissance, person.nom_usage}
    full = [plain(f"{name} {person.prenoms}") for name in names if name]
    return any(name.startswith(wanted) for name in full)
