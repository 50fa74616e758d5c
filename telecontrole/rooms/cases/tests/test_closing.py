"""A case closed without an avis says why; nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors, services
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.planning.tests.world import World

pytestmark = pytest.mark.django_db
TEAM = Actor.system("test")


def test_an_avis_closes_without_a_reason(at: Any) -> None:
    at("2026-12-01T08:00:00+00:00")
    case = World().case()
    services.set_state(case_id=case.id, state=CaseState.CLOS, actor=TEAM)
    info = selectors.case(case.id)
    assert info is not None
    assert info.closed_reason is None


def test_an_open_case_has_no_reason_for_its_end(at: Any) -> None:
    at("2026-12-01T08:00:00+00:00")
    case = World().case()
    with pytest.raises(ValueError, match="reason"):
        services.set_state(
            case_id=case.id, state=CaseState.PLANIFIE, actor=TEAM, reason=CloseReason.DOUBLON
        )
    with pytest.raises(IntegrityError, match="closed_reason_known"), transaction.atomic():
        Case.objects.filter(id=case.id).update(closed_reason="doublon")


@pytest.mark.parametrize("reason", CloseReason)
def test_the_database_knows_every_reason(at: Any, reason: CloseReason) -> None:
    at("2026-12-01T08:00:00+00:00")
    case = World().case()
    services.set_state(case_id=case.id, state=CaseState.CLOS, actor=TEAM, reason=reason)
    info = selectors.case(case.id)
    assert info is not None
    assert info.closed_reason is reason
