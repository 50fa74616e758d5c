"""``python -m telecontrole.foundations.database VERB``: what the scripts of bin/ ask.

- ``start|stop|status [main|test]``: the local server;
- ``ready``: start it if need be, print the addresses and whether migrations are needed;
- ``migrate``: run them.
"""

from __future__ import annotations

import shlex
import sys
from typing import cast

from telecontrole.foundations.database import local, readiness
from telecontrole.foundations.database.errors import DatabaseUnavailable

USAGE = (
    "usage: python -m telecontrole.foundations.database start|stop|status [main|test]\n"
    "       python -m telecontrole.foundations.database ready|migrate\n"
)


def main(arguments: list[str]) -> int:
    """Do one verb; 0 done, 1 refused with the reason on stderr, 2 wrong usage."""
    match arguments:
        case ["start" | "stop" | "status" as verb]:
            arguments = [verb, "main"]
        case ["start" | "stop" | "status", "main" | "test"] | ["ready"] | ["migrate"]:
            pass
        case _:
            sys.stderr.write(USAGE)
            return 2
    try:
        sys.stdout.write(_do(*arguments) + "\n")
    except DatabaseUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _do(verb: str, purpose: str = "") -> str:
    which = cast(local.Purpose, purpose)
    if verb == "start":
        return f"PostgreSQL runs; its socket is in {local.ensure(which).socket_dir}"
    if verb == "stop":
        return "stopped" if local.stop(which) else "it did not run"
    if verb == "status":
        return local.status(which)
    if verb == "migrate":
        done = readiness.migrate(readiness.urls()["DATABASE_OWNER_URL"])
        return "migrated" if done else "nothing to migrate"
    return _ready()


def _ready() -> str:
    """Lines that a shell may evaluate."""
    found = readiness.urls()
    lines = [f"export {name}={shlex.quote(value)}" for name, value in found.items()]
    needed = not readiness.migrated(found["DATABASE_OWNER_URL"])
    return "\n".join([*lines, f"migrations_needed={'yes' if needed else ''}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
