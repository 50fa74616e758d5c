"""The table of durations, read from `retention.yaml`: every table of the database has its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

_FILE = Path(__file__).with_name("retention.yaml")


@dataclass(frozen=True, slots=True)
class Duration:
    """How long one class of rows is kept, from one day of law on. `months` None: no term of its own."""

    since: date
    months: int | None
    reference: str
    verified_on: date
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one table. Names are columns, except `with_`, `orphan`, `twin`: other tables."""

    model: str
    kind: str
    since: str = ""
    with_: str = ""
    by: str = ""
    orphan: str = ""
    twin: str = ""


@cache
def rules() -> dict[str, Rule]:
    """The rule of each table, in the order of the file."""
    return {
        model: Rule(
            model,
            given["class"],
            **{key: given[key] for key in ("since", "by", "orphan", "twin") if key in given},
            with_=given.get("with", ""),
        )
        for model, given in _read()["tables"].items()
    }


@cache
def durations() -> dict[str, tuple[str, tuple[Duration, ...]]]:
    """Event of departure and durations, by class."""
    return {
        kind: (
            given["event"],
            tuple(
                Duration(
                    one["from"],
                    one["months"],
                    one["reference"],
                    one["verified_on"],
                    one.get("doubt", ""),
                )
                for one in given["values"]
            ),
        )
        for kind, given in _read()["durations"].items()
    }


def duration(kind: str, on: date) -> Duration:
    """The duration of a class in force on a day. Raises LookupError before the first one."""
    found = [one for one in durations()[kind][1] if one.since <= on]
    if not found:
        raise LookupError(f"{kind} has no duration on {on}")
    return found[-1]


def last_day(kind: str, today: date) -> date | None:
    """What began on that day or before is over today; None when the class has no term."""
    months = duration(kind, today).months
    if months is None:
        return None
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    # The 31st of a month that has none counts as its 28th: a few days more, never less.
    return date(years, month + 1, min(today.day, 28))


def faults() -> list[str]:
    """Tables without a rule, rules without a table, columns and classes that do not exist."""
    found = [
        f"{model._meta.label} has no rule"  # noqa: SLF001 -- Django's documented door
        for model in apps.get_models()
        if model._meta.label not in rules()  # noqa: SLF001
    ]
    for rule in rules().values():
        try:
            model = apps.get_model(rule.model)
        except LookupError:
            found.append(f"{rule.model} is no table")
            continue
        columns = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001
        found += [
            f"{rule.model}.{name}" for name in (rule.since, rule.by) if name not in {*columns, ""}
        ]
        if rule.kind not in durations():
            found.append(f"{rule.model}: no class {rule.kind}")
    return sorted(found)


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read
