"""What an equipment test may report, and whether it passed. Pure: words from closed lists only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.reports import BROWSERS, SYSTEMS

_DEVICE = frozenset({"ok", "refused", "missing", "busy", "unsupported", "silent", "skipped"})
_ANSWER = frozenset({"ok", "no", "skipped"})
_PATH = frozenset({"ok", "failed", "none"})

RESULTS: Mapping[str, frozenset[str]] = {
    "browser": BROWSERS,
    "system": SYSTEMS,
    "calls": frozenset({"ok", "unsupported"}),
    "camera": _DEVICE,
    "microphone": _DEVICE,
    "speaker": _ANSWER,
    "socket": _PATH,
    "udp": _PATH,
    "tcp": _PATH,
    "tls": _PATH,
    "direct": _PATH,
}


def read(results: object) -> Mapping[str, str] | Refusal:
    """The results of a test, or `visio_bad_value` for anything but known words under known names."""
    if not isinstance(results, dict) or results.keys() != RESULTS.keys():
        return Refusal("visio_bad_value")
    if not all(isinstance(v, str) and v in RESULTS[name] for name, v in results.items()):
        return Refusal("visio_bad_value")
    return dict(results)


def passed(results: Mapping[str, Any]) -> bool:
    """Whether a call can work: the browser calls, the microphone gives sound, the service and one path are reached.

    A missing camera or loudspeaker is told to the person but stops nobody.
    """
    paths = [results[name] for name in ("udp", "tcp", "tls", "direct")]
    return (
        results["calls"] == "ok"
        and results["microphone"] == "ok"
        and results["speaker"] != "no"
        and results["socket"] == "ok"
        and "ok" in paths
    )
