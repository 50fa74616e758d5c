"""Where a worker may die, in the order of a turn."""

from __future__ import annotations

STEPS = (
    *("after_claim", "after_prepare", "before_start", "in_start", "before_release"),
    *("after_release", "before_settle", "in_settle", "after_commit"),
)
# At the first passage of these, nothing has been released yet.
BEFORE_COMMIT = ("after_claim", "after_prepare", "before_start", "in_start")
