from __future__ import annotations

import pytest

from telecontrole.rooms.visio.signalling import sdp as reading
from telecontrole.rooms.visio.tests.doubles import (
    FINGERPRINT,
    HOST_LINE,
    OTHER_FINGERPRINT,
    RELAY_LINE,
    sdp,
)


def read(kind: str, text: str, *, relay_only: bool = True) -> object:
    return reading.read_description(kind, text, relay_only=relay_only)


@pytest.mark.parametrize("kind", ["offer", "answer"])
def test_an_ordinary_description_shows_its_fingerprint(kind: str) -> None:
    assert read(kind, sdp(kind)) == reading.Seen(FINGERPRINT)


def test_a_host_candidate_is_refused_when_a_relay_is_configured() -> None:
    assert reading.refused_candidate(HOST_LINE, relay_only=True) == "visio_candidate_not_relayed"
    assert reading.refused_candidate(HOST_LINE, relay_only=False) is None
    assert reading.refused_candidate(RELAY_LINE, relay_only=True) is None
    assert read("offer", sdp(more=f"a={HOST_LINE}")) == "visio_candidate_not_relayed"


@pytest.mark.parametrize(
    "line",
    [
        "candidate:1 1 udp 1 10.0.0.1 9 typ relay\r\na=candidate:1 1 udp 1 10.0.0.1 9 typ host",
        "candidate:1 1 udp 1 10.0.0.1 9 typ wormhole",
        "candidate: 1 1 udp 1 10.0.0.1 9 typ relay",
        "candidate:1 1 udp 1 10.0.0.1 9 typ host typ relay x",
        "relay",
        "candidate:1 1 udp 1 10.0.0.1 9 typ relay raddr 10.0.0.1\nrport 3",
    ],
)
def test_a_misshapen_candidate_is_refused(line: str) -> None:
    assert reading.refused_candidate(line, relay_only=True) is not None


def test_what_hides_a_key_a_second_certificate_or_another_medium_is_refused() -> None:
    assert read("offer", sdp(more="a=crypto:1 AES_CM_128 inline:x")) == "visio_sdp_keys_in_clear"
    second = f"a=fingerprint:sha-256 {OTHER_FINGERPRINT}"
    assert read("offer", sdp(more=second)) == "visio_sdp_several_fingerprints"
    weak = f"a=fingerprint:sha-1 {FINGERPRINT[:59]}"
    assert read("offer", sdp(more=weak)) == "visio_sdp_fingerprint"
    assert read("offer", sdp(more="m=video 9 RTP/AVP 96")) == "visio_sdp_media_kind"
    assert read("offer", sdp(more="m=text 9 UDP/TLS/RTP/SAVPF 96")) == "visio_sdp_media_kind"


def test_roles_of_the_handshake_must_fit_the_kind() -> None:
    assert read("answer", sdp("offer")) == "visio_sdp_setup"
    assert read("offer", sdp("answer")) == "visio_sdp_setup"


@pytest.mark.parametrize("text", ["", "v=0", "hello", "v=0\r\nm=video", "v=0\r\n\x00=1\r\n"])
def test_what_is_no_description_is_refused(text: str) -> None:
    assert isinstance(read("offer", text), str)


def test_where_a_relay_was_asked_from_and_every_other_own_address_is_taken_out() -> None:
    own = "203.0.113.77"
    line = f"candidate:1 1 udp 41885695 192.0.2.7 50000 typ relay raddr {own} rport 41000 ufrag a"
    shown = reading.concealed(line)
    assert shown == line.replace(f"raddr {own} rport 41000", "raddr 0.0.0.0 rport 0")
    text = sdp("offer", more=f"a=rtcp:9 IN IP4 {own}\r\na={line}")
    text = text.replace("127.0.0.1", own).replace("c=IN IP4 0.0.0.0", f"c=IN IP4 {own}")
    bare = reading.concealed(text)
    assert own not in bare
    assert "192.0.2.7 50000" in bare
    assert isinstance(reading.read_description("offer", bare, relay_only=True), reading.Seen)
