"""Is this message from us? What was pasted is read, never followed and never kept.

A link is ours when it begins, sign by sign, as the links of this site do, and leads to one that we sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

#: A message of ours has one link; whoever pastes more has pasted something else.
MOST_LINKS: Final = 5
_SPLIT: Final = re.compile(r"[\s<>\"«»“”()\[\]{}|^`]+")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
# A name with a dot and an end in letters, as telephones make a link of it.
_BARE: Final = re.compile(r"[^\s@/]+\.[^\W\d_]{2,}\.?(?::\d+)?(?:[/?#].*)?")
_SHARED: Final = re.compile(r"(?:code|c[oó]digo|رمز)\D{0,20}(\d{4})(?!\d)", re.IGNORECASE)
_ALONE: Final = re.compile(r"\D{0,20}(\d{4})\D{0,3}")
_END: Final = ".,;:!?'’…"


class Verdict(StrEnum):
    """What the page answers."""

    OURS = "ours"
    CLOSED = "closed"
    SITE = "site"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    CODE_DIFFERS = "code_differs"
    CODE_SAME = "code_same"
    CODE_ALONE = "code_alone"
    NO_LINK = "no_link"
    TOO_MANY = "too_many"


class Link(StrEnum):
    """What is known of a link of ours."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_TONES: Final = {
    **dict.fromkeys((Verdict.OURS, Verdict.CODE_SAME), "success"),
    **dict.fromkeys((Verdict.FOREIGN, Verdict.CODE_DIFFERS, Verdict.TOO_MANY), "error"),
}


@dataclass(frozen=True, slots=True)
class Judgment:
    """The answer; `leads_to` is the foreign host, in plain letters only (empty when its letters imitate others)."""

    verdict: Verdict
    leads_to: str = ""
    code_seen: bool = False
    #: The four digits, when nothing but them was pasted.
    code: str = ""

    @property
    def tone(self) -> str:
        """How the page shows it."""
        return _TONES.get(self.verdict, "warning")


#: Of a token: what it is, and the four digits that its messages carry (empty when they carry none).
Known = Callable[[str], tuple[Link, str]]


def judge(text: str, *, site: str, known: Known) -> Judgment:
    """What a pasted message, link or code is. `site`: how our addresses begin; `known` is asked of our tokens only."""
    found = links_of(text)
    if not found:
        alone = _ALONE.fullmatch(" ".join(text.split()))
        return Judgment(Verdict.CODE_ALONE, code=alone[1]) if alone else Judgment(Verdict.NO_LINK)
    for one in found:
        if not is_ours(one, site):
            return Judgment(Verdict.FOREIGN, leads_to=host_of(one))
    if len(found) > MOST_LINKS:
        return Judgment(Verdict.TOO_MANY)
    return _ours(text, found, site, known)


def links_of(text: str) -> list[str]:
    """Everything in a text that a telephone would make a link of, as it is written, once each."""
    words = (_bare(word) for word in _SPLIT.split(text))
    return list(dict.fromkeys(word for word in words if _is_link(word)))


def is_ours(link: str, site: str) -> bool:
    """Whether a link leads to this site and to no other: same scheme, same host, same port, no name before it."""
    parts, own = _parts(link, site), urlsplit(site)
    if parts is None or not link.isascii() or "\\" in link:
        return False
    return (parts.scheme.lower(), parts.netloc.lower()) == (own.scheme.lower(), own.netloc.lower())


def host_of(link: str) -> str:
    """Where a link leads, to be shown; empty when it cannot be told or is written in letters that imitate others."""
    parts = _parts(link, "https://x")
    try:
        host = (parts.hostname or "") if parts is not None else ""
    except ValueError:
        return ""
    return host[:80] if host.isascii() and host.isprintable() else ""


def _ours(text: str, found: Sequence[str], site: str, known: Known) -> Judgment:
    told = [known(token) for one in found if (token := _token(one, site))]
    states = {state for state, _ in told}
    if not told:
        return Judgment(Verdict.SITE)
    if Link.UNKNOWN in states:
        return Judgment(Verdict.UNKNOWN)
    expected = {code for _, code in told if code}
    written = set(_SHARED.findall(text))
    if written and expected and not written <= expected:
        return Judgment(Verdict.CODE_DIFFERS)
    verdict = Verdict.CLOSED if Link.CLOSED in states else Verdict.OURS
    return Judgment(verdict, code_seen=bool(written & expected))


def _token(link: str, site: str) -> str:
    parts = _parts(link, site)
    path = parts.path if parts is not None else ""
    return path.removeprefix("/r/").rstrip("/") if path.startswith("/r/") else ""


def _is_link(word: str) -> bool:
    return bool(_SCHEME.match(word) or _BARE.fullmatch(word) or word.lower().startswith("www."))


def _bare(word: str) -> str:
    """Without the marks of writing around it, and the signs that nobody sees there."""
    while word and (word[-1] in _END or unicodedata.category(word[-1]) == "Cf"):
        word = word[:-1]
    while word and (word[0] in _END or unicodedata.category(word[0]) == "Cf"):
        word = word[1:]
    return word


def _parts(link: str, site: str) -> SplitResult | None:
    """A link without its scheme, as messages are often copied, has the one of the site."""
    whole = link if _SCHEME.match(link) else f"{urlsplit(site).scheme}://{link}"
    try:
        return urlsplit(whole)
    except ValueError:
        return None
