"""Tags and filters of the kit: `{% load components %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from telecontrole.foundations.web import drawing, formats
from telecontrole.foundations.web.charts import Chart
from telecontrole.foundations.web.forms import form_errors

register = template.Library()

NO_BREAK = "\u00a0"


def _glue(text: str) -> str:
    return text.replace(" ", NO_BREAK)


@register.filter
def date_fr(value: date | datetime | None, zone: str = formats.DEFAULT_ZONE) -> str:
    """`mardi 1er décembre 2026`; an absent date is an empty text."""
    if value is None or value == "":
        return ""
    weekday, rest = formats.date_fr(value, zone).split(" ", 1)
    return f"{weekday} {_glue(rest)}"


@register.filter
def jour_fr(value: date | datetime | None, zone: str = formats.DEFAULT_ZONE) -> str:
    """`1er décembre 2026`, without the day of the week."""
    return (
        "" if value is None or value == "" else _glue(formats.date_fr(value, zone, weekday=False))
    )


@register.filter
def date_courte(value: date | datetime | None, zone: str = formats.DEFAULT_ZONE) -> str:
    """`01/12/2026`."""
    return "" if value is None or value == "" else formats.date_courte(value, zone)


@register.filter
def heure_fr(value: datetime | None, zone: str = formats.DEFAULT_ZONE) -> str:
    """`10 h 20` on the clock of `zone`."""
    return "" if value is None or value == "" else _glue(formats.heure_fr(value, zone))


@register.filter
def date_heure_fr(value: datetime | None, zone: str = formats.DEFAULT_ZONE) -> str:
    """`mardi 1er décembre 2026 à 10 h 20`."""
    if value is None or value == "":
        return ""
    return f"{date_fr(value, zone)} à {heure_fr(value, zone)}"


@register.filter
def euros(value: Decimal | int | str | None) -> str:
    """`1 234,56 €`."""
    return "" if value is None or value == "" else _glue(formats.euros(value))


@register.filter
def nombre_fr(value: int | Decimal | None, decimals: int = 0) -> str:
    """`1 234 567`."""
    return "" if value is None or value == "" else _glue(formats.nombre_fr(value, int(decimals)))


@register.filter
def pluriel(number: int) -> str:
    """The `s` of a noun: none with 0 and 1, as French has it; Django's `pluralize` gives zero the English one."""
    return "s" if number > 1 else ""


@register.filter
def telephone_fr(value: str | None) -> str:
    """`06 12 34 56 78`."""
    return _glue(formats.telephone_fr(value)) if value else ""


@register.inclusion_tag("web/components/field.html")
def field(
    bound: forms.BoundField,
    *,
    label: str = "",
    hint: str = "",
    width: str = "",
    rows: int = 6,
    large: bool = False,
    inline: bool = False,
    autosave: str = "",
    autocomplete: str = "",
    inputmode: str = "",
    mark_optional: bool = True,
) -> dict[str, Any]:
    """Label, hint, error and control of one field.

    `width` in characters: 2, 4, 10 or 20; `rows` is the height of a textarea. `autosave` is the address to which the form is
    posted while the person types. `large` makes the label the title of the page.
    `mark_optional=False` for a field that may wait, as in a record that is saved as it goes.
    """
    widget = bound.field.widget
    kind = _kind(widget)
    hint = hint or str(bound.help_text)
    attrs: dict[str, Any] = {"class": _css(kind, width), "aria-invalid": None}
    described = [f"{bound.auto_id}_{part}" for part in _parts(hint, bound)]
    if kind not in ("group", "date"):
        attrs["aria-describedby"] = " ".join(described) or None
        attrs["aria-invalid"] = "true" if bound.errors else None
    if bound.field.required and kind in ("text", "select", "textarea", "file"):
        attrs["aria-required"] = "true"
    if kind == "textarea":
        attrs["rows"] = str(rows)
    extra = {"data-autosave": autosave, "autocomplete": autocomplete, "inputmode": inputmode}
    attrs.update({name: value for name, value in extra.items() if value})
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "error": bound.errors[0] if bound.errors else "",
        "optional": mark_optional
        and not bound.field.required
        and not isinstance(widget, forms.CheckboxInput),
        "described": " ".join(described),
        "large": large,
        "inline": inline,
        "autosave": autosave,
        "control": _control(bound, attrs) if kind != "group" else "",
    }


def _kind(widget: forms.Widget) -> str:
    kinds: tuple[tuple[str, type[forms.Widget] | tuple[type[forms.Widget], ...]], ...] = (
        ("date", forms.MultiWidget),
        ("group", (forms.RadioSelect, forms.CheckboxSelectMultiple)),
        ("checkbox", forms.CheckboxInput),
        ("select", forms.Select),
        ("textarea", forms.Textarea),
        ("file", forms.FileInput),
    )
    return next((kind for kind, classes in kinds if isinstance(widget, classes)), "text")


def _css(kind: str, width: str) -> str:
    name = {"select": "select", "textarea": "textarea", "checkbox": "", "date": ""}.get(
        kind, "input"
    )
    return f"{name} input--{width}" if width else name


def _parts(hint: str, bound: forms.BoundField) -> list[str]:
    return [name for name, there in (("hint", hint), ("error", bound.errors)) if there]


def _control(bound: forms.BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """The control alone, without the attributes that Django would add for its own markup."""
    given = {name: value for name, value in attrs.items() if value or name.startswith("aria")}
    return bound.as_widget(attrs={k: (False if v is None else v) for k, v in given.items()})


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: forms.BaseForm | None) -> dict[str, Any]:
    """Box at the top of the page: every error, each a link to its control."""
    return {"errors": form_errors(form) if form is not None and form.is_bound else []}


@register.inclusion_tag("web/components/table.html")
def table(table: Any) -> dict[str, Any]:
    """A `Table` with its filters, sort links, exports and pager."""
    return {"table": table}


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """A state in a word: tone `success, warning, error, neutral` or none. Colour never alone."""
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", text)


@register.inclusion_tag("web/components/summary_list.html")
def summary_list(rows: Sequence[Mapping[str, Any]], *, compact: bool = False) -> dict[str, Any]:
    """Rows of `{"key", "value", "url", "action"}`; `url` and `action` are optional."""
    return {"rows": rows, "compact": compact}


@register.inclusion_tag("web/components/breadcrumb.html")
def breadcrumb(links: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Pairs (text, address) from the entrance down to the page above this one."""
    return {"links": links}


@register.inclusion_tag("web/components/tabs.html")
def tabs(links: Sequence[Mapping[str, Any]], label: str = "Rubriques") -> dict[str, Any]:
    """Tabs are links to pages: `{"label", "url", "active", "count"}`."""
    return {"links": links, "label": label}


@register.inclusion_tag("web/components/timeline.html")
def timeline(
    items: Sequence[Mapping[str, Any]], zone: str = formats.DEFAULT_ZONE
) -> dict[str, Any]:
    """Items `{"title", "at", "text", "tone"}`, tone `success, error, waiting`."""
    return {"items": items, "zone": zone}


@register.inclusion_tag("web/components/progress.html")
def progress(label: str, value: int, total: int) -> dict[str, Any]:
    """How far a long work has come."""
    return {"label": label, "value": value, "total": total}


@register.simple_tag
def countdown(until: datetime, now: datetime, zone: str = formats.DEFAULT_ZONE) -> SafeString:
    """Time left, counted by the server and kept alive by the browser."""
    return format_html(
        '<span class="countdown"><time datetime="{}" data-countdown>{}</time> '
        '<span class="quiet">({})</span></span>',
        until.isoformat(),
        formats.time_left(until, now),
        heure_fr(until, zone),
    )


@register.inclusion_tag("web/components/code_box.html")
def code_box(code: str, label: str = "Votre code de contrôle") -> dict[str, str]:
    """The four-digit code that email, page and SMS share, read digit by digit."""
    return {"code": code, "label": label, "spelled": " ".join(code)}


@register.inclusion_tag("web/components/calendar.html")
def calendar(grid: Any) -> dict[str, Any]:
    """A `Grid` of calendars.py: day or week of a diary."""
    return {"grid": grid}


@register.inclusion_tag("web/components/chart.html")
def chart(chart: Chart) -> dict[str, object]:
    """Both pictures of a chart, beside the same numbers in a table."""
    return {"chart": chart, "large": drawing.large(chart), "small": drawing.small(chart)}
