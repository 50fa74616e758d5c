"""The PDF of a letter, from its Typst template below the rooms.

A letter is French, since it is a text of law; a person noted with another language finds a few lines in it first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from telecontrole.foundations import letters
from telecontrole.rooms.notices.texts import dates, languages, registry, rendering
from telecontrole.rooms.notices.texts.languages import Language


def render(template: str, params: Mapping[str, object], *, on: date) -> bytes:
    """The letter of a declared message, dated ``on``.

    Raises `UnknownMessage`, and `LetterFault` for a template that cannot be made.
    """
    registry.message(template)
    data = {
        **params,
        **dates.appointment_words(params),
        "url": rendering.link(str(params.get("lien") or "")),
        "sender": _sender(params),
        "recipient": [str(params["nom"]), *str(params["adresse_postale"]).splitlines()],
        "date": on,
        "object": str(params.get("objet") or "votre rendez-vous avec l’Assurance Maladie"),
    }
    if (language := languages.asked(params)) is not None:
        data["in-language"] = _in_language(template, params, language)
    return letters.render(letters.ROOT / "rooms" / template, data)


def _in_language(
    template: str, params: Mapping[str, object], language: Language
) -> dict[str, object]:
    """The lines of this letter in the person's language, else the sentence that says why it is French."""
    words = template.removesuffix(".typ") + ".txt"
    if languages.translation(words, language.code):
        text = rendering.translated(words, params, language)
    else:
        text = rendering.in_french(params, language)
    return {"lang": language.code, "dir": language.direction, "lines": text.splitlines()}


def _sender(params: Mapping[str, object]) -> dict[str, object]:
    phone = str(params.get("telephone") or "")
    return {
        "name": str(params["caisse"]),
        "service": str(params.get("service") or "Service des rendez-vous"),
        "lines": str(params.get("caisse_adresse") or "").splitlines(),
        "contact": f"Téléphone : {phone}" if phone else "",
    }
