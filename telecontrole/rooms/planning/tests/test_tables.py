"""What the database refuses, whatever the code does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations import clock
from telecontrole.rooms.planning.models import Appointment, Unplaced
from telecontrole.rooms.planning.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(at: Any, world: World) -> dict[str, Any]:
    """A row that is accepted."""
    start = at("2026-12-03T08:00:00+00:00")
    return {
        "case": world.case(),
        "version": 1,
        "modalite": "visio",
        "medecin": world.medecin(),
        "starts_at": start,
        "ends_at": start + timedelta(minutes=20),
        "zone": "Europe/Paris",
        "state": "prevu",
        "origin": "plan",
        "created_at": start,
    }


def refused(name: str, **row: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Appointment.objects.create(**row)


def test_a_version_of_a_case_exists_once(facts: dict[str, Any]) -> None:
    Appointment.objects.create(**{**facts, "state": "refuse", "closed_at": clock.now()})
    refused("planning_appointment_one_per_version", **facts)


def test_a_case_has_one_appointment_ahead(facts: dict[str, Any]) -> None:
    Appointment.objects.create(**facts)
    refused("planning_appointment_one_ahead", **{**facts, "version": 2})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("planning_appointment_version_from_one", {"version": 0}),
        ("planning_appointment_place_fits_way", {"modalite": "presentiel"}),
        ("planning_appointment_place_fits_way", {"salle": 1}),
        ("planning_appointment_place_fits_way", {"modalite": "telephone"}),
        ("planning_appointment_state_known", {"state": "perdu"}),
        ("planning_appointment_origin_known", {"origin": "hasard"}),
        ("planning_appointment_closed_has_an_instant", {"state": "tenu"}),
    ],
)
def test_nonsense_is_refused(facts: dict[str, Any], name: str, change: dict[str, Any]) -> None:
    closed = {"closed_at": clock.now()} if change.get("state") == "perdu" else {}
    refused(name, **{**facts, **change, **closed})


def test_an_appointment_ends_after_it_starts(facts: dict[str, Any]) -> None:
    refused("planning_appointment_ends_after_start", **{**facts, "ends_at": facts["starts_at"]})


def test_a_reason_without_place_is_a_known_one(facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="planning_unplaced_reason_known"):
        Unplaced.objects.create(
            case=facts["case"], reason="bad_luck", since=clock.now(), task_key="key"
        )
