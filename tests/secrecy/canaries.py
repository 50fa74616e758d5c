"""Canaries: words that occur nowhere else, planted where something guarded is kept, and looked for everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from telecontrole.foundations import vault
from telecontrole.hall.protection.classes import DataClass
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.planning.tests.world import World
from tests.browser.stage import BORN

_WORD = re.compile(r"zq[a-z]{4}qz", re.I)
# A number is written with spaces, dots or nothing between its digits.
_BETWEEN = re.compile(r"(?<=\d)[\s. \u00a0\u202f-]+(?=\d)")
_MOBILE = re.compile(r"69900\d{4}")
_NIR = re.compile(r"2807314\d{6}(?:\d\d)?")


@dataclass(frozen=True, slots=True)
class Canary:
    """What a word stands for, and about whom."""

    kind: DataClass
    where: str
    caisse: str
    person: UUID | None = None


@dataclass
class Aviary:
    """Every canary by its word. Makes them, and finds them again in any text."""

    known: dict[str, Canary] = field(default_factory=dict)

    def word(self, kind: DataClass, where: str, caisse: str, person: UUID | None = None) -> str:
        """A new word of letters only, good for a name."""
        number, letters = len(self.known), ""
        for _ in range(4):
            number, rest = divmod(number, 26)
            letters += chr(97 + rest)
        made = f"zq{letters}qz"
        self.known[made] = Canary(kind, where, caisse, person)
        return made

    def number(self, made: str, canary: Canary) -> str:
        """Digits, as they stand in a number."""
        self.known[made] = canary
        return made

    def in_text(self, text: str) -> Iterator[Canary]:
        """The canaries of a text, whatever its capitals and the spaces in its numbers."""
        found = {one.lower() for one in _WORD.findall(text)}
        digits = _BETWEEN.sub("", text)
        found |= set(_MOBILE.findall(digits)) | {one[:13] for one in _NIR.findall(digits)}
        for one in sorted(found):
            if one in self.known:
                yield self.known[one]

    def plant_people(self, world: type[World]) -> None:
        """From now on every person and every case of the world carries canaries (undone by the caller)."""
        insured, case = world.insured, world.case

        def with_words(self_: World, caisse: str = "141", **given: Any) -> Insured:
            return self._person(insured(self_, caisse, **given), caisse)

        def with_needs(self_: World, **given: Any) -> Case:
            whose = given["insured"]
            need = self.word(DataClass.MEDICAL, "besoins", given["caisse"], whose.id)
            return case(self_, **{**given, "besoins": (f"interprete:{need}",)})

        setattr(world, "insured", with_words)  # noqa: B010 -- a method put in the place of another
        setattr(world, "case", with_needs)  # noqa: B010

    def _person(self, row: Insured, caisse: str) -> Insured:
        for name in ("nom_naissance", "nom_usage", "prenoms"):
            setattr(row, name, self.word(DataClass.IDENTITE, name, caisse, row.id).upper())
        for name in ("adresse", "commune"):
            setattr(row, name, f"2 rue {self.word(DataClass.CONTACT, name, caisse, row.id)}")
        row.email = f"{self.word(DataClass.CONTACT, 'email', caisse, row.id)}@exemple.test"
        turn = len(self.known)
        mobile = Canary(DataClass.CONTACT, "mobile", caisse, row.id)
        row.mobile = f"+33{self.number(f'69900{turn:04}', mobile)}"
        nir = Canary(DataClass.NIR, "nir", caisse, row.id)
        plain = self.number(f"2807314{turn:06}", nir)
        plain += f"{97 - int(plain) % 97:02}"
        row.nir_fingerprint = people.nir_fingerprint(plain)
        row.nir_sealed = vault.seal(plain.encode(), row=f"people.insured:{row.id}:nir")
        row.date_naissance = BORN
        row.save()
        return row
