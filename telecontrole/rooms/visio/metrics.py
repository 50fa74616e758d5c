"""What a process of the signalling counts for operators. No seat, no session, no person: closed lists only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telecontrole.foundations import metrics
from telecontrole.rooms.visio.reports import TRANSPORTS

_WORDS = """
address_before_admission bad_fields bad_json bad_number bad_ticket bad_value
candidate_malformed candidate_not_relayed frame_too_long late_hello no_right
not_admitted not_in_your_session not_linked not_seated not_your_role seat_excluded
sdp_fingerprint sdp_keys_in_clear sdp_malformed sdp_media_kind sdp_media_sections
sdp_other_certificate sdp_setup sdp_several_fingerprints session_closed
session_not_open_yet too_fast too_many_connections unknown_type wrong_origin
"""
CODES = frozenset(f"visio_{word}" for word in _WORDS.split())
STEPS = ("started", "connected", "failed", "resumed", "handed_over")
_BUCKETS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)

sockets = metrics.level("visio_sockets", "Websockets of calls that are open")
messages = metrics.counted("visio_messages", "Messages of calls taken from browsers")
refused = metrics.counted(
    "visio_refused", "Messages and connections refused, by code", {"code": CODES}
)
calls = metrics.counted(
    "visio_calls",
    "People let in (started), connected, lost (failed), back after a break (resumed), handed over",
    {"step": STEPS},
)
first_frame = metrics.timed(
    "visio_first_frame",
    "From the admission to the first picture of the other side",
    _BUCKETS,
    {"transport": TRANSPORTS},
)


@dataclass(slots=True)
class Told:
    """What one browser's reports have told already: they come again and again with the same figures."""

    connected: bool = False
    pictured: bool = False

    def take(self, report: Mapping[str, Any]) -> None:
        """Count what is new in a report of this browser."""
        if not self.connected and "connect_ms" in report:
            self.connected = True
            calls.add(step="connected")
        if not self.pictured and "first_frame_ms" in report:
            self.pictured = True
            transport = str(report.get("transport", "none"))
            first_frame.note(report["first_frame_ms"] / 1000, transport=transport)
