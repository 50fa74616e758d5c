"""What a message may say: alphabet and length of an SMS, words that must not appear.

An SMS or an email is read by others than its addressee, so it says a date, a time and a place of
the Assurance Maladie, and nothing of why (RGPD art. 9; CSP art. L1110-4).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# 3GPP TS 23.038: the default alphabet, then the characters that cost two septets.
GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = "^{}\\[~]|€"
ONE_PART = 160

# On the text without accents, in lower case, without addresses of pages.
_FORBIDDEN = re.compile(
    # Every text is read for the words of every language: who sends need not say which it is in.
    r"\b(arrets?|(?<!assurance )maladies?|medecins?[ -]conseils?|(?:tele)?controles?|pathologi\w*"
    r"|invalidites?|diagnosti\w*|traitements?|handicap\w*|indemnites?|accidents?|symptom\w*"
    r"|depressi\w*|cancers?|hopita\w*|grossesses?|nir|numero de securite sociale"
    r"|sick(?:ness)?|illness(?:es)?|diseases?|disab\w*|diagnos\w*|treatments?|medical (?:check|control|officer)s?"
    r"|work stoppages?|injur\w*|hospitals?|pregnan\w*|social security number"
    r"|baixas?|doencas?|doentes?|medicos?[ -]conselheiros?|fiscaliza\w*|controlos?|patologi\w*|incapacidades?"
    r"|invalidez|tratamentos?|deficien\w*|acidentes?|sintomas?|depressa\w*|cancros?|gravid\w*"
    r"|numero da seguranca social)\b"
)
# Roots, since articles and pronouns are joined to the word: illness, leave, invalidity, handicap, diagnosis, treatment,
# accident, pregnancy, hospital, depression, cancer, symptoms, monitoring, social security number.
_FORBIDDEN_ARABIC = re.compile(
    "مرض|مريض|امراض|اجازة|عجز|اعاق|معاق|تشخيص|علاج|حادث|حوادث|حامل|حمل|مستشف|اكتئاب|سرطان|اعراض|مراقب|رقم الضمان"
)
_ARABIC = re.compile("[\u0600-\u06ff]")
# Vowel signs and the lengthening stroke say nothing; the forms of alef are one letter.
_SIGNS = dict.fromkeys([*range(0x064B, 0x0653), 0x0640, 0x0670])
_ALEF = str.maketrans("أإآٱ", "اااا", "") | _SIGNS
_NIR = re.compile(r"\b[1-478] ?\d{2} ?(?:\d{2}) ?(?:\d[\dab]) ?\d{3} ?\d{3}(?: ?\d{2})?\b")
_LIKE_NIR = re.compile(r"\b\d ?\d{2} ?\d{2} ?\d[\dab] ?\d{3} ?\d{3}(?: ?\d{2})?\b")
_FIGURE = re.compile("[0-9]")
# What is a message's own in a paragraph that many share.
_OWN = re.compile("[0-9]|http")
_PAGE = re.compile(r"https?://\S+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_SENDER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,10}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason not to send a text: a code, and the character, word or length at fault."""

    code: str
    detail: str


def septets(text: str) -> int | None:
    """Length of a text in the GSM alphabet; None when a character is not in it."""
    try:
        return len(gsm_bytes(text))
    except ValueError:
        return None


def gsm_bytes(text: str) -> bytes:
    """The text in the unpacked GSM alphabet; raises ValueError for a character outside it."""
    try:
        return codecs.charmap_encode(text, "strict", _BASIC)[0]
    except UnicodeEncodeError:
        if not _ALPHABET.issuperset(text):
            raise ValueError("not in the GSM alphabet") from None
        return text.translate(_CODES).encode("latin-1")


def faults(text: str, *, sms: bool) -> tuple[Fault, ...]:
    """Everything that forbids sending the text; empty when it may leave."""
    return (*secrets(text), *(shape(text) if sms else []))


def sender_allowed(name: str) -> bool:
    """Whether operators accept this sender: 1 to 11 letters and digits, no space, not only digits."""
    return bool(_SENDER.fullmatch(name))


def secrets(text: str) -> list[Fault]:
    """Words that tell why, and numbers that tell who; no phrase goes on after an empty line."""
    found = [fault for part in _PARAGRAPHS.split(text) for fault in _secrets(part)]
    return sorted(dict.fromkeys(found), key=lambda fault: fault.code == "nir") if found else []


def _secrets(text: str) -> Sequence[Fault]:
    said = alike = text
    if _OWN.search(text):
        said = _PAGE.sub(" ", text)
        alike = _FIGURE.sub("0", said)
    words, figures = _read(alike)
    return [*words, Fault("nir", "")] if figures and _NIR.search(_plain(said)) else [*words]


# Thousands of messages share most of their paragraphs, but for an hour and a code: no forbidden word has a figure in it.
@lru_cache(maxsize=2048)
def _read(said: str) -> tuple[tuple[Fault, ...], bool]:
    """The forbidden words of a paragraph without its pages; and whether its figures, all alike here, may be a NIR."""
    plain = _plain(said)
    found = [match.group() for match in _FORBIDDEN.finditer(plain)]
    if _ARABIC.search(said):
        found += [match.group() for match in _FORBIDDEN_ARABIC.finditer(said.translate(_ALEF))]
    return tuple(Fault("forbidden_word", word) for word in found), bool(_LIKE_NIR.search(plain))


def _plain(text: str) -> str:
    return " ".join(_unaccented(text.replace("\u2019", "'")).lower().split())


def shape(text: str) -> list[Fault]:
    """What keeps a text from being an SMS of one part: a character, else its length."""
    length = septets(text)
    if length is None:
        return [Fault("not_gsm", "".join(sorted(set(text) - _ALPHABET)))]
    return [Fault("too_long", str(length))] if length > ONE_PART else []


def _unaccented(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


_EXTENDED_CODES = (0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65)
_CODES = str.maketrans(
    {character: chr(index) for index, character in enumerate(GSM_BASIC)}
    | {c: f"\x1b{chr(code)}" for c, code in zip(GSM_EXTENDED, _EXTENDED_CODES, strict=True)}
)
_ALPHABET = frozenset(GSM_BASIC + GSM_EXTENDED) - {"\x1b"}
# The escape is no character of a text; U+FFFE stands for "none" in such a map.
_BASIC = codecs.charmap_build(GSM_BASIC.replace("\x1b", "\ufffe") + "\ufffe" * 128)
