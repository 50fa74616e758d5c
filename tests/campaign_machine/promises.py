"""What must hold at every instant, read from the tables and judged apart from the code that writes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from telecontrole.foundations import clock
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.notices.models import Attempt, Notice, SubjectHead
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.territory.models import Caisse
from telecontrole.rooms.worklist.models import Task

#: An interview may run over, and be written up, before a person is asked what became of it.
WRITTEN_UP = timedelta(hours=3)
#: The clock steps by that much at most between two looks of the worker.
LOOK = timedelta(hours=6)
_MARGIN = timedelta(minutes=10)
_OVER = ("bounced", "refused", "no_receipt", "temporary", "lost")
_DOUBLE = """
SELECT count(*) FROM planning_appointment x JOIN planning_appointment y ON x.id < y.id
JOIN cases_case cx ON cx.id = x.case_id JOIN cases_case cy ON cy.id = y.case_id
WHERE x.state = 'prevu' AND y.state = 'prevu' AND (
  (cx.insured_id = cy.insured_id AND tstzrange(x.starts_at, x.ends_at) && tstzrange(y.starts_at, y.ends_at))
  OR ((x.medecin_id = y.medecin_id OR (x.site_id = y.site_id AND x.salle = y.salle))
      AND tstzrange(x.starts_at, x.ends_at + %(margin)s::interval) && tstzrange(y.starts_at, y.ends_at + %(margin)s::interval)))
"""


def nobody_is_booked_twice() -> None:
    """No doctor, person or room in two places."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLE, {"margin": str(_MARGIN)})
        (count,) = cursor.fetchone()
    assert count == 0, "booked twice"


def no_case_is_lost() -> None:
    """Every case is closed, or has an appointment to come, or a task that a person sees."""
    now = clock.now()
    waits = set(Task.objects.filter(done_at__isnull=True).values_list("subject", flat=True))
    ahead = Appointment.objects.filter(state="prevu", ends_at__gt=now - WRITTEN_UP)
    coming = set(ahead.values_list("case_id", flat=True))
    lost = [
        (case.reference, case.state)
        for case in Case.objects.exclude(state="clos")
        if case.id not in coming and f"case:{case.id}" not in waits
    ]
    assert not lost, f"lost: {lost}"


def no_message_is_lost() -> None:
    """A message whose window is over left, or failed in front of a person; each version has its messages."""
    now = clock.now()
    standing = set(SubjectHead.objects.filter(is_open=True).values_list("subject", "version"))
    tasks = set(Task.objects.values_list("key", flat=True))
    about: set[tuple[str, int]] = set()
    for one in Notice.objects.filter(subject__startswith="appointment:"):
        about.add((one.subject, one.version))
        if (one.subject, one.version) not in standing or one.retry_until is not None:
            continue
        if one.state in ("planned", "claimed"):
            assert one.closes_at > now - LOOK, f"never left: {one.kind} {one.channel}"
        elif one.state in ("bounced", "refused", "expired", "unknown"):
            assert one.task_key in tasks, f"{one.state}, and nobody knows: {one.kind} {one.channel}"
    for key, version in Appointment.objects.filter(state="prevu").values_list("case_id", "version"):
        assert (f"appointment:{key}", version) in about, "an appointment of which nobody is told"


def may_leave(key: UUID, taken: set[UUID]) -> None:
    """Asked by the provider as a message leaves: it is true, in its hours, and the first of its kind."""
    attempt = Attempt.objects.select_related("notice").get(pk=key)
    notice, now = attempt.notice, clock.now()
    head = SubjectHead.objects.get(subject=notice.subject)
    assert (head.version, head.is_open) == (notice.version, True), "stale: its subject has moved"
    before = Attempt.objects.filter(notice=notice).exclude(pk=key)
    for other in before:
        assert other.outcome in _OVER, f"twice: the one before is {other.outcome}"
        assert not (other.outcome == "lost" and other.pk in taken), "twice: it had left"
    if notice.kind in ("j2", "j1", "convocation", "changement") and notice.starts_at:
        assert now < notice.starts_at, "late: after the appointment"
    if notice.kind in ("j2", "j1") and notice.retry_until is None:
        in_its_hours(notice, now)


def in_its_hours(notice: Notice, now: datetime) -> None:
    """On the local day D-2 or D-1 of the person, from eight to eight."""
    there = ZoneInfo(Caisse.objects.get(code=notice.caisse).fuseau)
    assert notice.starts_at is not None
    day = notice.starts_at.astimezone(there).date() - timedelta(
        days=2 if notice.kind == "j2" else 1
    )
    here = now.astimezone(there)
    assert here.date() == day, f"{notice.kind} on the wrong day"
    assert 8 <= here.hour < 20, f"{notice.kind} at {here:%H:%M}"
