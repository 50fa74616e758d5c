"""The languages of the messages beside French: those of the caisses' files that have words here.

A message is French unless its parameter `langue` names one of these and the same template stands in that
language's folder (`notices/j2/sms.txt` → `notices/en/j2/sms.txt`). What has no translation stays French, with a
sentence in the person's language. Why the SMS of some stay French: docs/decisions/0006.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Language:
    """Its code (ISO 639-1), the way it is written, and what it calls days and months.

    ``date`` is filled with `weekday`, `day`, `month`, `year`; ``short_date`` and ``hour`` are `strftime` forms, with
    `{month}` for the short name of a month.
    """

    code: str
    direction: Literal["ltr", "rtl"]
    days: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    short_date: str
    hour: str


LANGUAGES: dict[str, Language] = {
    "ar": Language(
        "ar",
        "rtl",
        ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        (
            *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
            *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
        ),
        # Months have other names from one country to the next: the figures say it again.
        "{weekday} {day} {month} {year} ({numbers})",
        "%d/%m",
        "%H:%M",
    ),
    "en": Language(
        "en",
        "ltr",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        (
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        "{weekday} {day} {month} {year}",
        # 03/04 is April for some and March for others.
        "{day} {month}",
        "%H:%M",
    ),
    "pt": Language(
        "pt",
        "ltr",
        (
            *("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira"),
            *("sexta-feira", "sábado", "domingo"),
        ),
        (
            *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
            *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
        ),
        "{weekday}, {day} de {month} de {year}",
        "%d/%m",
        "%Hh%M",
    ),
}


def asked(params: Mapping[str, object]) -> Language | None:
    """The person's language, when it is not French and has words here."""
    return LANGUAGES.get(str(params.get("langue") or FRENCH))


def direction(code: str) -> str:
    """`rtl` for a language written from the right, else `ltr`."""
    return LANGUAGES[code].direction if code in LANGUAGES else "ltr"


def place(template: str, code: str) -> str:
    """Where the translation of a template stands, if there is one."""
    room, _, rest = template.partition("/")
    return f"{room}/{code}/{rest}"


@lru_cache(maxsize=512)
def translation(template: str, code: str) -> str | None:
    """The template in another language; None when nobody has translated it."""
    try:
        get_template(place(template, code))
    except TemplateDoesNotExist:
        return None
    return place(template, code)


def translations(template: str) -> list[str]:
    """The languages, beside French, in which a template stands."""
    return [code for code in sorted(LANGUAGES) if translation(template, code)]
