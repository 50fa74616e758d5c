"""One module per command: `add(verbs)` declares it, its function does it."""

from __future__ import annotations

from telecontrole.hall.cli.commands import (
    audit,
    bounces,
    demo,
    doctor,
    imports,
    keys,
    operations,
    plan,
    purge,
    rehearse,
    staff,
)

COMMANDS = (imports, plan, rehearse, audit, doctor, staff, demo, purge, bounces, operations, keys)
