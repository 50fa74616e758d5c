"""Reads of the cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Func, QuerySet, TextField, Value

from telecontrole.foundations import access
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.enums import CaseState, CloseReason, Motif
from telecontrole.rooms.cases.models import Case, CaseNeeds
from telecontrole.rooms.people import selectors as people


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """A case without what tells of health; `caisse` is a code, dates are calendar days of the caisse."""

    id: UUID
    reference: str
    caisse: str
    insured: UUID
    motif: Motif
    date_debut: date
    date_fin: date | None
    prescripteur_rpps: str
    medecin_traitant_rpps: str
    priorite: int
    langue: str
    state: CaseState
    imported_at: datetime
    closed_at: datetime | None
    # Why it was closed without an avis; None when it is open, or when an avis closed it.
    closed_reason: CloseReason | None


@dataclass(frozen=True, slots=True)
class NeedsInfo:
    """What the examination needs (health data)."""

    competence: str
    besoins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannerCase:
    """A case as the planner needs it; `reachable` = a valid email and a valid mobile."""

    case: CaseInfo
    competence: str
    besoins: tuple[str, ...]
    reachable: bool


def case(case_id: UUID) -> CaseInfo | None:
    """One case, or None."""
    return cases([case_id]).get(case_id)


def cases(ids: Iterable[UUID]) -> dict[UUID, CaseInfo]:
    """Several cases, in one query."""
    return {row.id: _info(row) for row in Case.objects.filter(id__in=list(ids))}


def by_reference(reference: str) -> CaseInfo | None:
    """The case of a caisse's reference, or None."""
    row = Case.objects.filter(reference=reference).first()
    return _info(row) if row else None


def all_cases() -> list[CaseInfo]:
    """Every case ever imported, by reference."""
    return _infos(Case.objects.all())


def listed(caisse: str | None) -> QuerySet[Case]:
    """Rows for a paged list: of one caisse, or of all. Read `caisse_id`, not `caisse`: no query per row."""
    return Case.objects.filter(caisse_id=caisse) if caisse else Case.objects.all()


def of_persons(insured: Iterable[UUID], caisse: str | None) -> list[CaseInfo]:
    """Cases of several persons, by reference, in one caisse or in all; one query."""
    return _infos(listed(caisse).filter(insured_id__in=list(insured)))


def open_cases() -> list[CaseInfo]:
    """Cases that are not closed, by reference."""
    return _infos(Case.objects.exclude(state=CaseState.CLOS))


def of_insured(insured_id: UUID) -> list[CaseInfo]:
    """Every case of a person, by reference: a handful, read without a cursor."""
    return [_info(row) for row in Case.objects.filter(insured_id=insured_id).order_by("reference")]


def in_batches(size: int) -> Iterator[list[CaseInfo]]:
    """Every case, so many at a time, by reference: constant memory, one query a batch."""
    after = ""
    while True:
        rows = Case.objects.filter(reference__gt=after).order_by("reference")
        found = [_info(row) for row in rows[:size]]
        if not found:
            return
        yield found
        after = found[-1].reference


def count_by_state(caisse: str | None = None) -> dict[CaseState, int]:
    """How many cases stand in each state, in one caisse or everywhere."""
    counts = dict.fromkeys(CaseState, 0)
    rows = Case.objects.filter(caisse_id=caisse) if caisse else Case.objects.all()
    for state, number in rows.values_list("state").annotate(Count("id")).order_by():
        counts[CaseState(state)] = number
    return counts


def some_wait() -> bool:
    """Whether any case waits for a place; the cost does not grow with the cases."""
    return Case.objects.filter(state=CaseState.A_PLANIFIER).exists()


def needs(case_id: UUID, actor: Actor) -> NeedsInfo | None:
    """What the examination of a case needs. Raises `access.MedicalAccessRefused`; the reading is journalled."""
    with access.medical(actor, purpose="needs", subject=f"case:{case_id}"):
        row = CaseNeeds.objects.filter(case_id=case_id).first()
    return NeedsInfo(row.competence, tuple(row.besoins)) if row else None


def third_person_cases(actor: Actor) -> list[UUID]:
    """Planned cases that need an interpreter, sign language or a companion: one journal entry for all.

    Raises `access.MedicalAccessRefused`.
    """
    with access.medical(actor, purpose="third_persons", subject="cases:planifie"):
        rows = CaseNeeds.objects.filter(case__state=CaseState.PLANIFIE).annotate(
            written=Func(
                F("besoins"), Value(","), function="array_to_string", output_field=TextField()
            )
        )
        return list(
            rows.filter(written__regex=r"\m(interprete|lsf|accompagnant)\M").values_list(
                "case_id", flat=True
            )
        )


def needs_many(ids: Collection[UUID], actor: Actor) -> dict[UUID, NeedsInfo]:
    """What several examinations need: one query, one journal entry. Raises `access.MedicalAccessRefused`."""
    with access.medical(actor, purpose="plan", subject="cases:several"):
        rows = CaseNeeds.objects.filter(case_id__in=list(ids))
        return {row.case_id: NeedsInfo(row.competence, tuple(row.besoins)) for row in rows}


def planner_cases(actor: Actor) -> list[PlannerCase]:
    """Cases to place, with their needs, by reference: four queries and one journal entry for the plan.

    Raises `access.MedicalAccessRefused`.
    """
    infos = _infos(Case.objects.filter(state=CaseState.A_PLANIFIER))
    contacts = people.insured_contacts(info.insured for info in infos)
    with access.medical(actor, purpose="plan", subject="cases:a_planifier"):
        rows = CaseNeeds.objects.filter(case__state=CaseState.A_PLANIFIER)
        wanted = rows.values_list("case_id", "competence", "besoins")
        found = {
            key: (competence, tuple(besoins)) for key, competence, besoins in wanted.iterator()
        }
    return [
        PlannerCase(info, *found.get(info.id, ("", ())), contacts[info.insured].reachable)
        for info in infos
    ]


def _infos(rows: QuerySet[Case]) -> list[CaseInfo]:
    return [_info(row) for row in rows.order_by("reference").iterator(chunk_size=2_000)]


def _info(row: Case) -> CaseInfo:
    return CaseInfo(
        id=row.id,
        reference=row.reference,
        caisse=row.caisse_id,
        insured=row.insured_id,
        motif=Motif(row.motif),
        date_debut=row.date_debut,
        date_fin=row.date_fin,
        prescripteur_rpps=row.prescripteur_rpps,
        medecin_traitant_rpps=row.medecin_traitant_rpps,
        priorite=row.priorite,
        langue=row.langue,
        state=CaseState(row.state),
        imported_at=row.imported_at,
        closed_at=row.closed_at,
        closed_reason=CloseReason(row.closed_reason) if row.closed_reason else None,
    )
