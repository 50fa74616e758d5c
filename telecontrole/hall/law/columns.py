"""Columns of batch files: how cells become the fields of a verb, and answers become columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from telecontrole.hall.law.delimited import decoded

MONEY: Final = pa.decimal128(18, 2)
_PERIOD: Final = pa.struct(
    [("from", pa.date32()), ("to", pa.date32()), ("days", pa.int32()), ("daily", MONEY)]
)
_SPAN: Final = pa.struct([("from", pa.date32()), ("to", pa.date32())])
_CLAIMED: Final = pa.struct([*_PERIOD, ("amount", MONEY)])
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
        "overpayment": {
            "lines": pa.list_(_CLAIMED),
            "amount": MONEY,
            "prescribed": pa.list_(_CLAIMED),
        },
        "ij-rights": {"open": pa.bool_(), "open_beyond_6_months": pa.bool_()},
        "leave-sending": {
            "last_day": pa.date32(),
            "late": pa.bool_(),
            "outcome": pa.string(),
            "reduction": pa.decimal128(3, 2),
            "reduced": _SPAN,
        },
        "leave-ceiling": {"max_days": pa.int32(), "exceeded": pa.bool_()},
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
        "work_accident",
        "pension",
        "ame",
        "prescriber_is_treating",
        "renewal",
        "in_person_impossible",
        "prescriber_mainly_abroad",
        "fraud",
        "excused",
        "justified",
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
        "affiliated_months",
    ]
)
#: Amounts and hours: a comma marks their decimals in a text, as French spreadsheets write them.
_AMOUNTS: Final = frozenset(
    [
        "gross",
        "daily",
        "due_daily",
        "lost_daily",
        "fee",
        "participation_used",
        "participation_today",
        "average_salary",
        "hours_3_months",
        "pay_6_months",
        "hours_12_months",
        "pay_12_months",
    ]
)
_TRUTH: Final = MappingProxyType({"true": True, "false": False, "oui": True, "non": False})
#: Lists that a row may write in numbered columns (``gross_1``): column → field of the item.
_LISTS: Final = MappingProxyType(
    {
        "wages": {name: name for name in ("month", "paid_on", "gross", "days_paid")},
        "payments": {name: name for name in ("from", "to", "daily", "paid_on")},
        "due": {"due_from": "from", "due_to": "to", "due_daily": "daily"},
    }
)
#: The column without which a list has no item, and the fields that an item does not go without.
_KEYS: Final = MappingProxyType({"wages": "gross", "payments": "daily", "due": "due_daily"})
_MOST_ITEMS: Final = 12
_LONGEST_COUNT: Final = 16
_TEXTS: Final = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
#: Stands for a cell that Python cannot hold, such as a date after year 9999: its field refuses it.
_UNREADABLE: Final = "?"


def cells(name: str, column: pa.Array) -> list[Any]:
    """A column as JSON would give its cells: dates as text, exact decimals, empty cells ``None``.

    A text that does not convert stays a text, for the verb to refuse.
    """
    kind = column.type
    if pa.types.is_floating(kind):
        # The shortest text that reads back as the same float: what the file's writer meant.
        return [_number(name, value) for value in column.cast(pa.string()).to_pylist()]
    values = _values(column)
    if any(is_text(kind) for is_text in _TEXTS):
        return [_typed(name, value) for value in values]
    return [_plain(name, value) for value in values]


def _values(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        return [_value(cell) for cell in column]
    return values


def _value(cell: pa.Scalar) -> Any:
    try:
        return cell.as_py()
    except (OverflowError, ValueError):
        return _UNREADABLE


def _plain(name: str, value: Any) -> Any:
    """What a cell holds that is no plain text, down to the items of lists."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()[:7] if name == "month" else value.isoformat()
    if isinstance(value, float):
        return _number(name, repr(value))
    if isinstance(value, bytes):
        return _typed(name, decoded(value))
    if isinstance(value, str):
        return _typed(name, value)
    if isinstance(value, dict):
        return {key: _plain(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(name, item) for item in value]
    return value


def _number(name: str, text: str | None) -> Any:
    """A float, told by its shortest text; ``nan`` is how tables of floats write no value."""
    if text is None or text == "nan":
        return None
    return _count(text) if name in _COUNTS else Decimal(text)


def _typed(name: str, value: str | None) -> Any:
    """A cell of text as its field reads it; an empty one is no value."""
    text = (value or "").strip()
    if not text:
        return None
    if name in _FLAGS:
        return _TRUTH.get(text.lower(), text)
    if name in _COUNTS:
        return _count(text)
    if name in _AMOUNTS:
        return "".join(text.split()).replace(",", ".")
    return text.split() if name == "late_before" else text


def _count(text: str) -> int | str:
    """A whole number, that a table with empty cells may have written ``48.0``."""
    whole = text.removesuffix(".0")
    plain = whole.isascii() and whole.removeprefix("-").isdigit() and len(whole) < _LONGEST_COUNT
    return int(whole) if plain else text


def rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Each row as the object that the verb reads; ``gross_1``, ``month_1``… become ``wages``."""
    names = batch.schema.names
    numbered = numbered_columns(names)
    columns = {
        name: cells(name.rpartition("_")[0] if name in numbered else name, batch.column(index))
        for index, name in enumerate(names)
    }
    lists = {field: _items(field, columns) for field in _LISTS}
    plain = [name for name in names if name not in numbered]
    for index, row in enumerate(_rows(plain, columns, batch.num_rows)):
        for field, items in lists.items():
            if items:
                found = [item[index] for item in items if item[index] is not None]
                # Cells left empty do not say that nothing was due: that is written 0.
                row[field] = None if field == "due" and not found else found
        yield row


def _rows(
    names: list[str], columns: Mapping[str, list[Any]], count: int
) -> Iterator[dict[str, Any]]:
    if not names:
        return iter([{} for _ in range(count)])
    chosen = (columns[name] for name in names)
    return (dict(zip(names, values, strict=True)) for values in zip(*chosen, strict=True))


def numbered_columns(names: list[str]) -> frozenset[str]:
    """Which of ``names`` are numbered columns of a list."""
    known = {name for fields in _LISTS.values() for name in fields}
    return frozenset(names) & {f"{name}_{n}" for name in known for n in range(1, _MOST_ITEMS + 1)}


def _items(field: str, columns: Mapping[str, list[Any]]) -> list[list[dict[str, Any] | None]]:
    """The items that numbered columns write, number by number, ``None`` where a row has none."""
    key = _KEYS[field]
    numbers = [n for n in range(1, _MOST_ITEMS + 1) if f"{key}_{n}" in columns]
    return [_item(field, columns, number) for number in numbers]


def _item(field: str, columns: Mapping[str, list[Any]], number: int) -> list[dict[str, Any] | None]:
    known = {name: told for name, told in _LISTS[field].items() if f"{name}_{number}" in columns}
    chosen = (columns[f"{name}_{number}"] for name in known)
    items = [dict(zip(known.values(), values, strict=True)) for values in zip(*chosen, strict=True)]
    # A month without its wage is a wage that misses; a payment half written is for the verb to tell.
    needed = ["gross"] if field == "wages" else list(known.values())
    return [item if any(item[n] is not None for n in needed) else None for item in items]


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
    if pa.types.is_list(kind):
        each = _converter(kind.value_type)
        return lambda items: [each(item) for item in items]
    if pa.types.is_struct(kind):
        inner = {part.name: _converter(part.type) for part in kind}
        return lambda item: {name: convert(item[name]) for name, convert in inner.items()}
    return lambda value: value
