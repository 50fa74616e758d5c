"""Pages of a long list by key: page 900 costs what page 1 costs, and rows that arrive shift nothing.

The address carries the key of a row, never the value it is sorted by, which may be a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q, QuerySet

# Nobody reads a number like that more exactly, and counting more costs more than the page itself.
COUNT_LIMIT = 1_000
AFTER, BEFORE, PAGE = "apres", "avant", "page"


@dataclass(frozen=True)
class Order:
    """A field to sort by and its direction; ties are broken by the primary key."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """One page: rows, how to reach its neighbours (parameters of the address), size of the list."""

    rows: Sequence[Any]
    total: int
    previous: Mapping[str, str] | None = None
    following: Mapping[str, str] | None = None

    @property
    def more_than(self) -> bool:
        """True when the list is longer than what is counted."""
        return self.total > COUNT_LIMIT


def of_queryset(rows: QuerySet[Any], order: Order, params: Mapping[str, str], size: int) -> Page:
    """The page that `params` asks for; an unknown or vanished key answers the first page.

    Three queries whatever the size of the list: the count (up to COUNT_LIMIT), the key, the rows.
    """
    # Keys only: what a row shows besides is not worked out a thousand times to be counted.
    total = rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    backwards = AFTER not in params and BEFORE in params
    at = _position(rows, order, params.get(BEFORE if backwards else AFTER, ""))
    backwards = backwards and at is not None
    chosen = rows if at is None else rows.filter(_beyond(rows, order, at, backwards=backwards))
    found = list(chosen.order_by(*ordering(rows, order, backwards=backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], total)
    back = more if backwards else at is not None
    forth = True if backwards else more
    return Page(
        found,
        total,
        {BEFORE: str(_key(found[0]))} if back else None,
        {AFTER: str(_key(found[-1]))} if forth else None,
    )


def of_sequence(rows: Sequence[Any], params: Mapping[str, str], size: int) -> Page:
    """The same for a list in memory, by page number; a wrong number answers the nearest page."""
    last = max(1, -(-len(rows) // size))
    asked = params.get(PAGE, "1")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() else 1
    return Page(
        rows[(number - 1) * size : number * size],
        len(rows),
        {PAGE: str(number - 1)} if number > 1 else None,
        {PAGE: str(number + 1)} if number < last else None,
    )


def _key(row: Any) -> Any:
    return row["pk"] if isinstance(row, Mapping) else row.pk


def _position(rows: QuerySet[Any], order: Order, key: str) -> tuple[Any, Any] | None:
    if not key or "\x00" in key:
        return None
    try:
        found = rows.filter(pk=key).order_by().values_list(order.field, "pk").first()
    except (ValueError, ValidationError):
        return None
    return found


def ordering(rows: QuerySet[Any], order: Order, *, backwards: bool = False) -> list[Any]:
    """Arguments of `order_by`: empty values last in both directions, plain where none can be.

    A plain order is one that an ordinary index serves in both directions.
    """
    down = order.descending != backwards
    field, key = F(order.field), "-pk" if down else "pk"
    if not _nullable(rows, order.field):
        return [field.desc() if down else field.asc(), key]
    side: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
    return [field.desc(**side) if down else field.asc(**side), key]


def _beyond(rows: QuerySet[Any], order: Order, at: tuple[Any, Any], *, backwards: bool) -> Q:
    """The rows after `at` (before, if backwards). Empty values come last in both directions."""
    field, (value, key) = order.field, at
    side = "lt" if order.descending != backwards else "gt"
    if value is None:
        ties = Q(**{f"{field}__isnull": True, f"pk__{side}": key})
        return ties | Q(**{f"{field}__isnull": False}) if backwards else ties
    beyond = Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"pk__{side}": key})
    if not _nullable(rows, field):
        return Q(**{f"{field}__{side}e": value}) & beyond  # lets an index find the start
    return beyond if backwards else beyond | Q(**{f"{field}__isnull": True})


def _nullable(rows: QuerySet[Any], field: str) -> bool:
    if field == "pk":
        return False
    try:
        return bool(rows.model._meta.get_field(field).null)  # noqa: SLF001
    except (FieldDoesNotExist, AttributeError):
        return True
