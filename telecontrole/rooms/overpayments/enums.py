"""Words of overpayments."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why daily allowances were wrongly paid."""

    POST_DECISION_PAYMENT = "post_decision_payment"
    L323_6_BREACH = "l323_6_breach"
    ADMIN_ERROR = "admin_error"
