"""The quality report of one browser: figures only, no content, no address, no device label."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

BROWSERS = frozenset({"chrome", "edge", "firefox", "safari", "samsung", "opera", "other"})
SYSTEMS = frozenset({"android", "ios", "windows", "macos", "linux", "other"})
TRANSPORTS = frozenset({"none", "direct", "udp", "tcp", "tls"})
LIMITS = frozenset({"none", "cpu", "bandwidth", "other"})

_WORDS: Mapping[str, frozenset[str]] = {
    "browser": BROWSERS,
    "system": SYSTEMS,
    "transport": TRANSPORTS,
    "limited_by": LIMITS,
}
_FIGURES: Mapping[str, float] = {
    "version": 10_000,
    "seconds": 86_400,
    "connect_ms": 3_600_000,
    "first_frame_ms": 3_600_000,
    "rtt_ms": 600_000,
    "rtt_p95_ms": 600_000,
    "loss": 1,
    "jitter_ms": 600_000,
    "frozen_ms": 86_400_000,
    "restarts": 100_000,
    "resumes": 100_000,
    "steps_down": 100_000,
    "audio_only_ms": 86_400_000,
}


def is_report(value: Any) -> bool:
    """Whether `value` is a report: known names only, words from closed lists, sane figures."""
    return isinstance(value, dict) and all(_is_entry(name, v) for name, v in value.items())


def _is_entry(name: str, value: Any) -> bool:
    if name in _WORDS:
        return isinstance(value, str) and value in _WORDS[name]
    if name not in _FIGURES or isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value <= _FIGURES[name]
