"""``python -m telecontrole.foundations.database start|stop|status|urls [main|test]``."""

from __future__ import annotations

import sys
from typing import cast

from telecontrole.foundations.database import local
from telecontrole.foundations.database.errors import DatabaseUnavailable

USAGE = "usage: python -m telecontrole.foundations.database start|stop|status|urls [main|test]\n"


def main(arguments: list[str]) -> int:
    """Do one verb; 0 done, 1 refused with the reason on stderr, 2 wrong usage."""
    verb, purpose = [*arguments, "main"][:2] if arguments else ("", "main")
    if verb not in {"start", "stop", "status", "urls"} or purpose not in {"main", "test"}:
        sys.stderr.write(USAGE)
        return 2
    try:
        sys.stdout.write(_do(verb, cast(local.Purpose, purpose)) + "\n")
    except DatabaseUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _do(verb: str, purpose: local.Purpose) -> str:
    if verb == "start":
        server = local.ensure(purpose)
        return f"PostgreSQL runs; its socket is in {server.socket_dir}"
    if verb == "urls":
        server = local.ensure(purpose)
        return (
            f"DATABASE_URL={server.url(server.app_user)}\n"
            f"DATABASE_OWNER_URL={server.url(server.owner_user)}"
        )
    if verb == "stop":
        return "stopped" if local.stop(purpose) else "it did not run"
    return local.status(purpose)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
