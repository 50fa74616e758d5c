"""From texts to values. Each function answers the value, or None when the text is not one."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"(?=.{{3,254}}$)(?={_LOCAL}@)[^@]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
# A French number, else one of overseas: there a mobile typed as at home means nothing in mainland France.
_REGIONS = ("FR", "GP", "GF", "MQ", "RE", "YT", "PM", "NC", "PF", "WF")
_MOBILES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def day(text: str) -> date | None:
    """A calendar day written `2026-12-31`, and no other way: `01/02` has two readings."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def hour(text: str) -> time | None:
    """A local time written `08:30`."""
    return time.fromisoformat(text) if _TIME.fullmatch(text) else None


def integer(text: str) -> int | None:
    """A whole number."""
    return int(text) if _INTEGER.fullmatch(text) else None


def position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """A point on earth in degrees (WGS 84); both or none."""
    if not (_DECIMAL.fullmatch(latitude) and _DECIMAL.fullmatch(longitude)):
        return None
    point = float(latitude), float(longitude)
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def email(text: str) -> str | None:
    """An address that a mail server may accept (ASCII, one `@`, a domain with a dot)."""
    return text if _EMAIL.fullmatch(text) else None


@lru_cache(maxsize=1_024)
def mobile(text: str) -> str | None:
    """A mobile number in E.164, whatever part of France it was typed in; None when none or several fit.

    A fixed line is no mobile: an SMS would not arrive.
    """
    if not any(c.isdigit() for c in text) or len(text) > 30:
        return None
    french = _mobile_in("FR", text)
    if french is not None:
        return french
    found = {number for region in _REGIONS[1:] if (number := _mobile_in(region, text))}
    return found.pop() if len(found) == 1 else None


def _mobile_in(region: str, text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or phonenumbers.number_type(number) not in _MOBILES:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
