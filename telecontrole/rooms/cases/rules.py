"""Which step may follow which."""

from __future__ import annotations

from telecontrole.rooms.cases.enums import CaseState

_ENDS = frozenset({CaseState.CLOS})


def may_become(before: CaseState, after: CaseState) -> bool:
    """Whether a case may pass from one state to another: a closed case stays closed."""
    return before not in _ENDS or after is before
