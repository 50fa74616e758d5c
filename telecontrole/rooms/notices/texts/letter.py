"""The PDF of a letter, from its Typst template."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.template.utils import get_app_template_dirs

from telecontrole.foundations import letters
from telecontrole.rooms.notices.texts import dates, registry, rendering


class MissingTemplate(LookupError):
    """A declared letter without its template."""


def render(template: str, params: Mapping[str, object]) -> bytes:
    """The letter of a declared message; raises UnknownMessage, MissingTemplate."""
    registry.message(template)
    url = rendering.link(str(params.get("lien") or ""))
    data = {**params, **dates.appointment_words(params), "url": url}
    return letters.render(_path(template), data)


def _path(template: str) -> Path:
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / template
        if path.is_file():
            return path
    raise MissingTemplate(template)
