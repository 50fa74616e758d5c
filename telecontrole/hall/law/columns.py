"""Columns of batch files: how cells become the fields of a verb, and answers become columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
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


def cell(name: str, value: Any) -> Any:
    """A cell as JSON would give it: dates as text, exact decimals, empty cells absent.

    A text that does not convert stays a text, for the verb to refuse.
    """
    if isinstance(value, str):
        return _typed(name, value.strip())
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # The shortest text that reads back as the same float: what the file's writer meant.
        return Decimal(repr(value))
    return value


def _typed(name: str, text: str) -> Any:
    if not text:
        return None
    if name in _FLAGS:
        return _TRUTH.get(text.lower(), text)
    if name in _COUNTS and text.isascii() and text.lstrip("-").isdigit() and len(text) < 16:
        return int(text)
    return text


def rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Each row as the object that the verb reads; ``gross_1``, ``month_1``… become ``wages``."""
    names = batch.schema.names
    columns = [batch.column(index).to_pylist() for index in range(len(names))]
    wages = wage_columns(names)
    kinds = [name.rpartition("_")[0] if name in wages else name for name in names]
    for values in zip(*columns, strict=True):
        cells = (cell(kind, value) for kind, value in zip(kinds, values, strict=True))
        row = dict(zip(names, cells, strict=True))
        if wages:
            row["wages"] = list(_wages(row))
        yield row


def wage_columns(names: list[str]) -> frozenset[str]:
    """Which of ``names`` are numbered columns of wages."""
    numbered = {f"{name}_{n}" for name in _WAGES for n in range(1, _MOST_WAGES + 1)}
    return frozenset(names) & numbered


def _wages(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number in range(1, _MOST_WAGES + 1):
        gross = row.get(f"gross_{number}")
        if gross is not None:
            yield {name: row.get(f"{name}_{number}") for name in _WAGES}


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
