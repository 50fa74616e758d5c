"""What the SMS of a caisse cost in a month: counted where they leave, in the same transaction.

A budget never stops a message that the law or an appointment needs: its end is told to the team. Only what
may be left out (a questionnaire) stays behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.ledger.rows import fetch, run

OPTIONAL = (Kind.QUESTIONNAIRE,)

# Last before the commit: the row of a caisse is shared by all its messages.
_COUNT = """
INSERT INTO notices_spending AS spent (caisse, month, parts)
SELECT given.caisse, %s, given.parts FROM unnest(%s::text[], %s::int[]) AS given (caisse, parts)
ORDER BY given.caisse
ON CONFLICT (caisse, month) DO UPDATE SET parts = spent.parts + excluded.parts
RETURNING spent.caisse, spent.parts
"""
_SPENT = "SELECT caisse FROM notices_spending WHERE month = %s AND caisse = ANY(%s) AND parts >= %s"
_LEAVE_OUT = """
UPDATE notices_notice SET state = 'cancelled', claim = NULL
WHERE id = ANY(%s) AND claim = ANY(%s) AND state = 'claimed'
"""


class Spender(Protocol):
    """What the budget looks at in a message that is about to leave."""

    @property
    def notice(self) -> UUID: ...
    @property
    def claim(self) -> UUID: ...
    @property
    def caisse(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def kind(self) -> str: ...


def leave_out(drafts: Sequence[Spender], day: date) -> set[UUID]:
    """Optional SMS of a caisse whose month is spent: they fall; returns their notices."""
    asked = [d for d in drafts if d.channel == Channel.SMS and d.kind in OPTIONAL]
    if not asked:
        return set()
    caisses = list({d.caisse for d in asked})
    rows = fetch(_SPENT, [_month(day), caisses, rules.number("sms_monthly_parts", day)])
    spent = {row[0] for row in rows}
    fallen = [d for d in asked if d.caisse in spent]
    if fallen:
        run(_LEAVE_OUT, [[d.notice for d in fallen], list({d.claim for d in fallen})])
    return {d.notice for d in fallen}


def count(drafts: Sequence[Spender], day: date) -> list[str]:
    """Count the SMS that leave; returns the caisses whose budget of the month ends with them."""
    parts = Counter(d.caisse for d in drafts if d.channel == Channel.SMS)
    if not parts:
        return []
    most = rules.number("sms_monthly_parts", day)
    rows = fetch(_COUNT, [_month(day), list(parts), list(parts.values())])
    return [caisse for caisse, spent in rows if spent - parts[caisse] < most <= spent]


def _month(day: date) -> date:
    return day.replace(day=1)
