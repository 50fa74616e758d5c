"""One module per command: `add(verbs)` declares it, its function does it."""

from __future__ import annotations

from telecontrole.hall.cli.commands import audit, demo, imports, operations, plan, rehearse, staff

COMMANDS = (imports, plan, rehearse, audit, staff, demo, operations)
