"""From a declared message and its parameters to the words that leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.texts import dates, places, registry, wording
from telecontrole.rooms.notices.texts.registry import Message

_SUBJECT = "Objet : "


class TextRefused(ValueError):
    """The text may not leave; ``faults`` says why, in codes."""

    def __init__(self, faults: tuple[wording.Fault, ...]) -> None:
        super().__init__(",".join(fault.code for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Words:
    """What the person reads; ``subject`` is empty for an SMS."""

    subject: str
    text: str


def words(template: str, params: Mapping[str, object]) -> Words:
    """The words of a message.

    Raises `UnknownMessage` for an undeclared template and `TextRefused` for words that must not
    leave (alphabet, length, forbidden word, missing parameter).
    """
    message = registry.message(template)
    missing = [name for name in message.longest if name not in params]
    if missing:
        raise TextRefused((wording.Fault("missing_parameter", ",".join(missing)),))
    text = _short(template, params) if message.channel is Channel.SMS else _said(template, params)
    found = [*_secrets(text, template, params)]
    if message.channel is Channel.SMS:
        found += wording.shape(text)
    if found:
        raise TextRefused(tuple(found))
    return _split(text) if message.channel in (Channel.EMAIL, Channel.MSSANTE) else Words("", text)


def check(message: Message) -> tuple[wording.Fault, ...]:
    """What is wrong with a message at its longest; empty when it may be used."""
    try:
        words(message.template, message.longest)
    except TextRefused as refused:
        return refused.faults
    return ()


def faults() -> dict[str, tuple[wording.Fault, ...]]:
    """The messages that could not leave from this site, by template, with why; empty when all can.

    Letters are not among them: they have no length.
    """
    texts = (m for m in registry.messages() if m.channel is not Channel.LETTRE)
    found = {message.template: check(message) for message in texts}
    return {template: why for template, why in found.items() if why}


def link(token: str) -> str:
    """The page that a link of a message opens; empty without a token."""
    return f"{settings.BASE_URL}/r/{token}" if token else ""


def _said(template: str, params: Mapping[str, object]) -> str:
    return _compiled(template).render(Context(_context(params), autoescape=False)).strip()


def _short(template: str, params: Mapping[str, object]) -> str:
    """The first text short enough; the shortest when none is."""
    text = ""
    for kept in places.shorter(params):
        text = _said(template, kept)
        if (wording.septets(text) or 0) <= wording.ONE_PART:
            break
    return text


def _secrets(text: str, template: str, params: Mapping[str, object]) -> list[wording.Fault]:
    """Forbidden words outside the words of the caisses' files; a NIR, anywhere."""
    found = wording.secrets(text)
    if all(fault.code == "nir" for fault in found):
        return found
    # Rare, so that a message is rendered once as a rule.
    own = wording.secrets(_said(template, places.neutral(params)))
    return [f for f in own if f.code != "nir"] + [f for f in found if f.code == "nir"]


def _context(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters, the words of the date, and the page behind `lien`."""
    url = link(str(params.get("lien") or ""))
    return {**params, **dates.appointment_words(params), "url": url, "site": settings.BASE_URL}


def _split(text: str) -> Words:
    head, _, body = text.partition("\n")
    if not head.startswith(_SUBJECT):
        raise TextRefused((wording.Fault("no_subject", ""),))
    return Words(head.removeprefix(_SUBJECT).strip(), body.strip())


@lru_cache(maxsize=256)
def _compiled(template: str) -> Template:
    # The compiled template itself: the wrapper of the loader would escape a text as if it were HTML.
    compiled: Template = get_template(template).template  # type: ignore[attr-defined]
    return compiled
