"""Nobody is woken: hours are those of the person's clock, overseas too, and holidays stop no notice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from telecontrole.foundations.law.calendars import is_closed
from telecontrole.rooms.notices import rules, services
from telecontrole.rooms.notices.models import Notice

from .conftest import Twins, new_notice, params

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-12-25", "2028-02-29"])
@pytest.mark.parametrize("days", [1, 2])
def test_a_notice_leaves_from_eight_to_twenty_on_the_persons_clock(
    zone: str, day: str, days: int
) -> None:
    start = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo(zone))
    opens, closes = rules.notice_window(start, zone, days)
    local = opens.astimezone(ZoneInfo(zone)), closes.astimezone(ZoneInfo(zone))
    assert [f"{one:%H:%M}" for one in local] == ["08:00", "20:00"]
    assert {one.date() for one in local} == {date.fromisoformat(day) - timedelta(days=days)}


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_an_sms_waits_for_eight_where_the_person_lives(zone: str, at: Any, twins: Twins) -> None:
    place = ZoneInfo(zone)
    start = datetime(2026, 12, 10, 10, 0, tzinfo=place)
    window = rules.Window(*rules.notice_window(start, zone, 2))
    early = datetime(2026, 12, 8, 7, 59, tzinfo=place).astimezone(UTC)
    services.set_head(subject="case:1", version=1, open_=True)
    new = new_notice(window=window, locale_zone=zone, starts_at=start, params=params(start))
    services.plan_notices([new])
    services.tick(at(early.isoformat()))
    assert not twins.sms.sent
    services.tick(at((early + timedelta(minutes=1)).isoformat()))
    assert len(twins.sms.sent) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "closed"),
    [
        ("Europe/Paris", "2026-12-25"),
        ("Europe/Paris", "2026-12-27"),
        ("Indian/Reunion", "2026-12-20"),
        ("America/Cayenne", "2026-06-10"),
    ],
)
def test_a_holiday_or_a_sunday_stops_no_notice(
    zone: str, closed: str, at: Any, twins: Twins
) -> None:
    calendars = {"Indian/Reunion": "la_reunion", "America/Cayenne": "guyane"}
    day = date.fromisoformat(closed)
    assert is_closed(day, calendars.get(zone, "metropole"))  # type: ignore[arg-type]
    start = datetime.combine(
        day + timedelta(days=2), datetime.min.time().replace(hour=10), ZoneInfo(zone)
    )
    window = rules.Window(*rules.notice_window(start, zone, 2))
    at((start - timedelta(days=10)).isoformat())
    services.set_head(subject="case:1", version=1, open_=True)
    new = new_notice(window=window, locale_zone=zone, starts_at=start, params=params(start))
    services.plan_notices([new])
    services.tick(at((start - timedelta(days=2)).isoformat()))
    assert Notice.objects.get().handed_at is not None
    assert len(twins.sms.sent) == 1
