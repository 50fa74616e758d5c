"""The HTML of an email, made from the same words as its text: no image, no style sheet, no pixel."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

_PAGE = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)]")
_BODY = "font-family:Arial,Helvetica,sans-serif;font-size:17px;line-height:1.5;color:#1b1b1b"
_BOX = "max-width:36em;margin:0 auto;padding:16px"


def page(subject: str, text: str) -> str:
    """A complete page: paragraphs between empty lines, lists from lines in `- `, `Label : value` bold.

    The words are those of ``text``, all of them, in the same order.
    """
    blocks = "\n".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()))
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(subject)}</title></head>\n"
        f'<body style="{_BODY}"><div style="{_BOX}">\n{blocks}\n</div></body></html>\n'
    )


# Thousands of messages share most of their paragraphs.
@lru_cache(maxsize=2048)
def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return "<p>" + "<br>\n".join(_line(line) for line in lines) + "</p>"


def _line(line: str) -> str:
    label, separator, value = line.partition(" : ")
    if separator and len(label) <= 20 and not label.startswith("http"):
        return f"{escape(label)} : <strong>{_inline(value)}</strong>"
    return _inline(line)


def _inline(text: str) -> str:
    parts, last = [], 0
    for match in _PAGE.finditer(text):
        url = escape(match.group())
        parts += [escape(text[last : match.start()]), f'<a href="{url}">{url}</a>']
        last = match.end()
    return "".join([*parts, escape(text[last:])])
