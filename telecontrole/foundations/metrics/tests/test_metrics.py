from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from telecontrole.foundations import metrics
from telecontrole.foundations.metrics import Reading

things = metrics.counted("test_things", "Things", {"kind": ("big", "small")})
waits = metrics.timed("test_waits", "Waits", (0.1, 1.0))
present = metrics.level("test_present", "Present")

CHILD = """
from telecontrole.foundations import metrics
metrics.counted("child_things", "Things").add({amount})
present = metrics.level("child_present", "Present")
present.up()
print(metrics.text().decode())
"""


def shown() -> str:
    return metrics.text().decode()


def test_counts_durations_and_levels_are_written_out() -> None:
    things.add(kind="big")
    waits.note(0.5)
    present.up()
    present.up()
    present.down()
    page = shown()
    assert 'telecontrole_test_things_total{kind="big"} 1.0' in page
    assert 'telecontrole_test_waits_seconds_bucket{le="1.0"} 1.0' in page
    assert "telecontrole_test_present 1.0" in page


def test_a_word_outside_the_list_is_never_written() -> None:
    things.add(kind="3fa85f64-5717-4562-b3fc-2c963f66afa6")
    page = shown()
    assert "3fa85f64" not in page
    assert 'kind="other"' in page


def test_a_label_that_was_not_declared_is_a_fault() -> None:
    with pytest.raises(ValueError, match="labels are"):
        things.add(kind="big", who="somebody")


def test_readings_are_taken_when_somebody_asks_and_a_failing_reader_hides_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_readers", {})
    about = {"test_queue": "Waiting"}
    found = [Reading("test_queue", 3, {"queue": "a"}), Reading("test_queue", 4, {"queue": "b"})]
    metrics.register_reader("good", about, lambda: found)

    def broken() -> list[Reading]:
        raise OSError("no database")

    metrics.register_reader("bad", {"test_lost": "Lost"}, broken)
    page = shown()
    assert 'telecontrole_test_queue{queue="b"} 4.0' in page
    assert 'telecontrole_reading_failed{reader="bad"} 1.0' in page
    assert 'telecontrole_reading_failed{reader="good"} 0.0' in page
    assert "telecontrole_test_lost" not in page


def test_processes_that_share_a_folder_tell_for_each_other(tmp_path: Path) -> None:
    pages = []
    for amount in (2, 5):
        done = subprocess.run(
            [sys.executable, "-c", CHILD.format(amount=amount)],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        pages.append(done.stdout)
    assert "telecontrole_child_things_total 2.0" in pages[0]
    assert "telecontrole_child_things_total 7.0" in pages[1]
