from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.signalling.messages import KINDS, Message, parse, refused_for

SEAT = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
TO = {"to": SEAT, "inst": "a" * 16}

GOOD: list[dict[str, Any]] = [
    {"t": "hello", "ticket": "x", "inst": "a" * 32},
    {"t": "resume", "seat": SEAT, "key": "k", "seen": 0},
    {"t": "ping", "a": 4},
    {"t": "description", "n": 1, **TO, "d": {"type": "offer", "sdp": "v=0"}},
    {"t": "candidate", "n": 1, **TO, "c": None},
    {"t": "candidate", "n": 1, **TO, "c": {"candidate": "", "sdpMid": "0", "sdpMLineIndex": 0}},
    {"t": "restart", "n": 2, "a": 1, **TO},
    {"t": "picture", "n": 2, "a": 1, **TO},
    {"t": "sas", "n": 2, **TO, "commit": "0" * 64},
    {"t": "media", "n": 3, "audio": True, "video": False, "screen": False, "paused": False},
    {"t": "chat", "n": 4, "text": "bonjour"},
    {"t": "quality", "n": 5, "report": {"rtt_ms": 12.5, "browser": "firefox"}},
    {"t": "ice", "n": 6},
    {"t": "leave", "n": 7},
    {"t": "admit", "n": 8, "seat": SEAT},
    {"t": "exclude", "n": 8, "seat": SEAT},
    {"t": "end", "n": 9},
    {"t": "handover", "n": 9, "by": "phone"},
]


@pytest.mark.parametrize("body", GOOD, ids=lambda body: body["t"])
def test_each_known_message_is_read(body: dict[str, Any]) -> None:
    assert isinstance(parse(json.dumps(body)), Message)


def test_every_type_has_an_example_above() -> None:
    assert {body["t"] for body in GOOD} == set(KINDS)


@pytest.mark.parametrize("body", GOOD, ids=lambda body: body["t"])
def test_a_field_too_many_or_too_few_is_refused(body: dict[str, Any]) -> None:
    assert isinstance(parse(json.dumps({**body, "more": 1})), Refusal)
    for name in KINDS[body["t"]].fields:
        short = {key: value for key, value in body.items() if key != name}
        assert isinstance(parse(json.dumps(short)), Refusal)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "visio_bad_json"),
        ("[]", "visio_bad_json"),
        ("NaN", "visio_bad_json"),
        ("[" * 60_000, "visio_bad_json"),
        ("9" * 60_000, "visio_bad_json"),
        ('{"t": "mute", "n": 1}', "visio_unknown_type"),
        ('{"t": ["ping"]}', "visio_unknown_type"),
        ('{"t": "end"}', "visio_bad_number"),
        ('{"t": "end", "n": -1}', "visio_bad_number"),
        ('{"t": "end", "n": true}', "visio_bad_number"),
        ('{"t": "end", "n": 1e3}', "visio_bad_number"),
        ('{"t": "ping", "n": 1}', "visio_bad_number"),
        (json.dumps({"t": "chat", "n": 1, "text": "x" * 2_001}), "visio_bad_value"),
        (json.dumps({"t": "chat", "n": 1, "text": "x" * 20_000}), "visio_frame_too_long"),
        ("x" * 65_537, "visio_frame_too_long"),
        ('{"t": "quality", "n": 1, "report": {"rtt_ms": NaN}}', "visio_bad_json"),
        ('{"t": "quality", "n": 1, "report": {"address": "10.0.0.1"}}', "visio_bad_value"),
        ('{"t": "quality", "n": 1, "report": {"browser": "x"}}', "visio_bad_value"),
        ('{"t": "quality", "n": 1, "report": {"loss": 2}}', "visio_bad_value"),
    ],
)
def test_what_is_not_on_the_list_is_refused(text: str, code: str) -> None:
    assert parse(text) == Refusal(code)


def test_only_the_medecin_conseil_admits_excludes_ends_and_hands_over() -> None:
    for name in ("admit", "exclude", "end", "handover"):
        body = next(body for body in GOOD if body["t"] == name)
        message = parse(json.dumps(body))
        assert isinstance(message, Message)
        for role in SeatRole:
            refused = refused_for(message, role=role, admitted=True) is not None
            assert refused is (role is not SeatRole.MEDECIN_CONSEIL)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(
    st.sampled_from(GOOD),
    st.dictionaries(
        st.sampled_from(
            ["t", "n", "a", "to", "inst", "d", "c", "seat", "report", "text", "commit"]
        ),
        JSON,
    ),
)
def test_no_input_ever_raises(body: dict[str, Any], changes: dict[str, Any]) -> None:
    assert isinstance(parse(json.dumps({**body, **changes})), Message | Refusal)


@given(st.text(max_size=300))
def test_no_text_ever_raises(text: str) -> None:
    assert isinstance(parse(text), Message | Refusal)
