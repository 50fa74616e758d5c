"""Words of the caisses' own files in a message: a place, its access, a name.

They say where, never why, and nobody here chose them: "12 avenue de l'Hôpital" or "arrêt de tram"
must not stop a message. So they are outside the check of forbidden words, and in an SMS they are
folded into its alphabet, then left out one by one when it is too long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from telecontrole.rooms.notices.texts import wording

# In the order in which an SMS does without them.
NAMES = ("acces", "adresse", "lieu", "caisse", "nom")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("«»\u201c\u201d", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"),
        "œ": "oe",
        "Œ": "OE",
        "…": "...",
        "°": "o",
    }
)


def neutral(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters with a bare sign instead of each word of a caisse's file."""
    return {**params, **{name: "-" for name in NAMES if params.get(name)}}


def shorter(params: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The parameters for an SMS: folded, then each time with one word of a caisse's file fewer."""
    left = {**params, **{name: folded(str(params[name])) for name in NAMES if params.get(name)}}
    yield left
    for name in NAMES:
        if left.get(name):
            left = {**left, name: ""}
            yield left


def folded(text: str) -> str:
    """The text in the alphabet of an SMS: other accents fall, what has no equivalent is left out."""
    return " ".join("".join(map(_folded, text.translate(_SIGNS))).split())


def _folded(character: str) -> str:
    if character.isspace() or wording.septets(character) is not None:
        return character
    bare = unicodedata.normalize("NFKD", character)
    return "".join(c for c in bare if wording.septets(c) is not None)
