"""What may be done in a campaign, each through the door that people and programs use."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall import duties
from telecontrole.rooms.cases.enums import CloseReason
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.diaries.services import NewClosure
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.enums import AvisCode, Ending, Ground, IdentityMethod
from telecontrole.rooms.notices import selectors as notice_reads
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Attempt, Notice
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning import night, plan_runs, services
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.applying import apply
from telecontrole.rooms.planning.changes.by_hand import Wish, moving, possible
from telecontrole.rooms.planning.changes.proposal import Change
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory.models import Site
from tests.campaign_machine import promises
from tests.campaign_machine.provider import Moody

TEAM = Actor(ActorKind.STAFF, "team", frozenset({Role.TECHNICIEN}), None, "Équipe")
_LETTERS = ("lettre",)
_LEAVING = ("email", "sms", "mssante")
# A provider that keeps silent is not waited for: the next tick hears it.
_LONGEST = 0.02
_POLL = timedelta(minutes=15)


def tick() -> None:
    """What the worker does, at the instant of the clock."""
    now = clock.now()
    events.drain()
    notices.run_due(now, longest=_LONGEST)
    duties.tick(now)
    events.drain()


def sleep(until: datetime) -> None:
    """Let the time pass; the worker looks when something is due, and every few hours."""
    while clock.now() < until:
        due = notice_reads.next_due(_LEAVING)
        steps = [until, clock.now() + promises.LOOK]
        if due is not None:
            # What is put back is tried again a little later.
            steps.append(max(due, clock.now() + _POLL))
        clock.step_to(min(steps))
        tick()


def plan() -> None:
    """The plan of the night, which the team does not wait for."""
    plan_runs.ask(actor=TEAM, now=clock.now())
    assert night.run(clock.now())


def decline(case: Case, reason: AppointmentState) -> None:
    """The person taps "pas en visio" or "je ne peux pas"."""
    one = planning.current(case.id)
    if one is not None:
        services.decline(appointment_id=one.id, reason=reason, actor=TEAM, now=clock.now())


def move(case: Case, pick: int) -> None:
    """The team moves the appointment by hand to a slot that would do."""
    one = planning.current(case.id)
    if one is None or not one.ahead:
        return
    day = clock.today(one.zone) + timedelta(days=3 + pick % 9)
    slots = possible(one.id, day, clock.now(), 4)
    if slots:
        slot = slots[pick % len(slots)]
        make(moving(Wish(one.id, slot.medecin, slot.start, slot.site)))


def fall_ill(doctor: MedecinConseil, day: date, zone: str) -> None:
    """A doctor is away for a day."""
    start, end = kinds.day_span(day, day, zone)
    closure = NewClosure(ClosureKind.ABSENCE, start, end, ClosureReason.IMPREVU, medecin=doctor.id)
    make(kinds.closing(closure))


def close(site: Site, day: date, zone: str) -> None:
    """A site is closed for a day."""
    start, end = kinds.day_span(day, day, zone)
    closure = NewClosure(ClosureKind.SITE, start, end, ClosureReason.TRAVAUX, site=site.id)
    make(kinds.closing(closure))


def make(change: Change) -> None:
    """Look at the consequences, then save them."""
    seen = change.find(clock.now())
    if not isinstance(seen, Refusal):
        apply(change=change, seen=seen.digest, actor=TEAM, now=clock.now())


def meet(one: AppointmentInfo, how: str) -> None:
    """The hour comes, and goes as hours go."""
    sleep(one.starts_at)
    standing = planning.appointment(one.id)
    if standing is None or not standing.ahead:
        return
    doctor = Actor(ActorKind.STAFF, str(standing.medecin), frozenset({Role.MEDECIN_CONSEIL}))
    if how == "nobody writes anything":
        sleep(one.ends_at + promises.WRITTEN_UP)
    elif how == "absent":
        sleep(one.starts_at + timedelta(minutes=15))
        examinations.record_absence(
            appointment_id=one.id, seen=False, technical_failure=False, actor=doctor
        )
    elif how == "held":
        conclude(standing, doctor)
    else:
        ending = Ending.ECHEC_TECHNIQUE if how == "fails" else Ending.PRESENTIEL_REQUIS
        examinations.open_examination(
            appointment_id=one.id, medecin_id=standing.medecin, actor=doctor
        )
        examinations.end_for_in_person(appointment_id=one.id, ending=ending, actor=doctor)


def conclude(one: AppointmentInfo, doctor: Actor) -> None:
    """The avis: the leave is no longer justified, back to work the day after."""
    opened = examinations.open_examination(
        appointment_id=one.id, medecin_id=one.medecin, actor=doctor
    )
    assert not isinstance(opened, Refusal), opened
    examinations.give_guarantees(
        examination_id=opened.id, identity=IdentityMethod.DOCUMENT_SHOWN, actor=doctor
    )
    given = examinations.conclude(
        examination_id=opened.id,
        code=AvisCode.AT_NON_JUSTIFIE_REPRISE,
        grounds=[Ground.CAPACITE_RETROUVEE],
        date_effet=clock.now().astimezone(ZoneInfo(one.zone)).date() + timedelta(days=1),
        actor=doctor,
    )
    assert not isinstance(given, Refusal), given


def follow(case: Case, how: str) -> None:
    """The team chooses what follows for a case that waits; refused for one that does not."""
    now = clock.now()
    if how == "place":
        services.place_now(case_id=case.id, actor=TEAM, now=now)
    elif how == "plan":
        services.put_back(case_id=case.id, actor=TEAM, now=now)
    elif how == "close":
        services.close_without_avis(case_id=case.id, reason=CloseReason.REPRISE, actor=TEAM)
    else:
        services.hear_absence(
            case_id=case.id,
            reason=AbsenceReason.EMPECHEMENT,
            excused=how == "excuse",
            actor=TEAM,
            now=now,
        )


def cancel(case: Case) -> None:
    """The caisse closes a case whose appointment is still to come; refused for one that has none."""
    services.call_off(case_id=case.id, reason=CloseReason.REPRISE, actor=TEAM, now=clock.now())


def correct(case: Case, channel: str, value: str) -> None:
    """A contact changes; messages that failed by it leave again."""
    people.correct_contact(
        insured_id=case.insured_id, channel=channel, value=value, source="assure", actor=TEAM
    )
    events.drain()
    if not value:
        return
    failed = Notice.objects.filter(
        subject=f"appointment:{case.id}", channel="sms" if channel == "mobile" else "email"
    ).exclude(failure="")
    for notice in failed:
        notices.correct_address(notice_id=notice.id, address=value, source="assure", actor=TEAM)


def settle(provider: Moody) -> None:
    """Somebody asks the provider what became of messages without an answer, and writes the truth."""
    for attempt in Attempt.objects.filter(notice__state="unknown", outcome="unknown"):
        notices.resolve_unknown(
            notice_id=attempt.notice_id, handed=attempt.pk in provider.taken, actor=TEAM
        )


def post_letters() -> None:
    """The letters of the day are put in the post."""
    waiting = Notice.objects.filter(channel__in=_LETTERS, state__in=["planned", "expired"])
    ids = list(waiting.values_list("id", flat=True))
    notices.post_letters(notice_ids=ids, posted_on=clock.today(), actor=TEAM)
