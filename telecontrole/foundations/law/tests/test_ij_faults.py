"""What makes a leave impossible to judge: code, sentence and field, word for word, and what just passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.leave import MOST_DAYS, Leave, Risk, Span, Wage
from telecontrole.foundations.law.ij.wages import reference_wages, whole

START = date(2026, 2, 10)
MONTHS = tuple(Wage(date(2025, month, 1), Decimal(2000)) for month in (10, 11, 12))
JANUARY = Wage(date(2026, 1, 1), Decimal(2000))
LEAVE = Leave(Risk.MALADIE, START, START, wages=(*MONTHS[1:], JANUARY))
DAY = timedelta(days=1)


PAYS = tuple(Wage(START - DAY * back, Decimal(900)) for back in (29, 15, 1))


def reference(*wages: Wage, pay_days: int | None = None) -> object:
    return reference_wages(wages, before=START, count=3, pay_days=pay_days)


FAULTS: list[tuple[Callable[[], object], tuple[str, str, str]]] = [
    (
        lambda: Wage(START, Decimal("-0.01")),
        ("bad_value", "Un salaire est négatif.", "gross"),
    ),
    (
        lambda: Span(START, START - DAY),
        ("inconsistent", "La fin d'une période précède son début.", "to"),
    ),
    (
        lambda: replace(LEAVE, end=START - DAY),
        ("inconsistent", "La fin de l'arrêt précède son début.", "end"),
    ),
    (
        lambda: replace(LEAVE, end=START + DAY * MOST_DAYS),
        ("bad_value", "L'arrêt dépasse cent ans.", "end"),
    ),
    (
        lambda: replace(LEAVE, paid_before=(Span(date(1899, 12, 31), date(1999, 12, 31)),)),
        ("bad_value", "L'arrêt dépasse cent ans.", "end"),
    ),
    (
        lambda: replace(LEAVE, initial_start=START + DAY),
        ("inconsistent", "L'arrêt initial commence après la prolongation.", "initial_start"),
    ),
    (
        lambda: replace(LEAVE, accident_date=START + DAY),
        ("inconsistent", "L'accident est postérieur au début de l'arrêt.", "accident_date"),
    ),
    (
        lambda: replace(LEAVE, ald_start=START + DAY),
        ("inconsistent", "L'affection de longue durée commence après l'arrêt.", "ald_start"),
    ),
    (
        lambda: reference(*MONTHS[:2]),
        ("missing_field", "Il manque un salaire : 3 sont nécessaires.", "wages"),
    ),
    (
        lambda: reference(*MONTHS, JANUARY),
        ("inconsistent", "Trop de salaires : 3 sont attendus.", "wages"),
    ),
    (
        lambda: reference(*MONTHS),
        (
            "inconsistent",
            "Les salaires ne sont pas ceux des mois civils qui précèdent l'arrêt.",
            "wages",
        ),
    ),
    (
        lambda: reference(*PAYS[1:], Wage(START, Decimal(1)), pay_days=14),
        (
            "inconsistent",
            "Les dates de paie se répètent ou suivent le début de l'arrêt.",
            "wages",
        ),
    ),
    (
        lambda: reference(*PAYS[1:], PAYS[1], pay_days=14),
        (
            "inconsistent",
            "Les dates de paie se répètent ou suivent le début de l'arrêt.",
            "wages",
        ),
    ),
    (
        lambda: reference(*PAYS[1:], Wage(PAYS[0].on - DAY * 4, Decimal(1)), pay_days=14),
        ("inconsistent", "Les paies ne se suivent pas de 14 jours en 14.", "wages"),
    ),
    (
        lambda: reference(*PAYS[1:], Wage(PAYS[0].on + DAY * 4, Decimal(1)), pay_days=14),
        ("inconsistent", "Les paies ne se suivent pas de 14 jours en 14.", "wages"),
    ),
    (
        lambda: reference(*PAYS, pay_days=7),
        ("inconsistent", "Les paies ne se suivent pas de 7 jours en 7.", "wages"),
    ),
    (
        lambda: whole(Wage(date(2026, 2, 1), Decimal(1), days_paid=15), 14),
        ("inconsistent", "Le nombre de jours payés ne tient pas dans la paie.", "days_paid"),
    ),
    (
        lambda: whole(Wage(date(2026, 2, 1), Decimal(1), days_paid=29)),
        ("inconsistent", "Le nombre de jours payés ne tient pas dans le mois.", "days_paid"),
    ),
    (
        lambda: whole(Wage(date(2026, 2, 1), Decimal(1), days_paid=0)),
        ("inconsistent", "Le nombre de jours payés ne tient pas dans le mois.", "days_paid"),
    ),
]


@pytest.mark.parametrize(("make", "told"), FAULTS)
def test_what_cannot_be_judged_says_why_and_in_which_field(
    make: Callable[[], object], told: tuple[str, str, str]
) -> None:
    with pytest.raises(LawFault) as fault:
        make()
    assert (fault.value.code, fault.value.sentence, fault.value.field) == told


def test_what_stands_on_the_edge_is_judged() -> None:
    assert Wage(START, Decimal(0)).gross == 0
    assert Span(START, START).days == 1
    assert replace(LEAVE, end=START + DAY * (MOST_DAYS - 1)).days == MOST_DAYS
    before = Span(date(1900, 1, 1), date(1900, 1, 1) + DAY * (MOST_DAYS - 2))
    assert before.days + replace(LEAVE, paid_before=(before,)).days == MOST_DAYS
    same = replace(LEAVE, initial_start=START, accident_date=START, ald_start=START)
    assert same.began == START
    assert reference(JANUARY, MONTHS[2], MONTHS[1]) == (Decimal(2000),) * 3
    assert reference(*reversed(PAYS), pay_days=14) == (Decimal(900),) * 3
    for shift in (-3, 3):
        moved = (replace(PAYS[0], on=PAYS[0].on + DAY * shift), *PAYS[1:])
        assert reference(*moved, pay_days=14) == (Decimal(900),) * 3
    half = replace(PAYS[1], gross=Decimal(450), days_paid=7)
    assert reference(PAYS[0], half, PAYS[2], pay_days=14) == (Decimal(900),) * 3
    assert [whole(half, 14), whole(half, 7)] == [Decimal(900), Decimal(450)]
    february = Wage(date(2026, 2, 1), Decimal(28), days_paid=28)
    assert [whole(february), whole(replace(february, days_paid=1))] == [Decimal(28), Decimal(784)]
