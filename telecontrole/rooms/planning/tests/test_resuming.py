"""A case that waits is taken further by a person, and its tasks close with it: never one without the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState, Modalite
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.services import Heard
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist import services as tasks
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"
TEAM = Actor(ActorKind.STAFF, "alice", frozenset({Role.TECHNICIEN}), "141", "Alice")


def declined(world: World, state: AppointmentState = AppointmentState.REFUSE) -> Case:
    """A case that the first plan placed by video, declined, without a place on a site."""
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    one = selectors.current(case.id)
    assert one is not None
    services.decline(appointment_id=one.id, reason=state, actor=PLANNER, now=clock.now())
    return case


def absent(world: World) -> Case:
    """A case whose person did not come, with the task that asks why."""
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    one = selectors.current(case.id)
    assert one is not None
    services.close_appointment(appointment_id=one.id, state=AppointmentState.ABSENT, actor=PLANNER)
    case_services.set_state(case_id=case.id, state=CaseState.ATTENTE_REPONSE, actor=PLANNER)
    tasks.open_task(
        queue="medical",
        kind="motif_absence",
        caisse="141",
        subject=f"case:{case.id}",
        due_at=clock.now() + timedelta(days=15),
        key=f"examinations:motif_absence:{one.id}",
        params={"reference": case.reference},
    )
    return case


def state_of(case: Case) -> CaseState:
    info = cases.case(case.id)
    assert info is not None
    return info.state


def open_kinds() -> list[str]:
    rows = Task.objects.filter(done_at__isnull=True).order_by("kind")
    return list(rows.values_list("kind", flat=True))


def test_a_place_found_now_closes_the_task(at: Any, world: World) -> None:
    at(NOW)
    case = declined(world)
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    found = services.place_now(case_id=case.id, actor=TEAM, now=clock.now())
    assert isinstance(found, AppointmentInfo)
    assert found.modalite is Modalite.PRESENTIEL
    assert state_of(case) is CaseState.PLANIFIE
    assert Task.objects.get().done == "place_trouvee"


def test_no_place_now_changes_nothing(at: Any, world: World) -> None:
    at(NOW)
    case = declined(world)
    said = services.place_now(case_id=case.id, actor=TEAM, now=clock.now())
    assert isinstance(said, Refusal)
    assert (said.code, said.params["reason"]) == ("no_place", "no_site")
    assert state_of(case) is CaseState.A_TRAITER
    assert open_kinds() == ["sans_place"]


@pytest.mark.parametrize(
    "state",
    [
        AppointmentState.REFUSE,
        AppointmentState.EMPECHE,
        AppointmentState.ECHEC_TECHNIQUE,
        AppointmentState.ABSENT,
        AppointmentState.TENU,
    ],
)
def test_the_next_plan_never_goes_back_to_the_video(
    at: Any, world: World, state: AppointmentState
) -> None:
    at(NOW)
    case = declined(world)
    # As the room of the examinations, or the person, would have ended it.
    latest = selectors.current(case.id)
    assert latest is not None
    Appointment.objects.filter(id=latest.id).update(state=state)
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    world.hours(world.medecin(), "2026-12-04")
    assert services.put_back(case_id=case.id, actor=TEAM, now=clock.now()) is None
    assert open_kinds() == ["plan_attendu"]
    services.place_all(actor=PLANNER, now=clock.now())
    following = selectors.current(case.id)
    assert following is not None
    assert (following.version, following.modalite) == (2, Modalite.PRESENTIEL)
    assert open_kinds() == []


def test_a_cancelled_appointment_leaves_the_video_open(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    services.cancel_ahead(case_id=case.id, actor=PLANNER)
    assert selectors.in_person_only([case.id]) == set()
    services.put_back(case_id=case.id, actor=TEAM, now=clock.now())
    services.place_all(actor=PLANNER, now=clock.now())
    following = selectors.current(case.id)
    assert following is not None
    assert following.modalite is Modalite.VISIO


def test_a_plan_without_a_place_says_so_again(at: Any, world: World) -> None:
    at(NOW)
    case = declined(world)
    services.put_back(case_id=case.id, actor=TEAM, now=clock.now())
    services.place_all(actor=PLANNER, now=clock.now())
    assert state_of(case) is CaseState.A_PLANIFIER
    assert open_kinds() == ["sans_place"]
    # And it may come by here again.
    at.advance(minutes=5)
    services.put_back(case_id=case.id, actor=TEAM, now=clock.now())
    assert open_kinds() == ["plan_attendu"]
    services.place_all(actor=PLANNER, now=clock.now())
    assert open_kinds() == ["sans_place"]


def test_closing_without_avis_keeps_why(at: Any, world: World) -> None:
    at(NOW)
    case = declined(world)
    refused = services.close_without_avis(case_id=case.id, reason=CloseReason.REPRISE, actor=TEAM)
    assert refused is None
    info = cases.case(case.id)
    assert info is not None
    assert (info.state, info.closed_reason) == (CaseState.CLOS, CloseReason.REPRISE)
    assert Task.objects.get().done == "clos_sans_avis"
    moved = JournalEntry.objects.filter(action="cases:case:moved").latest("seq")
    assert moved.data["reason"] == "reprise"


def test_what_has_an_appointment_ahead_or_is_closed_is_left_alone(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    said = services.close_without_avis(case_id=case.id, reason=CloseReason.REPRISE, actor=TEAM)
    assert isinstance(said, Refusal)
    assert said.code == "not_waiting"
    services.cancel_ahead(case_id=case.id, actor=TEAM)
    case_services.set_state(case_id=case.id, state=CaseState.CLOS, actor=TEAM)
    said = services.put_back(case_id=case.id, actor=TEAM, now=clock.now())
    assert isinstance(said, Refusal)
    assert said.code == "case_closed"


def hear(case: Case, excused: bool) -> Heard | Refusal:
    return services.hear_absence(
        case_id=case.id,
        reason=AbsenceReason.EMPECHEMENT,
        excused=excused,
        actor=TEAM,
        now=clock.now(),
    )


def test_a_justified_absence_leads_to_a_site(at: Any, world: World) -> None:
    at(NOW)
    case = absent(world)
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    said = hear(case, excused=True)
    assert isinstance(said, Heard)
    assert said.next is not None
    assert said.next.modalite is Modalite.PRESENTIEL
    assert Task.objects.get().done == "absence_justifiee"
    heard = JournalEntry.objects.get(action="planning:absence:heard")
    assert (heard.data["reason"], heard.data["excused"]) == ("empechement", True)


def test_a_justified_absence_without_a_place_stays_a_task(at: Any, world: World) -> None:
    at(NOW)
    case = absent(world)
    said = hear(case, excused=True)
    assert isinstance(said, Heard)
    assert (said.next, said.why_not) == (None, "no_site")
    assert state_of(case) is CaseState.A_TRAITER
    assert open_kinds() == ["sans_place"]


def test_an_absence_that_is_not_justified_stays_with_the_medical_service(
    at: Any, world: World
) -> None:
    at(NOW)
    case = absent(world)
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    said = hear(case, excused=False)
    assert isinstance(said, Heard)
    assert said.next is None
    assert state_of(case) is CaseState.A_TRAITER
    left = Task.objects.get(done_at__isnull=True)
    assert (left.queue, left.kind) == ("medical", "absence_non_justifiee")
    again = hear(case, excused=True)
    assert isinstance(again, Refusal)
    assert again.code == "not_absent"


def test_ending_the_task_alone_is_refused_while_the_case_waits(at: Any, world: World) -> None:
    at(NOW)
    case = declined(world)
    task = Task.objects.get()
    said = tasks.finish(task_id=task.id, actor=TEAM, done="appele")
    assert isinstance(said, Refusal)
    assert said.code == "case_waits"
    case_services.set_state(case_id=case.id, state=CaseState.CLOS, actor=TEAM)
    assert not isinstance(tasks.finish(task_id=task.id, actor=TEAM, done="appele"), Refusal)


def test_an_hour_at_which_the_person_cannot_come_is_not_offered_by_the_plan_either(
    at: Any, world: World
) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-08", "09:00", "10:00", world.site())
    case = world.case(besoins=("presentiel",))
    services.place_all(actor=PLANNER, now=clock.now())
    first = selectors.current(case.id)
    assert first is not None
    services.close_appointment(
        appointment_id=first.id, state=AppointmentState.EMPECHE, actor=PLANNER
    )
    services.put_back(case_id=case.id, actor=TEAM, now=clock.now())
    services.place_all(actor=PLANNER, now=clock.now())
    following = selectors.current(case.id)
    assert following is not None
    assert following.starts_at == first.starts_at + timedelta(minutes=30)
