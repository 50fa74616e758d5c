"""What a session description or a candidate may contain.

The browsers are not trusted: in production both sides must go through a relay (neither learns the
other's address), media must be DTLS-SRTP under one certificate per browser, and nothing else may
hide in a description. Sources: RFC 8829 (JSEP), RFC 8839 (ICE in SDP), RFC 8122 (fingerprints).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SDP_BYTES = 32_768
MEDIA_SECTIONS = 12

_CANDIDATE = re.compile(
    r"candidate:[A-Za-z0-9+/]{1,32} [12] (?:udp|tcp|UDP|TCP) \d{1,10} [0-9A-Za-z.:-]{1,255} "
    r"\d{1,5} typ (?P<type>host|srflx|prflx|relay)(?: [\x21-\x7e]{1,256} [\x21-\x7e]{1,256})*"
)
_FINGERPRINT = re.compile(r"a=fingerprint:(\S+) ((?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2})")
_LINE = re.compile(r"[a-z]=[^\x00-\x1f\x7f]*")
_ADDRESS = re.compile(r"^(?:a=candidate:|c=IN IP[46] (?!0\.0\.0\.0\s|::\s))", re.M)
_ASKED_FROM = re.compile(r" raddr \S+ rport \d+")
_OWN_LINE = re.compile(r"^(c=|a=rtcp:\d{1,5} |o=\S+ \d+ \d+ )IN IP[46] \S+", re.M)
_SETUP = {"offer": {"actpass"}, "answer": {"active", "passive"}}
_MEDIA = re.compile(
    r"m=(?:(?:audio|video) \d{1,5} UDP/TLS/RTP/SAVPF [\d ]+"
    r"|application \d{1,5} UDP/DTLS/SCTP webrtc-datachannel)"
)


@dataclass(frozen=True)
class Seen:
    """What an accepted description shows of its sender: the certificate's SHA-256 fingerprint."""

    fingerprint: str


def refused_candidate(candidate: str, *, relay_only: bool) -> str | None:
    """Reason why one candidate line is refused, or None. The empty line ends the candidates."""
    if candidate == "":
        return None
    match = _CANDIDATE.fullmatch(candidate.removeprefix("a="))
    if match is None:
        return "visio_candidate_malformed"
    if relay_only and match["type"] != "relay":
        return "visio_candidate_not_relayed"
    return None


def read_description(kind: str, sdp: str, *, relay_only: bool) -> Seen | str:
    """Read an offer or an answer: what it shows, or the reason why it is refused."""
    lines = sdp.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return (
        _refused_shape(lines)
        or _refused_transport(kind, lines, relay_only=relay_only)
        or _only_fingerprint(lines)
    )


def concealed(text: str) -> str:
    """A description or a candidate without its sender's own addresses: only relays are named in it.

    A relayed candidate carries where it was asked from (`raddr`); a description repeats addresses in
    lines that ICE does not use (RFC 8839 §5.1, RFC 8866 §5.2 and §5.7, RFC 3605).
    """
    return _OWN_LINE.sub(r"\1IN IP4 0.0.0.0", _ASKED_FROM.sub(" raddr 0.0.0.0 rport 0", text))


def names_an_address(sdp: str) -> bool:
    """Whether a description says where its sender is: a candidate, or a connection address."""
    return _ADDRESS.search(sdp) is not None


def _refused_shape(lines: list[str]) -> str | None:
    if lines[0] != "v=0" or not all(_LINE.fullmatch(line) for line in lines):
        return "visio_sdp_malformed"
    media = [line for line in lines if line.startswith("m=")]
    if not 1 <= len(media) <= MEDIA_SECTIONS:
        return "visio_sdp_media_sections"
    if not all(_MEDIA.fullmatch(line) for line in media):
        return "visio_sdp_media_kind"
    return None


def _refused_transport(kind: str, lines: list[str], *, relay_only: bool) -> str | None:
    for line in lines:
        if line.startswith("a=crypto:"):
            return "visio_sdp_keys_in_clear"
        if not line.startswith("a=candidate:"):
            continue
        if reason := refused_candidate(line, relay_only=relay_only):
            return reason
    roles = {line.removeprefix("a=setup:") for line in lines if line.startswith("a=setup:")}
    if not roles or not roles <= _SETUP[kind]:
        return "visio_sdp_setup"
    return None


def _only_fingerprint(lines: list[str]) -> Seen | str:
    found = [line for line in lines if line.lower().startswith("a=fingerprint:")]
    matches = [_FINGERPRINT.fullmatch(line) for line in found]
    if not found or not all(m is not None and m[1].lower() == "sha-256" for m in matches):
        return "visio_sdp_fingerprint"
    values = {m[2].upper() for m in matches if m is not None}
    return Seen(values.pop()) if len(values) == 1 else "visio_sdp_several_fingerprints"
