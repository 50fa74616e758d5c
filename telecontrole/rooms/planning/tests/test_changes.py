"""A médecin-conseil falls ill, a site closes, hours go: who is kept, who is moved, who is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries import services as diary_services
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason, Modalite
from telecontrole.rooms.diaries.models import Availability, Booking
from telecontrole.rooms.diaries.services import NewClosure, NewHours
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.applying import apply
from telecontrole.rooms.planning.changes.hitting import going_on
from telecontrole.rooms.planning.changes.proposal import Change, Fate, Proposal
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.services import PlanReport
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.territory.models import Site
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
PLANNED = "2026-12-01T08:00:00+00:00"
#: The day on which people of 10 December can still be written to.
IN_TIME = "2026-12-08T09:00:00+00:00"
TOO_LATE = "2026-12-09T09:00:00+00:00"
DAY = date(2026, 12, 10)


def plan() -> None:
    assert isinstance(services.place_all(actor=PLANNER, now=clock.now()), PlanReport)


def full_day(world: World, count: int = 16) -> MedecinConseil:
    """A doctor whose whole day is taken by cases that can be seen on that day alone."""
    doctor = world.medecin()
    world.hours(doctor, "2026-12-10", "08:30", "12:30")
    world.hours(doctor, "2026-12-10", "13:30", "17:30")
    for _ in range(count):
        world.case()
    plan()
    assert Appointment.objects.filter(medecin=doctor).count() == count
    return doctor


def absence(doctor: MedecinConseil, day: date = DAY, *, begun: bool = False) -> Change:
    start, end = kinds.day_span(day, day, "Europe/Paris")
    new = NewClosure(ClosureKind.ABSENCE, start, end, ClosureReason.IMPREVU, medecin=doctor.id)
    return kinds.closing(new, begun=begun)


def proposal(change: Change) -> Proposal:
    found = change.find(clock.now())
    assert isinstance(found, Proposal)
    return found


def done(change: Change) -> Proposal:
    seen = proposal(change)
    saved = apply(change=change, seen=seen.digest, actor=PLANNER, now=clock.now())
    assert isinstance(saved, Proposal)
    assert saved == seen
    return saved


def messages(kind: str = "") -> int:
    found = Notice.objects.all()
    return (found.filter(kind=kind) if kind else found).count()


def test_a_sick_doctors_day_passes_to_a_colleague_and_nobody_is_told(at: Any, world: World) -> None:
    at(PLANNED)
    doctor, colleague = full_day(world), world.medecin()
    world.hours(colleague, "2026-12-10", "08:30", "12:30")
    world.hours(colleague, "2026-12-10", "13:30", "17:30")
    before, planned = messages(), set(Appointment.objects.values_list("starts_at", flat=True))
    at(IN_TIME)
    found = done(absence(doctor))
    assert found.counts == {"garde": 16, "phone": 0}
    assert messages() == before
    assert Appointment.objects.count() == 16
    assert set(Appointment.objects.values_list("medecin", "version")) == {(colleague.id, 1)}
    assert set(Appointment.objects.values_list("starts_at", flat=True)) == planned
    held = Booking.objects.filter(resource=f"agent:{doctor.id}", active=True)
    assert {row.appointment for row in held} == {one.id for one in standing(doctor)}
    assert Task.objects.count() == 0
    acts = JournalEntry.objects.filter(action="planning:appointment:reassigned")
    assert acts.count() == 16


def standing(doctor: MedecinConseil) -> list[diaries.ClosureInfo]:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    return diaries.closures(start, start + timedelta(days=60), medecins=[doctor.id])


def test_who_cannot_keep_the_hour_keeps_the_day_before_anything_else(at: Any, world: World) -> None:
    at(PLANNED)
    doctor, colleague = full_day(world), world.medecin()
    # The morning at the same hours, then the evening of that day, then another day.
    world.hours(colleague, "2026-12-10", "08:30", "12:30")
    world.hours(colleague, "2026-12-10", "17:30", "19:00")
    world.hours(colleague, "2026-12-11", "08:30", "12:30")
    at(IN_TIME)
    found = done(absence(doctor))
    assert found.counts == {"garde": 8, "deplace": 8, "phone": 0}
    days = [one.place.start.day for one in found.outcomes if one.fate is Fate.DEPLACE and one.place]
    assert days.count(10) == 3
    assert days.count(11) == 5
    # An email and an SMS of change to each, and nothing to the eight others.
    assert messages("changement") == 16
    assert messages("annulation") == 0
    moved = next(one for one in found.outcomes if one.fate is Fate.DEPLACE)
    assert [one.state for one in selectors.versions(moved.before.case)] == ["remplace", "prevu"]


def test_past_two_days_before_whoever_moves_is_called(at: Any, world: World) -> None:
    at(PLANNED)
    doctor, colleague = full_day(world, 4), world.medecin()
    world.hours(colleague, "2026-12-10", "08:30", "09:30")
    world.hours(colleague, "2026-12-14", "08:30", "12:30")
    at(TOO_LATE)
    found = done(absence(doctor))
    assert found.counts == {"garde": 2, "deplace": 2, "phone": 2}
    tasks = list(Task.objects.filter(kind="telephoner"))
    assert [(task.queue, task.caisse) for task in tasks] == [("planification", "141")] * 2
    late = {one.before.id: one for one in found.outcomes if one.phone}
    assert {task.due_at for task in tasks} == {one.before.starts_at for one in late.values()}
    assert all(task.params["nouveau"].startswith("2026-12-14") for task in tasks)
    # Moved to a day that can be announced two days before.
    assert {one.place.start.day for one in late.values() if one.place} == {14}


def test_without_any_place_the_case_waits_for_the_next_plan_with_a_task(
    at: Any, world: World
) -> None:
    at(PLANNED)
    doctor = full_day(world, 1)
    at(IN_TIME)
    found = done(absence(doctor))
    assert found.counts == {"sans_place": 1, "phone": 0}
    case = cases.case(found.outcomes[0].before.case)
    assert case is not None
    assert case.state is CaseState.A_PLANIFIER
    assert messages("annulation") == 2
    assert Task.objects.get().kind == "sans_place"
    world.hours(world.medecin(), "2026-12-15")
    plan()
    assert selectors.current(case.id).starts_at.day == 15  # type: ignore[union-attr]
    assert Task.objects.get().done == "place_trouvee"


def test_somebody_told_by_letter_only_is_called_when_the_place_is_lost(
    at: Any, world: World
) -> None:
    at(PLANNED)
    site, doctor = world.site(), world.medecin()
    world.hours(doctor, "2026-12-23", site=site)
    world.case(insured=world.insured(mobile=""))
    plan()
    at(IN_TIME)
    found = done(absence(doctor, date(2026, 12, 23)))
    assert found.counts == {"sans_place": 1, "phone": 1}
    assert set(Task.objects.values_list("kind", flat=True)) == {"sans_place", "telephoner"}


def test_a_colleague_who_prescribed_the_leave_or_lacks_the_competence_does_not_take_over(
    at: Any, world: World
) -> None:
    at(PLANNED)
    doctor = world.medecin()
    world.hours(doctor, "2026-12-10", "08:30", "09:00")
    own, other = world.medecin(), world.medecin(competences=["psychiatrie"])
    world.case(prescripteur_rpps=own.rpps)
    plan()
    for one in (own, other):
        world.hours(one, "2026-12-10", "08:30", "09:00")
    at(IN_TIME)
    assert proposal(absence(doctor)).counts == {"sans_place": 1, "phone": 0}


def test_what_has_begun_or_was_held_stays_with_the_doctor(at: Any, world: World) -> None:
    at(PLANNED)
    doctor = full_day(world, 3)
    world.hours(world.medecin(), "2026-12-10", "08:30", "12:30")
    # 8 h 40 in Paris: the first one is going on.
    at("2026-12-10T07:40:00+00:00")
    found = done(absence(doctor))
    assert len(found.outcomes) == 2
    first = Appointment.objects.order_by("starts_at")[0]
    assert first.medecin_id == doctor.id
    assert Booking.objects.filter(appointment=first.id, active=True).count() == 2


def test_who_waits_for_a_doctor_who_is_not_there_is_placed_again_and_called(
    at: Any, world: World
) -> None:
    at(PLANNED)
    doctor, colleague = full_day(world, 2), world.medecin()
    world.hours(colleague, "2026-12-10", "08:30", "12:30")
    world.hours(colleague, "2026-12-14", "08:30", "12:30")
    # 8 h 31 in Paris: the first one should be going on.
    at("2026-12-10T07:31:00+00:00")
    waiting = going_on(doctor.id, clock.now())
    assert waiting is not None
    found = done(absence(doctor, begun=True))
    assert found.counts == {"garde": 1, "deplace": 1, "phone": 1}
    moved = next(one for one in found.outcomes if one.phone)
    assert moved.before.id == waiting.id
    assert moved.place is not None
    assert moved.place.start.day == 14, "nobody takes over an hour that has begun"
    (task,) = Task.objects.filter(kind="telephoner")
    assert task.due_at <= clock.now(), "now, before anything else"
    latest = selectors.current(waiting.case)
    assert latest is not None
    assert (latest.version, latest.medecin) == (2, colleague.id)
    # It was the house that failed: nothing is counted against the person.
    assert selectors.impediments(waiting.case) == 0
    assert messages("changement") == 2
    assert going_on(doctor.id, clock.now()) is None


def test_what_is_saved_is_what_was_shown_or_nothing(at: Any, world: World) -> None:
    at(PLANNED)
    doctor, colleague = full_day(world, 2), world.medecin()
    world.hours(colleague, "2026-12-10", "08:30", "09:30")
    at(IN_TIME)
    change = absence(doctor)
    seen = proposal(change)
    late = world.case(priorite=1)
    plan()
    assert selectors.current(late.id) is not None
    refused = apply(change=change, seen=seen.digest, actor=PLANNER, now=clock.now())
    assert refused == Refusal("consequences_changed")
    assert standing(doctor) == []
    assert Appointment.objects.filter(medecin=doctor, state="prevu").count() == 2


def test_an_absence_of_nobodys_appointments_is_just_written(at: Any, world: World) -> None:
    at(PLANNED)
    doctor = world.medecin()
    assert done(absence(doctor)).outcomes == ()
    assert len(standing(doctor)) == 1
    again = absence(doctor)
    refused = apply(change=again, seen=proposal(again).digest, actor=PLANNER, now=clock.now())
    assert isinstance(refused, Refusal)
    assert refused.code == "already_closed"


def on_site(world: World, salles: int = 2) -> tuple[Site, MedecinConseil, UUID]:
    site, doctor = world.site(salles=salles), world.medecin()
    world.hours(doctor, "2026-12-10", "09:00", "09:30", site)
    case = world.case(besoins=("presentiel",))
    plan()
    return site, doctor, case.id


def test_a_closed_site_moves_its_people_to_another_one_of_the_caisse(at: Any, world: World) -> None:
    at(PLANNED)
    site, doctor, case = on_site(world)
    other = world.site("141-2")
    world.hours(doctor, "2026-12-10", "10:00", "10:30", other)
    start, end = kinds.day_span(DAY, DAY, "Europe/Paris")
    new = NewClosure(ClosureKind.SITE, start, end, ClosureReason.FERMETURE, site=site.id)
    at(IN_TIME)
    found = done(kinds.closing(new))
    assert found.counts == {"deplace": 1, "phone": 0}
    current = selectors.current(case)
    assert current is not None
    assert (current.site, current.version) == (other.id, 2)


def test_a_room_out_of_use_changes_the_room_and_nothing_else(at: Any, world: World) -> None:
    at(PLANNED)
    site, doctor, case = on_site(world)
    start, end = kinds.day_span(DAY, DAY, "Europe/Paris")
    new = NewClosure(ClosureKind.SALLE, start, end, ClosureReason.TRAVAUX, site=site.id, salle=1)
    at(IN_TIME)
    before = messages()
    assert done(kinds.closing(new)).counts == {"garde": 1, "phone": 0}
    current = selectors.current(case)
    assert current is not None
    assert (current.salle, current.medecin, current.version) == (2, doctor.id, 1)
    assert messages() == before


def test_hours_that_end_free_their_appointments_unless_other_hours_cover_them(
    at: Any, world: World
) -> None:
    at(PLANNED)
    doctor = world.medecin()
    new = NewHours(
        medecin=doctor.id,
        weekdays={3},
        first=DAY,
        last=date(2026, 12, 17),
        debut=time(9),
        fin=time(9, 30),
        modalite=Modalite.VISIO,
    )
    (rule,) = diary_services.add_hours(new=new, actor=PLANNER)  # type: ignore[misc]
    case = world.case()
    plan()
    excepted = kinds.excepting_day(rule, DAY)
    assert proposal(excepted).counts == {"deplace": 1, "phone": 0}
    world.hours(doctor, "2026-12-10", "08:30", "12:30")
    assert proposal(kinds.excepting_day(rule, DAY)).outcomes == ()
    assert proposal(kinds.ending_rule(rule, date(2026, 12, 2), date(2026, 12, 2))).outcomes == ()
    done(kinds.excepting_day(rule, DAY))
    assert selectors.current(case.id).starts_at.day == 10  # type: ignore[union-attr]
    (hours,) = diaries.availabilities(DAY, DAY, medecin=doctor.id)
    assert done(kinds.removing_hours(hours)).counts == {"deplace": 1, "phone": 0}
    assert selectors.current(case.id).starts_at.day == 17  # type: ignore[union-attr]


def test_a_case_moved_twice_still_leaves_by_the_versions_in_order(at: Any, world: World) -> None:
    at(PLANNED)
    doctor = full_day(world, 1)
    world.hours(doctor, "2026-12-11", "08:30", "09:00")
    world.hours(doctor, "2026-12-14", "08:30", "09:00")
    at(IN_TIME)
    done(absence(doctor))
    done(absence(doctor, date(2026, 12, 11)))
    case = Appointment.objects.values_list("case", flat=True)[0]
    assert [(one.version, one.state) for one in selectors.versions(case)] == [
        (1, "remplace"),
        (2, "remplace"),
        (3, "prevu"),
    ]


def test_looking_takes_the_same_number_of_queries_whatever_the_day_holds(
    at: Any, world: World
) -> None:
    at(PLANNED)
    counts = []
    for number in (1, 6):
        doctor = full_day(world, number)
        with CaptureQueriesContext(connection) as queries:
            assert len(proposal(absence(doctor)).outcomes) == number
        counts.append(len(queries))
        Appointment.objects.update(state="tenu", closed_at=clock.now())
        Availability.objects.all().delete()
    assert counts[0] == counts[1]
