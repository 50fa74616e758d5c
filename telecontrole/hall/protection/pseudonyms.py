"""Cases for studies: keyed pseudonyms, weeks instead of days, classes of age, no name, no place finer than the caisse.

Pseudonymous, not anonymous (RGPD art. 4-5): whoever holds the key file could test a person. A combination of
caisse, age, sex and ground with fewer cases than any number that may be shown (`figures.smallest_cell`) loses its age and sex.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from telecontrole.foundations import clock, figures, vault
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.people import selectors as people

COLUMNS = (
    "personne",
    "caisse",
    "motif",
    "age",
    "sexe",
    "semaine_debut",
    "etat",
    "avis",
    "semaine_effet",
)
_PURPOSE = "pseudonym"
_STEP = 2_000
Cell = tuple[str, str, str, str]


def rows() -> Iterator[tuple[str, ...]]:
    """One line per case, in the order of the pseudonyms' cases; constant memory apart from the counts of cells."""
    floor = figures.smallest_cell(clock.today())
    counts: Counter[Cell] = Counter(cell for cell, _ in _lines())
    for cell, rest in _lines():
        caisse, motif, age, sexe = cell
        if counts[cell] < floor:
            age, sexe = "", ""
        yield (rest[0], caisse, motif, age, sexe, *rest[1:])


def _lines() -> Iterator[tuple[Cell, tuple[str, ...]]]:
    for found in cases.in_batches(_STEP):
        persons = people.insured_many({case.insured for case in found})
        told = reading.lines([case.id for case in found])
        for case in found:
            person, line = persons[case.insured], told.get(case.id)
            age = _age(person.date_naissance, case.date_debut)
            cell = (case.caisse, case.motif.value, age, person.sexe)
            mark = vault.fingerprint(str(person.id), purpose=_PURPOSE).hex()[:16]
            yield (
                cell,
                (
                    mark,
                    _week(case.date_debut),
                    case.state.value,
                    line.code.value if line else "",
                    _week(line.date_effet) if line and line.date_effet else "",
                ),
            )


def _age(born: date, on: date) -> str:
    """A class of ten years: `40-49`."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return f"{years // 10 * 10}-{years // 10 * 10 + 9}"


def _week(day: date) -> str:
    """The Monday of the week."""
    return (day - timedelta(days=day.weekday())).isoformat()
