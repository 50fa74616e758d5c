"""The medical wall and the counters of attempts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from conftest import At
from telecontrole.foundations.access import (
    Actor,
    ActorKind,
    MedicalAccessRefused,
    Role,
    medical,
)
from telecontrole.foundations.access.throttling import attempt, forget_before
from telecontrole.foundations.journal import selectors as journal

pytestmark = pytest.mark.django_db


def staff(*roles: Role, caisse: str | None = "141") -> Actor:
    return Actor(kind=ActorKind.STAFF, id="a", roles=frozenset(roles), caisse=caisse)


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.MEDECIN_CONSEIL], ids=str
)
def test_only_a_medecin_conseil_passes_the_medical_wall(role: Role) -> None:
    with (
        pytest.raises(MedicalAccessRefused),
        medical(staff(role), purpose="look", subject="case:1"),
    ):
        pytest.fail("the door opened")


def test_an_insured_person_does_not_pass_the_medical_wall() -> None:
    someone = Actor(kind=ActorKind.INSURED, id="x", roles=frozenset({Role.MEDECIN_CONSEIL}))
    with pytest.raises(MedicalAccessRefused), medical(someone, purpose="look", subject="case:1"):
        pytest.fail("the door opened")


def test_each_passage_is_journalled_and_the_role_is_left() -> None:
    before = current_role()
    with medical(staff(Role.MEDECIN_CONSEIL), purpose="examination", subject="case:1"):
        assert current_role() != before
    assert current_role() == before
    (act,) = journal.acts_on("case:1")
    assert (act.action, act.data) == ("access:medical:entered", {"purpose": "examination"})


def test_a_fault_inside_leaves_the_role_too() -> None:
    before = current_role()
    with (
        pytest.raises(RuntimeError),
        medical(staff(Role.MEDECIN_CONSEIL), purpose="x", subject="y"),
    ):
        raise RuntimeError
    assert current_role() == before


def test_a_passage_inside_a_passage_keeps_the_outer_one_open() -> None:
    actor = staff(Role.MEDECIN_CONSEIL)
    with medical(actor, purpose="a", subject="s"):
        inside = current_role()
        with medical(actor, purpose="b", subject="s"):
            pass
        assert current_role() == inside


def test_an_actor_of_one_caisse_does_not_serve_another() -> None:
    assert staff(Role.TECHNICIEN).serves("141")
    assert not staff(Role.TECHNICIEN).serves("763")
    assert staff(Role.TECHNICIEN, caisse=None).serves("763")


def test_attempts_beyond_the_limit_are_refused_until_the_window_ends(at: At) -> None:
    at("2026-12-01T08:00:00+00:00")
    minute = timedelta(minutes=1)
    assert [attempt("code:1", limit=2, window=minute) for _ in range(3)] == [True, True, False]
    assert attempt("code:2", limit=2, window=minute)
    at.advance(minutes=1)
    assert attempt("code:1", limit=2, window=minute)
    assert forget_before(at.advance(minutes=5)) == 3
