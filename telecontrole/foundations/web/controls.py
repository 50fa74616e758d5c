"""Boxes, radios and text fields drawn in Python: the same HTML as Django's templates, many times faster.

A page such as the médecin-conseil's desk has more than a hundred of them; each was three templates deep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

_FOLDER = "django/forms/widgets/"


class ControlRenderer(TemplatesSetting):
    """Django's renderer of forms, which draws the plainest controls itself."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)  # type: ignore[arg-type]
        return mark_safe(draw(context["widget"]))  # noqa: S308 -- every name and value is escaped below


def attributes(widget: Mapping[str, Any]) -> str:
    """The attributes of a control, escaped: `True` is a bare name, `False` is left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{conditional_escape(value)}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{said}{attributes(widget)}>'


def _option(widget: Mapping[str, Any]) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    own = widget["attrs"].get("id")
    of = f' for="{own}"' if own else ""
    return f"<label{of}>{_input(widget)} {conditional_escape(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    text = conditional_escape(widget["value"] or "")
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget)}>\n{text}</textarea>'


_DRAWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    f"{_FOLDER}{name}.html": draw
    for draw, names in (
        (_input, ("text", "hidden", "checkbox", "email", "number", "password", "tel")),
        (_option, ("radio_option", "checkbox_option")),
        (_textarea, ("textarea",)),
    )
    for name in names
}
