"""Reads of the décisions: codes and dates for the managers, plain words for the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import (
    delays,
    opening,
    replacing,
    rules,
    signing,
    wording,
    words,
)
from telecontrole.rooms.examinations.deciding.effects import Effect
from telecontrole.rooms.examinations.deciding.enums import DecisionKind, DecisionState, LetterKind
from telecontrole.rooms.examinations.models import Decision, DecisionLetter, Delegation
from telecontrole.rooms.examinations.reading import LetterInfo, content_of
from telecontrole.rooms.people import accounts

_SIGNED = [state.value for state in rules.SIGNED]


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """A décision: code, dates, state; `withdrawn_on` is the day of a signed withdrawal."""

    id: UUID
    case: UUID
    reference: str
    caisse: str
    kind: DecisionKind
    code: str
    motive: str
    state: DecisionState
    effect: Effect | None
    date_effet: date | None
    proposed_at: datetime
    due_at: datetime
    validated_by: str
    signed_on: date | None
    signatory: str
    title: str
    received_on: date | None
    received_how: str
    acknowledged_at: datetime | None
    withdraws: UUID | None
    withdrawn_on: date | None
    withdrawal: UUID | None
    lifts: UUID | None
    lift: UUID | None
    lifted_from: date | None
    tells_employer: bool
    employer_told: bool
    replaced: bool
    letters: tuple[LetterInfo, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A décision in plain words, for the person. Before it is opened only `signed_on` may be shown."""

    id: UUID
    code: str
    signed_on: date
    opened: bool
    received_on: date | None
    decided: str
    effect: str
    motive: str
    legal_basis: tuple[str, ...]
    next_steps: tuple[str, ...]
    commission: str
    appeal: str
    appeal_until: date | None
    withdrawn_on: date | None
    lifted_from: date | None
    is_withdrawal: bool
    letters: tuple[LetterInfo, ...]


@dataclass(frozen=True, slots=True)
class DelegationInfo:
    """A delegation, for its page."""

    id: UUID
    name: str
    kind: DecisionKind
    caisse: str
    starts_on: date
    ends_on: date | None
    deed: str
    title: str
    in_force: bool
    may_end: bool


def listed(actor: Actor) -> QuerySet[Decision]:
    """The rows of an actor's caisse, for the table: `gone`, `lifted`, `newer` (see `replacing`) beside each."""
    signed = Decision.objects.filter(signed_at__isnull=False)
    rows = Decision.objects.select_related("case", "caisse").annotate(
        gone=Exists(signed.filter(withdraws=OuterRef("pk"))),
        lifted=Exists(signed.filter(lifts=OuterRef("pk"))),
        newer=replacing.NEWER,
    )
    return rows.filter(caisse=actor.caisse) if actor.caisse else rows


def pending(actor: Actor) -> tuple[int, int]:
    """How many wait to be validated, and to be signed, for a manager's first page; one query each."""
    rows = Decision.objects.filter(caisse=actor.caisse) if actor.caisse else Decision.objects.all()
    rows = replacing.waiting(rows)
    return rows.filter(state="a_valider").count(), rows.filter(state="validee").count()


def decision(decision_id: UUID, actor: Actor) -> DecisionInfo | None:
    """One décision of a caisse that the actor serves."""
    row = _rows().filter(id=decision_id).first()
    return _info(row) if row is not None and actor.serves(row.caisse_id) else None


def by_letter(letter_id: UUID, actor: Actor) -> bytes | Refusal:
    """A letter for the managers of the caisse; the reading is journalled. Refuses `letter_unknown`."""
    letter = DecisionLetter.objects.select_related("decision").filter(id=letter_id).first()
    if letter is None or not actor.serves(letter.decision.caisse_id):
        return Refusal("letter_unknown")
    return content_of(letter.document, actor)


def told_to_insured(case_id: UUID) -> list[Told]:
    """The signed décisions of a case, the latest first."""
    rows = _rows().filter(case_id=case_id, state__in=_SIGNED).order_by("-signed_at")
    return [_told(row) for row in rows]


def letter_for_insured(*, letter_id: UUID, case_id: UUID, actor: Actor) -> bytes | Refusal:
    """The PDF of an opened décision of the person's own case. Refuses `letter_unknown`."""
    letter = (
        DecisionLetter.objects.filter(
            id=letter_id, decision__case_id=case_id, kind=LetterKind.DECISION.value
        )
        .select_related("decision")
        .first()
    )
    return (
        Refusal("letter_unknown")
        if letter is None or not _opened(letter.decision)
        else content_of(letter.document, actor)
    )


def has_signed(case_id: UUID) -> bool:
    """Whether the person has a décision to read."""
    return Decision.objects.filter(case_id=case_id, state__in=_SIGNED).exists()


def export_rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Lines of `export decisions`: reference, caisse, acte, code, day of the décision, day of effect. Streams."""
    rows = Decision.objects.filter(state__in=_SIGNED).order_by("signed_at", "id")
    found = rows.values_list("case__reference", "caisse_id", "code", "signed_on", "date_effet")
    for reference, caisse, code, signed_on, date_effet in found.iterator(chunk_size=2_000):
        day = signed_on.isoformat() if signed_on else ""
        effect = date_effet.isoformat() if date_effet else ""
        yield (reference, caisse, "decision", code, day, effect)


def delegations(actor: Actor, on: date) -> list[DelegationInfo]:
    """Those of the caisses that an actor serves, in force first; at most 500."""
    rows = Delegation.objects.select_related("delegate").order_by("-starts_on", "id")
    if actor.caisse:
        rows = rows.filter(caisse=actor.caisse)
    found = [_delegation(row, on) for row in rows[:500]]
    return sorted(found, key=lambda one: not one.in_force)


def may_sign(info: DecisionInfo, actor: Actor) -> bool:
    """Whether the page offers the signature: the service decides again."""
    on = opening.today_at(info.caisse)
    rows = Delegation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        delegate_id=UUID(actor.id),
        kind__in=[kind.value for kind in rules.signed_as(info.kind)],
        caisse=info.caisse,
        starts_on__lte=on,
    )
    return rows.exists()


def _rows() -> QuerySet[Decision]:
    return Decision.objects.select_related("case", "avis", "withdraws", "lifts", "delegation")


def _info(row: Decision) -> DecisionInfo:
    withdrawal = Decision.objects.filter(withdraws=row).first()
    lift = Decision.objects.filter(lifts=row).order_by("-proposed_at").first()
    signer = accounts.holder(row.delegation.delegate_id) if row.delegation else None
    dated = row.code and (row.date_effet is not None or row.kind != DecisionKind.SUSPENSION)
    return DecisionInfo(
        id=row.id,
        case=row.case_id,
        reference=row.case.reference,
        caisse=row.caisse_id,
        kind=DecisionKind(row.kind),
        code=row.code,
        motive=row.motive,
        state=DecisionState(row.state),
        effect=words.effect(row) if dated else None,
        date_effet=row.date_effet,
        proposed_at=row.proposed_at,
        due_at=row.due_at,
        validated_by=row.validated_by,
        signed_on=row.signed_on,
        signatory=signer.name if signer else "",
        title=row.delegation.title if row.delegation else "",
        received_on=row.received_on,
        received_how=row.received_how,
        acknowledged_at=row.acknowledged_at,
        withdraws=row.withdraws_id,
        withdrawn_on=withdrawal.signed_on if withdrawal else None,
        withdrawal=withdrawal.id if withdrawal else None,
        lifts=row.lifts_id,
        lift=lift.id if lift else None,
        lifted_from=lift.date_effet if lift and lift.signed_at else None,
        tells_employer=signing.tells_employer(row),
        employer_told=row.employer_sealed is not None,
        replaced=row.state in rules.PENDING and replacing.is_replaced(row.id),
        letters=_letters(row),
    )


def _told(row: Decision) -> Told:
    assert row.signed_on is not None
    commission = words.kind_of_appeal(row)
    months = delays.appeal_delays(commission, row.signed_on).ask
    until = None
    if row.received_on is not None:
        calendar = opening.calendar_of(row.caisse_id)
        until = rules.appeal_until(row.received_on, months=months, calendar=calendar)
    signed = Decision.objects.filter(signed_at__isnull=False)
    withdrawal = signed.filter(withdraws=row).first()
    lift = signed.filter(lifts=row).order_by("-signed_at").first()
    found = words.effect(row)
    return Told(
        id=row.id,
        code=row.code,
        signed_on=row.signed_on,
        opened=_opened(row),
        received_on=row.received_on,
        decided=wording.decided(row.code),
        effect=wording.effect(found),
        motive=wording.motive(row.code, row.motive),
        legal_basis=words.legal_basis(row),
        next_steps=wording.next_steps(found),
        commission=commission,
        appeal=words.appeal(row, row.signed_on),
        appeal_until=until,
        withdrawn_on=withdrawal.signed_on if withdrawal else None,
        lifted_from=lift.date_effet if lift else None,
        is_withdrawal=row.kind == DecisionKind.RETRAIT,
        letters=tuple(one for one in _letters(row) if one.kind == LetterKind.DECISION),
    )


def _opened(row: Decision) -> bool:
    """Whether the person may read it: once received, or signed where reading online is no receipt."""
    if row.state == DecisionState.RECUE:
        return True
    return row.signed_on is not None and not delays.online_is_receipt(row.signed_on)


def _letters(row: Decision) -> tuple[LetterInfo, ...]:
    found = DecisionLetter.objects.filter(decision=row).order_by("issued_at", "kind")
    return tuple(LetterInfo(one.id, one.kind, one.issued_at) for one in found)


def _delegation(row: Delegation, on: date) -> DelegationInfo:
    name = f"{row.delegate.prenoms} {row.delegate.nom}".strip() or row.delegate.email
    begun = row.starts_on <= on
    over = row.ends_on is not None and row.ends_on < on
    return DelegationInfo(
        id=row.id,
        name=name,
        kind=DecisionKind(row.kind),
        caisse=row.caisse_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        deed=row.deed,
        title=row.title,
        in_force=begun and not over,
        may_end=row.ends_on is None or row.ends_on > on,
    )
