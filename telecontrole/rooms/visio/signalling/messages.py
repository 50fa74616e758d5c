"""The closed list of what a browser may say, with shape, size, role and moment of each type.

Anything else is refused. A mute order, for instance, does not exist: nobody can silence somebody
else through signalling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import Handover, SeatRole
from telecontrole.rooms.visio.reports import is_report
from telecontrole.rooms.visio.signalling.limits import FRAME_BYTES
from telecontrole.rooms.visio.signalling.sdp import SDP_BYTES

Check = Callable[[Any], bool]

_SEAT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANCE = re.compile(r"[A-Za-z0-9_-]{16,32}")
_HEX64 = re.compile(r"[0-9a-f]{64}")
_NUMBER_MAX = 2**31


@dataclass(frozen=True)
class Message:
    """One accepted frame: its type, its number if it is a reliable one, and its fields."""

    kind: str
    number: int | None
    seen: int | None
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a type of message must look like, and who may send it when."""

    fields: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    limit: int = 1_024
    roles: frozenset[SeatRole] = frozenset(SeatRole)
    numbered: bool = True
    admitted: bool = False


def _text(most: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value) <= most


def _like(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _NUMBER_MAX


def _is_description(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"type", "sdp"}
        and value["type"] in ("offer", "answer")
        and isinstance(value["sdp"], str)
        and 0 < len(value["sdp"]) <= SDP_BYTES
    )


_CANDIDATE_FIELDS: Mapping[str, Check] = {
    "candidate": lambda v: isinstance(v, str) and len(v) <= 1_024,
    "sdpMid": lambda v: v is None or (isinstance(v, str) and len(v) <= 16),
    "sdpMLineIndex": lambda v: v is None or (_is_number(v) and v < 64),
    "usernameFragment": lambda v: v is None or (isinstance(v, str) and len(v) <= 256),
}


def _is_candidate(value: Any) -> bool:
    """A candidate's dictionary, or null when there will be no more."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and "candidate" in value
        and value.keys() <= _CANDIDATE_FIELDS.keys()
        and all(_CANDIDATE_FIELDS[name](v) for name, v in value.items())
    )


_HOST = frozenset({SeatRole.MEDECIN_CONSEIL})
_TO: Mapping[str, Check] = {"to": _like(_SEAT), "inst": _like(_INSTANCE)}

KINDS: Mapping[str, Kind] = {
    "hello": Kind({"ticket": _text(1_024), "inst": _like(_INSTANCE)}, limit=2_048, numbered=False),
    "resume": Kind(
        {"seat": _like(_SEAT), "key": _text(64), "seen": _is_number}, limit=512, numbered=False
    ),
    "ping": Kind(limit=128, numbered=False),
    "description": Kind({**_TO, "d": _is_description}, {"offer": _is_number}, limit=FRAME_BYTES),
    "candidate": Kind({**_TO, "c": _is_candidate}, limit=4_096),
    "restart": Kind(_TO),
    "picture": Kind(_TO),
    "sas": Kind(_TO, {"commit": _like(_HEX64), "nonce": _like(_HEX64)}),
    "media": Kind(dict.fromkeys(("audio", "video", "screen", "paused"), _is_flag)),
    "chat": Kind({"text": _text(2_000)}, limit=16_384, admitted=True),
    "quality": Kind({"report": is_report}, limit=4_096),
    "ice": Kind(),
    "leave": Kind(),
    "admit": Kind({"seat": _like(_SEAT)}, roles=_HOST),
    "exclude": Kind({"seat": _like(_SEAT)}, roles=_HOST),
    "end": Kind(roles=_HOST),
    "handover": Kind({"by": lambda v: v in tuple(Handover)}, roles=_HOST),
}


def parse(text: str) -> Message | Refusal:
    """Read one frame. Everything unknown, missing, misshapen or too long is refused by a code."""
    if len(text) > FRAME_BYTES:
        return Refusal("visio_frame_too_long")
    try:
        raw = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Refusal("visio_bad_json")
    if not isinstance(raw, dict):
        return Refusal("visio_bad_json")
    kind = KINDS.get(raw["t"]) if isinstance(raw.get("t"), str) else None
    if kind is None:
        return Refusal("visio_unknown_type")
    if len(text) > kind.limit:
        return Refusal("visio_frame_too_long")
    return _shaped(raw, kind)


def refused_for(message: Message, *, role: SeatRole, admitted: bool) -> Refusal | None:
    """Why this seat may not send this message now, or None."""
    kind = KINDS[message.kind]
    if role not in kind.roles:
        return Refusal("visio_not_your_role")
    if kind.admitted and not admitted:
        return Refusal("visio_not_admitted")
    return None


def _shaped(raw: dict[str, Any], kind: Kind) -> Message | Refusal:
    name = raw.pop("t")
    number, seen = raw.pop("n", None), raw.pop("a", None)
    if kind.numbered != (number is not None) or not _counts(number) or not _counts(seen):
        return Refusal("visio_bad_number")
    checks = {**kind.fields, **kind.optional}
    if not kind.fields.keys() <= raw.keys() <= checks.keys():
        return Refusal("visio_bad_fields")
    if not all(checks[field_name](value) for field_name, value in raw.items()):
        return Refusal("visio_bad_value")
    return Message(name, number, seen, raw)


def _counts(value: Any) -> bool:
    return value is None or _is_number(value)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
