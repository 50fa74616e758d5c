"""The HTML of an email, made from the same words as its text: no image, no style sheet, no pixel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from telecontrole.rooms.notices.texts.languages import FRENCH, direction

_PAGE = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)]")
_BODY = "font-family:Arial,Helvetica,sans-serif;font-size:17px;line-height:1.5;color:#1b1b1b"
_BOX = "max-width:36em;margin:0 auto;padding:16px"
_LABEL = re.compile(r"([^:]{1,21}): (.+)", re.DOTALL)
_RULE = '\n<hr style="margin:24px 0;border:0;border-top:1px solid #767676">\n'


def page(subject: str, text: str, parts: Sequence[tuple[str, str]] = ()) -> str:
    """A complete page: paragraphs between empty lines, lists from lines in `- `, `Label : value` bold.

    The words are those of ``text``, all of them, in the same order. ``parts``: the same text cut by language,
    each part written in its own direction.
    """
    said = parts or ((FRENCH, text),)
    first = said[0][0]
    body = _RULE.join(
        _blocks(part) if code == first else _other(code, _blocks(part)) for code, part in said
    )
    # Programs that show mail drop the attributes of the page itself.
    box = f'<div dir="rtl" lang="{first}" style="{_BOX};text-align:right">'
    box = box if direction(first) == "rtl" else f'<div style="{_BOX}">'
    return (
        f'<!doctype html>\n<html lang="{first}"{_turned(first)}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(subject)}</title></head>\n"
        f'<body style="{_BODY}">{box}\n{body}\n</div></body></html>\n'
    )


def _turned(code: str) -> str:
    return ' dir="rtl"' if direction(code) == "rtl" else ""


def _other(code: str, blocks: str) -> str:
    """Another language on the same page."""
    return f'<div lang="{code}" dir="{direction(code)}" style="text-align:start">\n{blocks}\n</div>'


def _blocks(text: str) -> str:
    return "\n".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()))


# Thousands of messages share most of their paragraphs.
@lru_cache(maxsize=2048)
def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return "<p>" + "<br>\n".join(_line(line) for line in lines) + "</p>"


def _line(line: str) -> str:
    found = _LABEL.fullmatch(line)
    if found is None:
        return _inline(line)
    label, value = found.groups()
    return f"{escape(label)}: <strong><bdi>{_inline(value)}</bdi></strong>"


def _inline(text: str) -> str:
    parts, last = [], 0
    for match in _PAGE.finditer(text):
        url = escape(match.group())
        parts += [escape(text[last : match.start()]), f'<a href="{url}">{url}</a>']
        last = match.end()
    return "".join([*parts, escape(text[last:])])
