"""Columns of batch files: how cells become the fields of a verb, and answers become columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

MONEY: Final = pa.decimal128(14, 2)
_PERIOD: Final = pa.struct(
    [("from", pa.date32()), ("to", pa.date32()), ("days", pa.int32()), ("daily", MONEY)]
)
#: Columns that each verb writes, after the key and before ``error``.
OUTPUT: Final[Mapping[str, Mapping[str, pa.DataType]]] = MappingProxyType(
    {
        "ij": {
            "waiting_days": pa.int32(),
            "daily_base": MONEY,
            "periods": pa.list_(_PERIOD),
            "gross": MONEY,
            "csg": MONEY,
            "crds": MONEY,
            "net": MONEY,
        },
        "teleconsultation": {
            "amo": MONEY,
            "amc": MONEY,
            "patient": MONEY,
            "refusals": pa.list_(pa.string()),
        },
        "teleconsultation-leave": {
            "accepted_days": pa.int32(),
            "refused_days": pa.int32(),
            "refusals": pa.list_(pa.string()),
        },
        "teleexpertise": {"amount": MONEY, "refusals": pa.list_(pa.string())},
        "activity-cap": {
            "share": pa.decimal128(18, 4),
            "cap": pa.decimal128(5, 2),
            "exceeded": pa.bool_(),
        },
        "deadline": {"last_day": pa.date32()},
        "identifier": {"valid": pa.bool_(), "reason": pa.string()},
        "invalidity": {"monthly": MONEY, "maximum": MONEY, "third_person": MONEY},
    }
)
_FLAGS: Final = frozenset(
    [
        "waiting_days",
        "ald",
        "ald_first_leave",
        "in_pathway",
        "maternity",
        "c2s",
        "alsace_moselle",
        "video",
        "territorial",
        "zip_patient",
        "known_patient",
        "prescriber_is_treating",
        "renewal",
        "in_person_impossible",
        "prescriber_mainly_abroad",
    ]
)
_COUNTS: Final = frozenset(
    [
        "hours_back_at_work",
        "age",
        "days",
        "months",
        "jours_francs",
        "running_days",
        "year",
        "teleconsultations",
        "own_patients",
        "all_acts",
        "already_this_year",
        "category",
        "days_paid",
    ]
)
_TRUTH: Final = MappingProxyType({"true": True, "false": False, "oui": True, "non": False})
_WAGES: Final = ("month", "paid_on", "gross", "days_paid")
_MOST_WAGES: Final = 12
_LONGEST_COUNT: Final = 16


def cells(name: str, column: pa.Array) -> list[Any]:
    """A column as JSON would give its cells: dates as text, exact decimals, empty cells ``None``.

    A text that does not convert stays a text, for the verb to refuse.
    """
    values: list[Any] = column.to_pylist()
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return [_typed(name, value) for value in values] if _converts(name) else _texts(values)
    if pa.types.is_date(kind):
        return [None if value is None else value.isoformat() for value in values]
    if pa.types.is_timestamp(kind):
        return [None if value is None else value.date().isoformat() for value in values]
    if pa.types.is_floating(kind):
        # The shortest text that reads back as the same float: what the file's writer meant.
        return [None if value is None else Decimal(repr(value)) for value in values]
    return values


def _texts(values: list[Any]) -> list[Any]:
    return [value.strip() or None if value else None for value in values]


def _converts(name: str) -> bool:
    return name in _FLAGS or name in _COUNTS


def _typed(name: str, value: str | None) -> Any:
    text = (value or "").strip()
    if not text:
        return None
    if name in _FLAGS:
        return _TRUTH.get(text.lower(), text)
    whole = text.isascii() and text.removeprefix("-").isdigit() and len(text) < _LONGEST_COUNT
    return int(text) if whole else text


def rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Each row as the object that the verb reads; ``gross_1``, ``month_1``… become ``wages``."""
    names = batch.schema.names
    numbered = wage_columns(names)
    columns = {
        name: cells(name.rpartition("_")[0] if name in numbered else name, batch.column(index))
        for index, name in enumerate(names)
    }
    wages = [_wage(columns, n) for n in range(1, _MOST_WAGES + 1) if f"gross_{n}" in columns]
    plain = [name for name in names if name not in numbered]
    if not wages:
        yield from _rows(plain, columns, batch.num_rows)
        return
    for row, parts in zip(
        _rows(plain, columns, batch.num_rows), zip(*wages, strict=True), strict=True
    ):
        row["wages"] = [part for part in parts if part["gross"] is not None]
        yield row


def _rows(
    names: list[str], columns: Mapping[str, list[Any]], count: int
) -> Iterator[dict[str, Any]]:
    if not names:
        return iter({} for _ in range(count))
    chosen = (columns[name] for name in names)
    return (dict(zip(names, values, strict=True)) for values in zip(*chosen, strict=True))


def wage_columns(names: list[str]) -> frozenset[str]:
    """Which of ``names`` are numbered columns of wages."""
    numbered = {f"{name}_{n}" for name in _WAGES for n in range(1, _MOST_WAGES + 1)}
    return frozenset(names) & numbered


def _wage(columns: Mapping[str, list[Any]], number: int) -> list[dict[str, Any]]:
    """The wage of one number, of every row."""
    names = [name for name in _WAGES if f"{name}_{number}" in columns]
    chosen = (columns[f"{name}_{number}"] for name in names)
    return [dict(zip(names, values, strict=True)) for values in zip(*chosen, strict=True)]


def column(answers: list[dict[str, Any]], name: str, kind: pa.DataType) -> pa.Array:
    """One column of the answers; rows in error are null."""
    convert = _converter(kind)
    values = [answer.get(name) for answer in answers]
    return pa.array([None if value is None else convert(value) for value in values], type=kind)


def _converter(kind: pa.DataType) -> Callable[[Any], Any]:
    if pa.types.is_decimal(kind):
        return Decimal
    if pa.types.is_date(kind):
        return date.fromisoformat
    if kind == pa.list_(_PERIOD):
        return lambda periods: [_period(period) for period in periods]
    return lambda value: value


def _period(period: dict[str, Any]) -> dict[str, Any]:
    return {
        "from": date.fromisoformat(period["from"]),
        "to": date.fromisoformat(period["to"]),
        "days": period["days"],
        "daily": Decimal(period["daily"]),
    }
