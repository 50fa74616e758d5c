"""A suspended avis (`AVIS_RESERVE`): documents are asked for, with a day; then the médecin-conseil concludes.

The interview was held, nothing is decided meanwhile. What comes goes behind the medical wall. At the end of the
delay the avis goes back to the médecin-conseil, who concludes with what is there: never by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.law.deadlines import add_days
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents
from telecontrole.foundations.vault.selectors import DocumentInfo
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import call_limits, reserve_telling
from telecontrole.rooms.examinations.deciding import delays, opening
from telecontrole.rooms.examinations.models import Avis, Examination, Piece, Reserve
from telecontrole.rooms.examinations.reserve_kinds import LABELS, PieceKind
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import services as worklist

AWAITED, TO_CONCLUDE = "pieces_attendues", "conclure_apres_pieces"
_KIND = "piece_demandee"
_SYSTEM = Actor.system("examination")
_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class PieceInfo:
    """A document that came; `document` is its place in the vault, None when it came on paper."""

    id: UUID
    kind: PieceKind
    label: str
    means: str
    document: UUID | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReserveInfo:
    """What was asked, until when, what came. `until` is a day where the person is."""

    id: UUID
    examination: UUID
    case: UUID
    asked: tuple[PieceKind, ...]
    until: date
    returned: bool
    concluded: bool
    pieces: tuple[PieceInfo, ...]

    @property
    def missing(self) -> tuple[PieceKind, ...]:
        """What has not come yet."""
        came = {one.kind for one in self.pieces}
        return tuple(kind for kind in self.asked if kind not in came)


@transaction.atomic
def hold(
    *, examination_id: UUID, pieces: Sequence[PieceKind], actor: Actor
) -> ReserveInfo | Refusal:
    """End the interview without an avis yet: documents are asked for, until a day of the parameters.

    Refusals: `unknown`, `already_concluded`, `already_held`, `nothing_asked`, `mission_not_stated`,
    `identity_not_checked`, `not_open` (the appointment no longer stands).
    """
    record = Examination.objects.select_for_update().filter(id=examination_id).first()
    refused = _may_hold(record, pieces)
    if refused is not None or record is None:
        return refused or Refusal("unknown")
    closed = planning_services.close_appointment(
        appointment_id=record.appointment, state=AppointmentState.TENU, actor=actor
    )
    if isinstance(closed, Refusal):
        return Refusal("not_open")
    planning_services.cancel_ahead(case_id=record.case_id, actor=actor)
    case = cases.case(record.case_id)
    assert case is not None  # a foreign key holds it
    today = opening.today_at(case.caisse)
    days = delays.number("reserve_days", today)
    row = Reserve.objects.create(
        examination=record,
        case_id=case.id,
        pieces=[kind.value for kind in dict.fromkeys(pieces)],
        requested_at=clock.now(),
        requested_on=today,
        until=add_days(today, days, opening.calendar_of(case.caisse)),
    )
    case_services.set_state(case_id=case.id, state=CaseState.A_TRAITER, actor=actor)
    _task(row, case, AWAITED, _morning_after(row.until, case.caisse))
    notices.set_head(subject=reserve_telling.subject_of(row.id), version=1, open_=True)
    notices.plan_notices(list(reserve_telling.to_person(row, case, 1, actor)))
    _note("asked", row, actor, until=row.until.isoformat(), pieces=",".join(row.pieces))
    return _info(row)


def receive(
    *, reserve_id: UUID, kind: PieceKind, content: bytes, filename: str, actor: Actor
) -> DocumentInfo | Refusal:
    """A document of the person, through the antivirus, behind the medical wall.

    Refusals: `unknown`, `not_asked`, `documents_full`, `too_often`, those of `documents.store_document`.
    """
    if not attempt(f"piece:{reserve_id}", limit=3 * _AT_MOST, window=timedelta(hours=1)):
        return Refusal("too_often")
    with transaction.atomic():
        row = _open(reserve_id)
        if row is None:
            return Refusal("unknown")
        if kind.value not in row.pieces:
            return Refusal("not_asked")
        if Piece.objects.filter(reserve=row).count() >= _AT_MOST:
            return Refusal("documents_full", {"most": _AT_MOST})
        today = clock.today()
        stored = documents.store_document(
            content=content,
            filename=filename,
            subject=f"case:{row.case_id}",
            kind=_KIND,
            medical=True,
            actor=_SYSTEM,
            retain_until=call_limits.call_documents(today).kept_until(today),
        )
        if isinstance(stored, Refusal):
            return stored
        _came(row, kind, "en_ligne", stored.id, actor)
        return stored


@transaction.atomic
def note_by_post(*, reserve_id: UUID, kind: PieceKind, actor: Actor) -> Refusal | None:
    """The medical service has a document on paper. Refusals: `unknown`, `not_asked`."""
    row = _open(reserve_id)
    if row is None:
        return Refusal("unknown")
    if kind.value not in row.pieces:
        return Refusal("not_asked")
    _came(row, kind, "courrier", None, actor)
    return None


def tick(now: datetime, *, limit: int = 500) -> int:
    """Remind before the end of the delay, once; at its end give the avis back to the médecin-conseil, once."""
    rows = Reserve.objects.filter(concluded_at__isnull=True, returned_at__isnull=True)
    return sum(
        _follow(key, now) for key in rows.order_by("until").values_list("id", flat=True)[:limit]
    )


@transaction.atomic
def settle_after(*, avis_id: UUID, actor: Actor) -> None:
    """The avis was given: nothing is awaited any more. Twice changes nothing."""
    examinations = Avis.objects.filter(id=avis_id).values("examination_id")
    rows = Reserve.objects.select_for_update(of=("self",))
    row = rows.filter(examination_id__in=examinations).first()
    if row is None or row.concluded_at is not None:
        return
    row.concluded_at = clock.now()
    row.save(update_fields=["concluded_at"])
    notices.set_head(subject=reserve_telling.subject_of(row.id), version=2, open_=False)
    worklist.close_about(
        subjects=[f"case:{row.case_id}"],
        kinds=[AWAITED, TO_CONCLUDE],
        actor=actor,
        done="avis_conclu",
    )


def is_held(examination_id: UUID) -> bool:
    """Whether an interview was held and its avis waits: it may be concluded though its hour is over."""
    return Reserve.objects.filter(examination_id=examination_id, concluded_at__isnull=True).exists()


def of_case(case_id: UUID) -> ReserveInfo | None:
    """What the person of a case is asked now, or None."""
    rows = Reserve.objects.filter(case_id=case_id, concluded_at__isnull=True)
    row = rows.order_by("-requested_at").first()
    return _info(row) if row else None


def of_examination(examination_id: UUID) -> ReserveInfo | None:
    """The reserve of an interview, or None."""
    row = Reserve.objects.filter(examination_id=examination_id).first()
    return _info(row) if row else None


def content(
    *, piece_id: UUID, examination_id: UUID, actor: Actor
) -> tuple[DocumentInfo, bytes] | Refusal:
    """A document for the médecin-conseil of the interview; each reading is journalled. Refuses `unknown`."""
    row = Piece.objects.filter(id=piece_id, reserve__examination_id=examination_id).first()
    if row is None or row.document is None:
        return Refusal("unknown")
    return documents.read_document(document_id=row.document, actor=actor, purpose="examination")


def _may_hold(record: Examination | None, pieces: Sequence[PieceKind]) -> Refusal | None:
    if record is None:
        return Refusal("unknown")
    if record.concluded_at is not None:
        return Refusal("already_concluded")
    if Reserve.objects.filter(examination=record).exists():
        return Refusal("already_held")
    if not pieces:
        return Refusal("nothing_asked")
    if record.mission_stated_at is None:
        return Refusal("mission_not_stated")
    return Refusal("identity_not_checked") if record.identity_checked_at is None else None


def _open(reserve_id: UUID) -> Reserve | None:
    rows = Reserve.objects.select_for_update().filter(id=reserve_id, concluded_at__isnull=True)
    return rows.first()


def _came(row: Reserve, kind: PieceKind, means: str, document: UUID | None, actor: Actor) -> None:
    Piece.objects.create(
        reserve=row, kind=kind.value, means=means, document=document, received_at=clock.now()
    )
    _note("received", row, actor, piece=kind.value, means=means)
    if not _info(row).missing:
        _give_back(row, actor, "pieces_recues")


@transaction.atomic
def _follow(reserve_id: UUID, now: datetime) -> int:
    row = _open(reserve_id)
    if row is None or row.returned_at is not None:
        return 0
    case = cases.case(row.case_id)
    assert case is not None  # a foreign key holds it
    if now >= _morning_after(row.until, case.caisse):
        _give_back(row, _SYSTEM, "pieces_recues")
        return 1
    before = timedelta(days=delays.number("reserve_reminder_days", row.requested_on))
    if row.reminded_at is None and now >= _morning_after(row.until - before, case.caisse):
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        notices.set_head(subject=reserve_telling.subject_of(row.id), version=2, open_=True)
        notices.plan_notices(list(reserve_telling.to_person(row, case, 2, _SYSTEM)))
        _note("reminded", row, _SYSTEM)
        return 1
    return 0


def _give_back(row: Reserve, actor: Actor, done: str) -> None:
    """The médecin-conseil is asked to conclude with what is there; once."""
    if row.returned_at is not None:
        return
    row.returned_at = clock.now()
    row.save(update_fields=["returned_at"])
    case = cases.case(row.case_id)
    assert case is not None  # a foreign key holds it
    _task(row, case, TO_CONCLUDE, clock.now() + timedelta(days=2))
    worklist.close_about(subjects=[f"case:{row.case_id}"], kinds=[AWAITED], actor=actor, done=done)
    _note("returned", row, actor)


def _task(row: Reserve, case: CaseInfo, kind: str, due: datetime) -> None:
    record = row.examination
    worklist.open_task(
        queue="medical",
        kind=kind,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=due,
        key=f"examinations:{kind}:{row.id}",
        params={
            "reference": case.reference,
            "reason": "avis_reserve",
            "appointment": str(record.appointment),
        },
    )


def _morning_after(day: date, caisse: str) -> datetime:
    info = territory.caisse(caisse)
    assert info is not None  # a foreign key holds it
    morning = datetime.combine(day + timedelta(days=1), time(8), ZoneInfo(info.fuseau))
    return morning.astimezone(UTC)


def _info(row: Reserve) -> ReserveInfo:
    return ReserveInfo(
        id=row.id,
        examination=row.examination_id,
        case=row.case_id,
        asked=tuple(PieceKind(kind) for kind in row.pieces),
        until=row.until,
        returned=row.returned_at is not None,
        concluded=row.concluded_at is not None,
        pieces=tuple(
            PieceInfo(
                one.id,
                PieceKind(one.kind),
                LABELS[PieceKind(one.kind)],
                one.means,
                one.document,
                one.received_at,
            )
            for one in Piece.objects.filter(reserve=row).order_by("received_at", "id")
        ),
    )


def _note(verb: str, row: Reserve, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"examinations:reserve:{verb}",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"reserve": str(row.id), **data},
    )
