"""One line in, one answer out; what cannot be judged answers its error and stops nothing."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from telecontrole.foundations.law.faults import Code, LawFault
from telecontrole.foundations.law.parameters import BeforeFirstParameter
from telecontrole.foundations.law.steps import french
from telecontrole.hall.law.answers import Answer, Ask
from telecontrole.hall.law.reading import Fields

_NOT_JSON: Final = "La ligne n'est pas du JSON en UTF-8."
_TWICE: Final = "Un champ est écrit deux fois : lequel compte ?"
#: Windows puts it at the head of files; it means nothing in UTF-8.
_BOM: Final = b"\xef\xbb\xbf"


class _Twice(ValueError):
    """The same name twice in one object: either value might be the one that was meant."""


def error(code: Code, message: str) -> Answer:
    """The answer for what cannot be judged."""
    return {"error": {"code": code, "message": message}}


def answer_line(ask: Ask, line: bytes, *, explain: bool = True) -> Answer:
    """Answer one line of JSON."""
    try:
        parsed = _decode(line.removeprefix(_BOM).decode("utf-8"))
    except _Twice:
        return error("bad_json", _TWICE)
    except (ValueError, RecursionError):
        return error("bad_json", _NOT_JSON)
    return answer(ask, parsed, explain=explain)


def answer(ask: Ask, parsed: object, *, explain: bool = True) -> Answer:
    """Answer one parsed object."""
    found = attempt(ask, parsed, explain=explain)
    return error(found.code, found.sentence) if isinstance(found, LawFault) else found


def attempt(ask: Ask, parsed: object, *, explain: bool = True) -> Answer | LawFault:
    """The answer, or the fault with the field that it concerns (none: the day itself)."""
    try:
        return ask(Fields(parsed), explain=explain)
    except LawFault as fault:
        return fault
    except BeforeFirstParameter as missing:
        told = f"Aucune valeur n'est connue au {french(missing.on)} : {missing.description}."
        return LawFault("before_first_parameter", told)
    except OverflowError:
        return LawFault("bad_value", "Une date sort du calendrier.")


def encode(written: Answer) -> bytes:
    """One line of JSON, French letters as they are."""
    return _ENCODER.encode(written).encode() + b"\n"


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _decimal(text: str) -> Decimal:
    """A number with a point is kept exactly as it was written.

    An exponent that no decimal can hold is JSON all the same: as no number, its field refuses it.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


_decode: Final = json.JSONDecoder(
    parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_object
).decode
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
