"""After the signature: the day of receipt, the caisse's system that acknowledges, what is late."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import delays, opening, replacing, rules
from telecontrole.rooms.examinations.deciding.enums import DecisionKind, DecisionState, ReceiptMeans
from telecontrole.rooms.examinations.deciding.signing import MANAGERS, UNACKNOWLEDGED
from telecontrole.rooms.examinations.models import Decision
from telecontrole.rooms.people import representatives
from telecontrole.rooms.worklist import services as worklist

_BATCH = 500
COLUMNS = ("reference", "acte", "code", "date_effet")
#: What a line of an acknowledgement came to.
VERDICTS = ("accuse", "deja_accuse", "inconnu", "illisible")


@transaction.atomic
def record_receipt(
    *, decision_id: UUID, on: date, means: ReceiptMeans, actor: Actor
) -> Refusal | None:
    """Keep the day on which the person received the décision: the first one counts, and never changes.

    Refusals: `unknown`, `not_manager`, those of `rules.may_receive`.
    """
    row = Decision.objects.select_for_update().filter(id=decision_id).first()
    if row is None or not actor.serves(row.caisse_id):
        return Refusal("unknown")
    if not actor.has(*MANAGERS):
        return Refusal("not_manager")
    return _receive(row, on, means, actor)


@transaction.atomic
def read_online(*, decision_id: UUID, case_id: UUID, actor: Actor) -> Refusal | None:
    """The person opens the décision after the second factor: today counts as the day of receipt.

    Opened again, or after the registered letter, nothing changes. Where somebody acts for the person by law, only
    his or her reading is a receipt (Code civil, article 475). Refusals: `unknown`, `not_signed`, `represented`.
    """
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.filter(id=decision_id, case_id=case_id).first()
    if row is None:
        return Refusal("unknown")
    acting = representatives.acting(row.case.insured_id)
    if row.received_on is None and acting and acting.acts and actor.id != str(acting.id):
        return Refusal("represented")
    journal.record(
        action="examinations:decision:read",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id)},
    )
    today = opening.today_at(row.caisse_id)
    if not delays.online_is_receipt(row.signed_on or today):
        return None if row.signed_on else Refusal("not_signed")
    refused = _receive(row, today, ReceiptMeans.EN_LIGNE, actor)
    return None if refused is not None and refused.code == "already_received" else refused


def acknowledge(*, lines: Iterable[str], actor: Actor) -> dict[str, int]:
    """Read what the caisse's own system says that it has: lines of the export, `;` between columns.

    Each line is known by reference, acte, code and day of effect; other columns are not read. The same file
    again changes nothing. Answers the number of lines by verdict (`VERDICTS`). Raises ValueError when a
    column is missing.
    """
    reader = csv.DictReader(lines, delimiter=";")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(", ".join(missing))
    counts: Counter[str] = Counter(dict.fromkeys(VERDICTS, 0))
    for line in reader:
        if line.get("acte") != "avis":
            counts[_acknowledge(line, actor)] += 1
    return dict(counts)


def tick(now: datetime, *, limit: int = _BATCH) -> int:
    """Open the tasks of what waits for a manager: proposals, due on their day, and signatures that no system acknowledged.

    A proposal of suspension has its own task from the day it was made.
    """
    waiting = replacing.waiting(Decision.objects.filter(late_task_at=None))
    waiting = waiting.exclude(kind=DecisionKind.SUSPENSION.value)
    opened = _tasks(
        waiting.order_by("due_at")[:limit], opening.TO_TAKE, "prestations", now, "late_task_at"
    )
    days = timedelta(days=delays.number("decision_acknowledgement_days", clock.today()))
    silent = Decision.objects.filter(
        state__in=[*rules.SIGNED],
        acknowledged_at=None,
        signed_at__lte=now - days,
        silent_task_at=None,
    )
    return opened + _tasks(
        silent.order_by("signed_at")[:limit], UNACKNOWLEDGED, "prestations", now, "silent_task_at"
    )


def _receive(row: Decision, on: date, means: ReceiptMeans, actor: Actor) -> Refusal | None:
    refused = rules.may_receive(
        state=DecisionState(row.state),
        signed_on=row.signed_on,
        on=on,
        today=opening.today_at(row.caisse_id),
    )
    if refused is not None:
        return refused
    row.state, row.received_on, row.received_how = DecisionState.RECUE.value, on, means.value
    row.save(update_fields=["state", "received_on", "received_how"])
    journal.record(
        action="examinations:decision:received",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id), "on": on.isoformat(), "means": means.value},
    )
    return None


@transaction.atomic
def _acknowledge(line: Mapping[str, str | None], actor: Actor) -> str:
    try:
        effect = date.fromisoformat(line["date_effet"] or "") if line["date_effet"] else None
    except ValueError:
        return "illisible"
    rows = Decision.objects.select_for_update(of=("self",)).filter(
        case__reference=line["reference"], code=line["code"], date_effet=effect
    )
    found = list(rows.filter(signed_at__isnull=False).order_by("signed_at"))
    waiting = [row for row in found if row.acknowledged_at is None]
    if not waiting:
        return "deja_accuse" if found else "inconnu"
    row = waiting[0]
    row.acknowledged_at = clock.now()
    row.save(update_fields=["acknowledged_at"])
    worklist.close_task(
        key=f"examinations:{UNACKNOWLEDGED}:{row.id}", actor=actor, done="decision_accusee"
    )
    journal.record(
        action="examinations:decision:acknowledged",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id)},
    )
    return "accuse"


@transaction.atomic
def _tasks(rows: Iterable[Decision], kind: str, queue: str, now: datetime, mark: str) -> int:
    found = list(rows.select_related("case"))  # type: ignore[attr-defined]
    worklist.open_tasks(
        worklist.NewTask(
            queue=queue,
            kind=kind,
            caisse=row.caisse_id,
            subject=f"decision:{row.id}",
            due_at=row.due_at if kind == opening.TO_TAKE else now + timedelta(days=1),
            key=f"examinations:{kind}:{row.id}",
            params={"reference": row.case.reference, "reason": row.code},
        )
        for row in found
    )
    Decision.objects.filter(id__in=[row.id for row in found]).update(**{mark: now})
    return len(found)
