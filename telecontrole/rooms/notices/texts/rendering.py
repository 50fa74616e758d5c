"""From a declared message and its parameters to the words that leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.texts import (
    dates,
    languages,
    places,
    registry,
    skeletons,
    wording,
)
from telecontrole.rooms.notices.texts.languages import FRENCH, Language
from telecontrole.rooms.notices.texts.registry import Message

_SUBJECT = "Objet : "
# Before a message that nobody has translated, in the person's language.
_IN_FRENCH = "notices/in_french.txt"
# Between the two languages of one email.
BETWEEN = "\n\n----------\n\n"


class TextRefused(ValueError):
    """The text may not leave; ``faults`` says why, in codes."""

    def __init__(self, faults: tuple[wording.Fault, ...]) -> None:
        super().__init__(",".join(fault.code for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Words:
    """What the person reads; ``subject`` is empty for an SMS.

    ``parts``: the same text cut by language, each with its code; empty when it is all in French.
    """

    subject: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()


def words(template: str, params: Mapping[str, object]) -> Words:
    """The words of a message, in the language that the parameter `langue` names when there are words in it.

    An SMS is in one language. An email has the person's first, then French, which is the text that counts.
    Raises `UnknownMessage` for an undeclared template and `TextRefused` for words that must not leave
    (alphabet, length, forbidden word, missing parameter).
    """
    message = registry.message(template)
    missing = [name for name in message.longest if name not in params]
    if missing:
        raise TextRefused((wording.Fault("missing_parameter", ",".join(missing)),))
    language = languages.asked(params)
    if message.channel is Channel.SMS:
        return Words("", _checked_sms(template, params, language))
    french = _checked(template, params, None)
    if message.channel not in (Channel.EMAIL, Channel.MSSANTE):
        return Words("", french)
    made = _split(french)
    return _beside(made, template, params, language) if language else made


def _checked_sms(template: str, params: Mapping[str, object], language: Language | None) -> str:
    chosen = languages.translation(template, language.code) if language else None
    text, shape = _short(chosen or template, params, language if chosen else None)
    found = _secrets(text, chosen or template, params, language if chosen else None)
    if found or shape:
        raise TextRefused((*found, *shape))
    return text


def _checked(template: str, params: Mapping[str, object], language: Language | None) -> str:
    text = _said(template, params, language)
    if found := _secrets(text, template, params, language):
        raise TextRefused(tuple(found))
    return text


def _beside(
    french: Words, template: str, params: Mapping[str, object], language: Language
) -> Words:
    """The French words with the same in the person's language before them, or a sentence that says why not."""
    code = language.code
    translated = languages.translation(template, code)
    if translated is None:
        found = Words(french.subject, in_french(params, language))
    else:
        found = _split(_checked(translated, params, language))
    return replace(
        found,
        text=found.text + BETWEEN + french.text,
        parts=((code, found.text), (FRENCH, french.text)),
    )


def in_french(params: Mapping[str, object], language: Language) -> str:
    """The sentence, in the person's language, before a text that stays French."""
    return _said(languages.place(_IN_FRENCH, language.code), params, language)


def check(message: Message) -> tuple[wording.Fault, ...]:
    """What is wrong with a message at its longest, in any of its languages; empty when it may be used."""
    for code in (FRENCH, *languages.translations(message.template)):
        try:
            words(message.template, {**message.longest, "langue": code})
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


def translated(template: str, params: Mapping[str, object], language: Language) -> str:
    """A template of words that are no message of their own (a letter's, a page's) in another language."""
    return _said(languages.place(template, language.code), params, language)


def _said(template: str, params: Mapping[str, object], language: Language | None) -> str:
    return skeletons.render(template, _context(params, language)).strip()


def _short(
    template: str, params: Mapping[str, object], language: Language | None
) -> tuple[str, list[wording.Fault]]:
    """The first text short enough, the shortest when none is; and what keeps it from being an SMS."""
    text, found = "", list[wording.Fault]()
    for kept in places.shorter(params):
        text = _said(template, kept, language)
        found = wording.shape(text)
        if not any(fault.code == "too_long" for fault in found):
            break
    return text, found


def _secrets(
    text: str, template: str, params: Mapping[str, object], language: Language | None
) -> list[wording.Fault]:
    """Forbidden words outside the words of the caisses' files; a NIR, anywhere."""
    found = wording.secrets(text)
    if all(fault.code == "nir" for fault in found):
        return found
    # Rare, so that a message is rendered once as a rule.
    own = wording.secrets(_said(template, places.neutral(params), language))
    return [f for f in own if f.code != "nir"] + [f for f in found if f.code == "nir"]


def _context(params: Mapping[str, object], language: Language | None) -> dict[str, object]:
    """Parameters, the words of the date, and the page behind `lien`."""
    telephone = str(params.get("telephone") or settings.PHONE)
    return {
        **params,
        # Two groups of figures change places in a line written from the right, but for this space between them.
        "telephone": telephone.replace(" ", "\u00a0") if language else telephone,
        **dates.appointment_words(params, language),
        "url": link(str(params.get("lien") or "")),
        "site": settings.BASE_URL,
    }


def _split(text: str) -> Words:
    head, _, body = text.partition("\n")
    if not head.startswith(_SUBJECT):
        raise TextRefused((wording.Fault("no_subject", ""),))
    return Words(head.removeprefix(_SUBJECT).strip(), body.strip())
