"""The files of a rehearsal, so that anyone can recount. Fictitious data only: addresses stand in clear."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection

from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import selectors as worklist

APPOINTMENTS = (
    *("reference", "version", "medecin_rpps", "modalite", "site", "salle"),
    *("debut_utc", "fin_utc", "fuseau", "etat"),
)
NOTICES = (
    *("reference", "version", "genre", "canal", "destinataire", "adresse", "remis_utc", "etat"),
)
OUTCOMES = ("reference", "etat", "code", "date_effet", "raison")
TASKS = ("queue", "reference", "motif", "echeance_utc", "etat")
Row = Sequence[object]


def write(folder: Path) -> None:
    """Write the four files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    everybody = {case.id: case for case in cases.all_cases()}
    subjects = _Subjects(everybody)
    _write(folder / "appointments.csv", APPOINTMENTS, _appointments(everybody))
    _write(folder / "notices.csv", NOTICES, _notices(subjects))
    _write(folder / "outcomes.csv", OUTCOMES, _outcomes(everybody))
    _write(folder / "tasks.csv", TASKS, _tasks(subjects))


class _Subjects:
    """Which case a subject of the ledger or of the worklist is about."""

    def __init__(self, everybody: Mapping[UUID, CaseInfo]) -> None:
        self._reference = {str(key): case.reference for key, case in everybody.items()}
        for one in planning.every_version():
            self._reference[str(one.id)] = everybody[one.case].reference
        for avis in examinations.latest_avis_of(everybody).values():
            self._reference[str(avis.id)] = everybody[avis.case].reference
        for code, case in _codes():
            self._reference[code] = self._reference[case]

    def reference(self, subject: str) -> str:
        """The caisse's reference; empty for a subject that is about no case."""
        return self._reference.get(subject.partition(":")[2], "")


def _appointments(everybody: Mapping[UUID, CaseInfo]) -> Iterable[Row]:
    sites, medecins = territory.sites(), people.medecins()
    for one in planning.every_version():
        yield (
            everybody[one.case].reference,
            one.version,
            medecins[one.medecin].rpps,
            one.modalite.value,
            sites[one.site].code if one.site else "",
            one.salle or "",
            _utc(one.starts_at),
            _utc(one.ends_at),
            one.zone,
            one.state.value,
        )


def _notices(subjects: _Subjects) -> Iterable[Row]:
    for row in notices.ledger_rows():
        yield (
            subjects.reference(row.subject),
            row.version,
            row.kind,
            row.channel,
            row.recipient,
            row.address.replace("\n", ", "),
            _utc(row.handed_at),
            row.state,
        )


def _outcomes(everybody: Mapping[UUID, CaseInfo]) -> Iterable[Row]:
    avis, unplaced = examinations.latest_avis_of(everybody), planning.unplaced()
    handed_over = _reasons()
    for case in everybody.values():
        given = avis.get(case.id)
        reason: object = ""
        if case.state is CaseState.ATTENTE_REPONSE:
            reason = "ABSENCE"
        elif case.state is CaseState.A_PLANIFIER:
            reason = unplaced.get(case.id, "")
        elif case.state is CaseState.A_TRAITER:
            reason = handed_over.get(str(case.id), "")
        elif case.closed_reason is not None:
            reason = case.closed_reason
        yield (
            case.reference,
            case.state.value,
            given.code.value if given else "",
            given.date_effet.isoformat() if given and given.date_effet else "",
            str(reason),
        )


def _tasks(subjects: _Subjects) -> Iterable[Row]:
    for task in worklist.every_task():
        reference = task.params.get("reference") or subjects.reference(task.subject)
        yield (task.queue.value, reference, task.kind, _utc(task.due_at), task.state.value)


def _reasons() -> dict[str, str]:
    """Why a person must act on a case, from its open task."""
    return {
        task.subject_id: str(task.params.get("reason", task.kind))
        for task in worklist.every_task()
        if task.done_at is None and task.subject.startswith("case:")
    }


def _codes() -> Iterable[tuple[str, str]]:
    """One-time codes and the cases that their links open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code.id::text, split_part(link.subject, ':', 2) FROM people_onetimecode AS code"
            " JOIN people_accesslink AS link ON link.id = code.link_id"
            " WHERE link.subject LIKE 'case:%'"
        )
        return [(code, case) for code, case in cursor.fetchall()]


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)
