"""The steps of the picture's bitrate, asked of the very file that browsers load."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

QUALITY = Path(__file__).parent.parent / "static/visio/quality.js"
ASK = """
import { Ladder, Lossy } from "./quality.mjs";
const { samples, shares, situation } = JSON.parse(process.argv[2]);
const ladder = new Ladder(), lossy = new Lossy();
const kbps = samples.map(([lossSent, rttMs]) => {
  ladder.take({ lossSent, rttMs });
  return ladder.kbps(situation);
});
console.log(JSON.stringify({ kbps, shares: shares.map(([lost, all]) => lossy.share(lost, all)) }));
"""
TWO = {"people": 2, "transport": "udp"}
Numbers = list[float]


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A program beside the file that it asks."""
    (tmp_path / "quality.mjs").write_text(QUALITY.read_text())
    program = tmp_path / "ask.mjs"
    program.write_text(ASK)
    return program


def answer(
    program: Path,
    *,
    samples: list[tuple[float, float]] | None = None,
    shares: list[tuple[int, int]] | None = None,
    situation: dict[str, object] | None = None,
) -> dict[str, Numbers]:
    """What the browser would do: kbit/s after each sample (share lost, ms), shares lost."""
    question = {"samples": samples or [], "shares": shares or [], "situation": situation or TWO}
    command = ["node", str(program), json.dumps(question)]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, Numbers] = json.loads(done.stdout)
    return found


GOOD, BAD, SLOW = (0.0, 50.0), (0.2, 50.0), (0.0, 900.0)


def test_the_picture_steps_down_on_a_bad_line_then_pauses_and_comes_back(asked: Path) -> None:
    kbps = answer(asked, samples=[*[BAD] * 9, *[GOOD] * 30])["kbps"]
    assert kbps[1:9:3] + kbps[2:9:3] == [800, 400, 200, 400, 200, 0]
    assert kbps[17:39:10] + kbps[18:39:10] == [0, 200, 400, 200, 400, 800]


def test_a_slow_line_counts_as_much_as_a_lossy_one(asked: Path) -> None:
    assert answer(asked, samples=[SLOW] * 9)["kbps"][-1] == 0


def test_one_good_moment_between_bad_ones_lowers_nothing(asked: Path) -> None:
    assert answer(asked, samples=[BAD, BAD, GOOD] * 5)["kbps"] == [800] * 15


def test_neither_up_nor_down_in_between(asked: Path) -> None:
    assert answer(asked, samples=[*[BAD] * 3, *[(0.05, 400.0)] * 30])["kbps"][-1] == 400


@pytest.mark.parametrize(
    ("people", "transport", "kbps"),
    [(2, "udp", 800), (3, "udp", 448), (4, "udp", 352), (2, "tls", 400), (2, "tcp", 400)],
)
def test_who_shares_a_line_or_goes_by_tcp_sends_a_smaller_picture(
    asked: Path, people: int, transport: str, kbps: int
) -> None:
    situation: dict[str, object] = {"people": people, "transport": transport}
    assert answer(asked, samples=[GOOD], situation=situation)["kbps"] == [kbps]


def test_the_share_lost_is_that_of_the_last_look_and_never_above_all(asked: Path) -> None:
    looks = [(0, 100), (10, 200), (10, 300), (10, 300), (500, 350), (400, 450)]
    assert answer(asked, shares=looks)["shares"] == [0, 0.1, 0, 0, 1, 0]
