from __future__ import annotations

import re
from pathlib import Path

from telecontrole.foundations import metrics as foundation
from telecontrole.rooms.visio import metrics
from telecontrole.rooms.visio.metrics import CODES, Told

ROOM = Path(metrics.__file__).parent


def value(line: str) -> float:
    """The figure of one line of the page; 0 before it was counted."""
    page = foundation.text().decode()
    found = re.search(rf"^{re.escape(line)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_browser_that_reports_again_and_again_is_counted_once() -> None:
    connected = 'telecontrole_visio_calls_total{step="connected"}'
    pictured = 'telecontrole_visio_first_frame_seconds_count{transport="tls"}'
    before = value(connected), value(pictured)
    told = Told()
    for _ in range(3):
        told.take({"connect_ms": 100, "first_frame_ms": 300, "transport": "tls"})
    assert (value(connected) - before[0], value(pictured) - before[1]) == (1, 1)


def test_a_browser_that_never_saw_anything_is_not_counted_as_connected() -> None:
    connected = 'telecontrole_visio_calls_total{step="connected"}'
    before = value(connected)
    Told().take({"transport": "none", "restarts": 4})
    assert value(connected) == before


def test_every_code_that_the_signalling_refuses_with_has_a_line_of_its_own() -> None:
    sources = [*(ROOM / "signalling").glob("*.py"), ROOM / "rules.py", ROOM / "entering.py"]
    text = "".join(path.read_text() for path in sources)
    used = set(re.findall(r'(?:Refusal\(|return )"(visio_[a-z_]+)"', text))
    assert used <= CODES, used - CODES
