"""What the other side said, written down: handed, to be tried again, refused, unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.enums import Failure, Kind, Outcome, State, Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer
from telecontrole.rooms.notices.ledger import quotas
from telecontrole.rooms.notices.ledger.rows import ask
from telecontrole.rooms.notices.ledger.starts import Draft
from telecontrole.rooms.notices.models import Attempt

_LONGEST_PAUSE = 30
_STATES = {
    Verdict.ACCEPTED: State.HANDED,
    Verdict.TEMPORARY: State.PLANNED,
    Verdict.REFUSED: State.REFUSED,
    Verdict.UNKNOWN: State.UNKNOWN,
}
_FAILURES = {Verdict.REFUSED: Failure.REFUSED, Verdict.UNKNOWN: Failure.UNKNOWN}

# A notice that was thought unknown in the meantime is settled by a late answer; one that somebody
# else has claimed again is not touched (its claim is another).
# One statement for all answers that lead to the same state: what they share is written once. ``at``: when a receipt is
# due, for what was accepted; when to try again, for what was refused for now.
_SETTLE = """
WITH common AS (SELECT %s::text AS state, %s::text AS outcome, %s::text AS failure, %s::text AS avoids,
    %s::timestamptz AS now),
given AS MATERIALIZED (
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::text[], %s::text[])
        AS given (id, claim, attempt, at, reply, provider_id)),
done AS (
    UPDATE notices_notice AS notice
    SET state = common.state, claim = NULL,
        handed_at = CASE WHEN common.state = 'handed' THEN coalesce(notice.handed_at, common.now)
                         ELSE notice.handed_at END,
        due_at = CASE WHEN common.state = 'planned' THEN given.at ELSE notice.due_at END,
        receipt_due_at = CASE WHEN common.state = 'handed' THEN given.at END,
        failure = common.failure,
        avoids = common.avoids,
        failed_at = CASE WHEN common.failure <> '' THEN common.now END
    FROM given, common
    WHERE notice.id = given.id AND notice.claim = given.claim
      AND notice.state IN ('claimed', 'sending', 'unknown')
    RETURNING notice.id),
told AS (
    UPDATE notices_attempt AS attempt
    SET outcome = common.outcome, reply = given.reply, provider_id = given.provider_id,
        answered_at = common.now
    FROM common, given JOIN done USING (id)
    WHERE attempt.id = given.attempt AND attempt.outcome IN ('sending', 'unknown'))
SELECT id FROM done
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer with the attempt it is about."""

    draft: Draft
    answer: Answer
    receipts: bool  # the gateway tells later what became of the message
    started: bool  # the point of no return was passed
    elsewhere: bool = False  # another provider may take it at once

    @property
    def avoids(self) -> str:
        """The provider that should not be asked next."""
        return self.draft.gateway if self.state is State.PLANNED else ""

    @property
    def state(self) -> State:
        """The state that the answer leads to."""
        return _STATES[self.answer.verdict]

    @property
    def failure(self) -> str:
        """Why a person is needed; empty when nobody is."""
        found = _FAILURES.get(self.answer.verdict)
        return found.value if found else ""


def settle(settled: Sequence[Settled], now: datetime) -> list[UUID]:
    """Write the answers; returns the notices that now need a person."""
    return settling(settled, now)()


def settling(settled: Sequence[Settled], now: datetime) -> Callable[[], list[UUID]]:
    """`settle` in two steps: what is asked of the database, then what follows from its answer."""
    groups: dict[Verdict, list[Settled]] = {}
    for one in settled:
        groups.setdefault(one.answer.verdict, []).append(one)
    asked = [ask(_SETTLE, _columns(group, now)) for group in groups.values()]
    return lambda: _settled(settled, {row[0] for rows in asked for row in rows()}, now)


def _settled(settled: Sequence[Settled], done: set[UUID], now: datetime) -> list[UUID]:
    mine = [s for s in settled if s.draft.notice in done]
    _write_unstarted([s for s in mine if not s.started], now)
    unsent = (State.PLANNED, State.REFUSED)
    quotas.give_back(
        (s.draft.person_key, s.draft.day(now))
        for s in mine
        if s.started and not s.draft.exempt and s.state in unsent
    )
    return [s.draft.notice for s in mine if s.failure]


def pause(number: int) -> timedelta:
    """How long to wait after the n-th temporary refusal: 1, 2, 4… at most 30 minutes."""
    return timedelta(minutes=min(2 ** min(number - 1, 10), _LONGEST_PAUSE))


def _columns(settled: Sequence[Settled], now: datetime) -> list[object]:
    """``settled``: of one verdict."""
    first, dated = settled[0], {State.HANDED: _receipt_due, State.PLANNED: _again_at}
    at = dated.get(first.state)
    return [
        *(first.state.value, _outcome(first), first.failure, first.avoids, now),
        [s.draft.notice for s in settled],
        [s.draft.claim for s in settled],
        [s.draft.key for s in settled],
        [at(s, now) if at else None for s in settled],
        [s.answer.code for s in settled],
        [s.answer.provider_id for s in settled],
    ]


def _again_at(settled: Settled, now: datetime) -> datetime:
    return now if settled.elsewhere else now + pause(settled.draft.number)


def _write_unstarted(settled: Sequence[Settled], now: datetime) -> None:
    """Attempts that ended before the point of no return have no row yet."""
    if not settled:
        return
    Attempt.objects.bulk_create(
        Attempt(
            id=s.draft.key,
            notice_id=s.draft.notice,
            number=s.draft.number,
            gateway=s.draft.gateway,
            outcome=_outcome(s),
            reply=s.answer.code,
            proof_sealed=s.draft.proof_sealed,
            digest=s.draft.digest,
            answered_at=now,
        )
        for s in settled
    )


def _outcome(settled: Settled) -> str:
    return Outcome(settled.answer.verdict.value).value


def _receipt_due(settled: Settled, now: datetime) -> datetime | None:
    if not settled.receipts:
        return None
    draft = settled.draft
    return rules.receipt_deadline(now, draft.starts_at, draft.zone, first=draft.kind == Kind.J2)
