"""What the SMS of each caisse cost, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from telecontrole.foundations import clock
from telecontrole.foundations.money import round_half_up
from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.models import Spending


@dataclass(frozen=True, slots=True)
class MonthOfSms:
    """SMS that a caisse has sent in a month, their price without tax (euros) and what it may send."""

    caisse: str
    month: date
    parts: int
    euros: Decimal
    allowed: int

    @property
    def share(self) -> int:
        """Whole percents of what the caisse may send."""
        return self.parts * 100 // self.allowed if self.allowed else 100


def spending(caisse: str | None, months: int = 12) -> list[MonthOfSms]:
    """The last months of SMS of a caisse (None: of every caisse), the newest first."""
    since = clock.today().replace(day=1) - timedelta(days=31 * (months - 1))
    rows = Spending.objects.filter(month__gte=since).order_by("-month", "caisse")
    if caisse is not None:
        rows = rows.filter(caisse=caisse)
    return [_month(row) for row in rows]


def _month(row: Spending) -> MonthOfSms:
    cents = Decimal(str(rules.parameters().value("sms_part_cents", on=row.month)))
    euros = round_half_up(row.parts * cents / 100)
    allowed = rules.number("sms_monthly_parts", row.month)
    return MonthOfSms(row.caisse, row.month, row.parts, euros, allowed)
