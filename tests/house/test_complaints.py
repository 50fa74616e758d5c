"""Every complaint of the users of like systems is a test here, and the table names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = ROOT / "docs/mechanisms/complaints.md"
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)\(", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)`")


def test_every_complaint_names_a_test_that_exists() -> None:
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")][1:]
    assert len(lines) >= 30
    tests = [path for top in ("tests", "telecontrole") for path in (ROOT / top).rglob("test_*.py")]
    defined = {name for path in tests for name in DEFINED.findall(path.read_text())}
    assert not [line for line in lines if not NAMED.search(line)]
    assert not {name for line in lines for name in NAMED.findall(line)} - defined
