"""Formats as French readers expect them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from telecontrole.foundations.web import formats
from telecontrole.foundations.web.templatetags import components

TEN_TWENTY = datetime(2026, 12, 1, 9, 20, tzinfo=UTC)


def test_the_first_of_a_month_is_premier() -> None:
    assert formats.date_fr(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert formats.date_fr(date(2026, 12, 2), weekday=False) == "2 décembre 2026"


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Paris", "10 h 20"), ("Indian/Reunion", "13 h 20"), ("America/Cayenne", "6 h 20")],
)
def test_an_instant_is_shown_on_the_clock_of_its_zone(zone: str, hour: str) -> None:
    assert formats.heure_fr(TEN_TWENTY, zone) == hour


def test_the_day_of_an_instant_is_the_one_of_its_zone() -> None:
    late = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
    assert formats.date_fr(late, "Indian/Mayotte") == "mercredi 2 décembre 2026"
    assert formats.mois_fr(datetime(2026, 11, 30, 22, 0, tzinfo=UTC), "Indian/Mayotte") == (
        "décembre 2026"
    )


def test_a_round_hour_has_no_minutes() -> None:
    assert formats.heure_fr(TEN_TWENTY - timedelta(minutes=20)) == "10 h"


def test_an_hour_without_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.heure_fr(TEN_TWENTY.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234.56", "1 234,56 €"),
        ("0", "0,00 €"),
        ("-5.1", "-5,10 €"),
        ("1000000", "1 000 000,00 €"),
    ],
)
def test_an_amount_has_two_decimals_and_spaces(amount: str, text: str) -> None:
    assert formats.euros(Decimal(amount)) == text


def test_an_amount_finer_than_a_cent_is_never_rounded_silently() -> None:
    with pytest.raises(ValueError, match="finer"):
        formats.euros(Decimal("1.005"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("0612345678", "06 12 34 56 78"),
        ("+262692123456", "0692 12 34 56"),
        ("+32470123456", "+32 470 12 34 56"),
        ("rien", "rien"),
    ],
)
def test_a_telephone_number_is_grouped_as_it_is_said(number: str, text: str) -> None:
    assert formats.telephone_fr(number) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-3, "maintenant"), (0, "maintenant"), (1, "dans 1 minute"), (12, "dans 12 minutes"),
        (65, "dans 1 h 05"), (2900, "dans 2 jours"),
    ],
)  # fmt: skip
def test_the_time_left_is_said_in_plain_words(minutes: int, text: str) -> None:
    assert formats.time_left(TEN_TWENTY + timedelta(minutes=minutes), TEN_TWENTY) == text


def test_the_filters_never_break_a_line_inside_an_hour_or_an_amount() -> None:
    assert components.heure_fr(TEN_TWENTY) == "10\u00a0h\u00a020"
    assert components.euros("1234.5") == "1\u00a0234,50\u00a0€"
    assert components.date_fr(date(2026, 12, 1)) == "mardi 1er\u00a0décembre\u00a02026"


@pytest.mark.parametrize("name", ["date_fr", "jour_fr", "date_courte", "heure_fr", "euros"])
def test_an_absent_value_is_an_empty_text(name: str) -> None:
    assert getattr(components, name)(None) == ""


@pytest.mark.parametrize(("number", "ending"), [(0, ""), (1, ""), (2, "s"), (1_000, "s")])
def test_zero_and_one_are_singular(number: int, ending: str) -> None:
    assert components.pluriel(number) == ending
