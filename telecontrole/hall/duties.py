"""States that wait for a person and belong to several rooms: each is a task, so that nobody must look elsewhere.

An interview of which nobody wrote what became of it, letters to print and post, documents that wait for the
antivirus. The rooms themselves open the tasks of what they know alone (`tests/house/test_people_needed.py` lists all).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.law.calendars import Calendar, next_working_day
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import selectors as vault
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo
from telecontrole.rooms.worklist import services as worklist
from telecontrole.rooms.worklist.services import NewTask

UNWRITTEN: Final = "entretien_sans_suite"
LETTERS: Final = "lettres_a_poster"
DOCUMENTS: Final = "documents_a_analyser"
_ACTOR: Final = Actor.system("duties")
#: An interview may run over and be written up; then somebody is asked.
_WRITTEN_UP: Final = timedelta(hours=2)
_DUE: Final = timedelta(hours=8)
#: Letters are posted by the evening; whoever hears of them after noon has until the next open day's.
_EVENING: Final = time(18)
_NOON: Final = time(12)
_BATCH: Final = 500


def tick(now: datetime) -> int:
    """Open what became due, close what is settled; any number of times. Returns how many tasks were looked at."""
    new = [*_interviews(now), *_letters(now), *_documents(now)]
    worklist.open_tasks(new)
    return len(new)


@events.handler("planning.appointment_closed", consumer="hall.interview_written")
def written(payload: dict[str, Any]) -> None:
    """Somebody wrote what became of the interview. Twice changes nothing."""
    worklist.close_task(key=_key(payload["appointment"]), actor=_ACTOR, done="entretien_renseigne")


def guard(subject: str) -> Refusal | None:
    """Refuses `interview_unwritten`: ending the task alone would lose the case."""
    one = planning.current(UUID(subject.removeprefix("case:")))
    return Refusal("interview_unwritten") if one is not None and one.ahead else None


def register() -> None:
    """Declare the guard and the words for how these tasks end."""
    worklist.register_guard(UNWRITTEN, guard)
    worklist.labels_of_rooms.update(
        entretien_renseigne="Suite de l’entretien renseignée",
        lettres_postees="Lettres postées",
        documents_analyses="Documents analysés",
    )


def _interviews(now: datetime) -> Iterator[NewTask]:
    """Appointments still to come according to the tables, whose hour is over."""
    late = planning.overdue(now - _WRITTEN_UP, _BATCH)
    known = cases.cases(one.case for one in late)
    for one in late:
        yield _interview(one, known[one.case], now)


def _interview(one: AppointmentInfo, case: cases.CaseInfo, now: datetime) -> NewTask:
    return NewTask(
        queue="medical",
        kind=UNWRITTEN,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=max(now, one.ends_at + _DUE),
        key=_key(str(one.id)),
        params={"reference": case.reference, "appointment": str(one.id)},
    )


def _letters(now: datetime) -> Iterator[NewTask]:
    """One task a day and a caisse while letters wait; none any more once they are posted."""
    some, known = notices.waiting_letters(None) > 0, territory.caisses()
    waiting = [code for code in known if some and notices.waiting_letters(code)]
    settled = [f"caisse:{code}" for code in known if code not in waiting]
    worklist.close_about(subjects=settled, kinds=[LETTERS], actor=_ACTOR, done="lettres_postees")
    for code in waiting:
        day = clock.today()
        yield NewTask(
            queue="notices",
            kind=LETTERS,
            caisse=code,
            subject=f"caisse:{code}",
            due_at=_evening(now, known[code]),
            key=f"hall:{LETTERS}:{code}:{day.isoformat()}",
        )


def _evening(now: datetime, caisse: CaisseInfo) -> datetime:
    """The end of the working day in which letters can still be posted, at the caisse."""
    zone = ZoneInfo(caisse.fuseau)
    local = now.astimezone(zone)
    first = local.date() if local.time() < _NOON else local.date() + timedelta(days=1)
    last = next_working_day(first, cast(Calendar, caisse.calendrier))
    return datetime.combine(last, _EVENING, zone).astimezone(UTC)


def _documents(now: datetime) -> Iterator[NewTask]:
    """Documents that no antivirus has looked at: nobody may open them meanwhile."""
    subject = "vault:scan"
    if not vault.waiting_for_scan():
        worklist.close_about(
            subjects=[subject], kinds=[DOCUMENTS], actor=_ACTOR, done="documents_analyses"
        )
        return
    yield NewTask(
        queue="technique",
        kind=DOCUMENTS,
        caisse="",
        subject=subject,
        due_at=now + _DUE,
        key=f"hall:{DOCUMENTS}:{clock.today().isoformat()}",
    )


def _key(appointment: str) -> str:
    return f"hall:{UNWRITTEN}:{appointment}"
