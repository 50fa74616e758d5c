"""Every address of the site, read from the URLconf: what no test visits is seen here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# What differs from one answer to the next and says nothing of who asked.
_EACH_TIME = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|csrfToken"?: ?"[^"]*"')


@dataclass(frozen=True)
class Route:
    """One address. `name` is `app:name`, or the pattern itself when nobody named it."""

    name: str
    pattern: str
    parts: dict[str, str] = field(compare=False)

    def path(self, **given: Any) -> str:
        """The address with its parts filled in, whatever they are."""
        made = self.pattern
        for part, kind in self.parts.items():
            for written in (f"<{kind}:{part}>", f"<{part}>"):
                made = made.replace(written, str(given[part]))
        return f"/{made}"


def routes() -> list[Route]:
    """All of them, in the order of the URLconf."""
    return list(_below(get_resolver().url_patterns, "", ""))


def lasting(content: bytes) -> bytes:
    """A page without what differs each time: two visitors who get the same one are the same to the site."""
    return _EACH_TIME.sub(b"", content)


def _below(patterns: list[Any], prefix: str, space: str) -> Iterator[Route]:
    for one in patterns:
        text = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one.url_patterns, text, inner)
        elif isinstance(one, URLPattern):
            kinds = {
                part: type(converter).__name__.removesuffix("Converter").lower()
                for part, converter in one.pattern.converters.items()
            }
            kinds = {part: "str" if kind == "string" else kind for part, kind in kinds.items()}
            yield Route(f"{space}{one.name}" if one.name else text, text, kinds)
