"""``python -m telecontrole.hall.law VERB``."""

from __future__ import annotations

import sys

from telecontrole.hall.law.cli import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
