"""Tables declared by columns: filters in the address, sort by link, pages by key, exports.

Works on a QuerySet or on a list. A filter's value stands in the address: never declare one that
takes a name, an address, a telephone number or a NIR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import urlencode

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web import paging, sheets
from telecontrole.foundations.web.formats import nombre_fr

SORT, FORMAT = "tri", "format"
# Longest value of a filter.
_VALUE = 100
Source = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One column. `value` is an attribute path (`doctor.caisse`) or a function of the row.

    `show` gives the text of the screen when it differs from the exported value; `link` an address;
    `tone` makes the cell a tag; `sort` is the model field (or, for a list, any non-empty word) that
    sorts it; `main` marks the cell that names the row.
    """

    name: str
    label: str
    value: Callable[[Any], object] | str = ""
    show: Callable[[Any], object] | None = None
    link: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], str] | None = None
    sort: str = ""
    number: bool = False
    main: bool = False
    exported: bool = True

    def of(self, row: Any) -> object:
        """The value of this column in `row`."""
        if callable(self.value):
            return self.value(row)
        found: Any = row
        for step in (self.value or self.name).split("."):
            found = found.get(step) if isinstance(found, Mapping) else getattr(found, step, None)
        return found


@dataclass(frozen=True)
class Filter:
    """A choice (with `choices`), else a short text, kept in the address.

    A QuerySet is narrowed by `lookup` (default: the name); `apply` replaces it and serves lists too.
    `every` says what is shown without a choice: `Toutes` where the label is a feminine word, `Ce qui
    attend` where the list is shorter then.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    lookup: str = ""
    apply: Callable[[Any, str], Any] | None = None
    every: str = "Tous"

    def takes(self, value: str) -> bool:
        """Whether `value` is one of the choices; without choices, any text."""
        return not self.choices or value in {code for code, _ in self.choices}

    def narrow(self, source: Any, value: str) -> Any:
        """The rows that answer `value`."""
        if self.apply is not None:
            return self.apply(source, value)
        if isinstance(source, QuerySet):
            return source.filter(**{self.lookup or self.name: value})
        return [row for row in source if str(Column(self.lookup or self.name, "").of(row)) == value]


class Cell(NamedTuple):
    """What the template shows."""

    column: Column
    text: object
    link: str | None
    tone: str | None


class Heading(NamedTuple):
    """A column's head: its label, the link that sorts, the present order for screen readers."""

    column: Column
    url: str
    direction: str


class Choice(NamedTuple):
    """A filter and the value it has now."""

    filter: Filter
    value: str


class Table:
    """Base of declared tables; see README.md. One instance serves one request."""

    caption: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    empty: ClassVar[str] = "Rien à afficher."
    filename: ClassVar[str] = "liste"
    exportable: ClassVar[bool] = True

    def __init__(
        self, source: Source, request: HttpRequest, *, more_filters: Sequence[Filter] = ()
    ) -> None:
        """`more_filters` stand after the declared ones: those whose choices are rows, or the actor's."""
        self.request = request
        self._filters = (*self.filters, *more_filters)
        self.params = {
            k: v for k, v in request.GET.items() if isinstance(v, str) and "\x00" not in v
        }
        # What is no choice is ignored: nothing that somebody typed into an address goes further.
        self.chosen: dict[str, str] = {}
        for item in self._filters:
            value = self.params.get(item.name, "")[:_VALUE]
            if value and item.takes(value):
                self.chosen[item.name] = value
                source = item.narrow(source, value)
        self.source = source

    @cached_property
    def order(self) -> tuple[Column, bool] | None:
        """The column that sorts and whether downwards; an unknown one is ignored."""
        for asked in (self.params.get(SORT, ""), self.default_sort):
            for column in self.columns:
                if column.sort and column.name == asked.removeprefix("-"):
                    return column, asked.startswith("-")
        return None

    @cached_property
    def page(self) -> paging.Page:
        """The page asked for."""
        if isinstance(self.source, QuerySet):
            return paging.of_queryset(self.source, self._order, self.params, self.page_size)
        return paging.of_sequence(self._sorted_list(), self.params, self.page_size)

    @property
    def rows(self) -> Iterator[list[Cell]]:
        """The cells of the page."""
        for row in self.page.rows:
            yield [self._cell(column, row) for column in self.columns]

    @property
    def headings(self) -> Iterator[Heading]:
        """The heads of the columns."""
        sorted_by, down = self.order or (None, False)
        for column in self.columns:
            here = column is sorted_by
            target = f"-{column.name}" if here and not down else column.name
            direction = ("descending" if down else "ascending") if here else ""
            yield Heading(column, self._url({SORT: target}) if column.sort else "", direction)

    @property
    def choices(self) -> list[Choice]:
        """The filters with their present values."""
        return [Choice(item, self.chosen.get(item.name, "")) for item in self._filters]

    @property
    def chosen_words(self) -> str:
        """What the filters say now: `Planification, À prendre`."""
        words = (dict(item.choices).get(value, value) for item, value in self.choices if value)
        return ", ".join(words)

    @property
    def sort_param(self) -> str:
        """The sort to keep when filters change."""
        return self.params.get(SORT, "") if self.order else ""

    @property
    def hidden(self) -> Mapping[str, str]:
        """Other parameters that the form of the filters keeps, such as the day of the list."""
        return {}

    @property
    def count(self) -> str:
        """`1 résultat`, `312 résultats`, `plus de 1 000 résultats`."""
        total = self.page.total
        if self.page.more_than:
            return f"plus de {nombre_fr(paging.COUNT_LIMIT)} résultats"
        return f"{nombre_fr(total)} résultat{'s' if total > 1 else ''}"

    @property
    def previous_url(self) -> str:
        """Address of the page before, or an empty text."""
        return self._url(self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        """Address of the page after, or an empty text."""
        return self._url(self.page.following) if self.page.following else ""

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """Label and address of each export."""
        if not self.exportable:
            return []
        return [(kind.upper(), self._url({FORMAT: kind})) for kind in ("csv", "xlsx")]

    @property
    def clear_url(self) -> str:
        """The same page without filters."""
        return self.request.path

    def export(self) -> StreamingHttpResponse | None:
        """The whole filtered list if the address asks for it, else None. Of persons: `exported`."""
        kind = self.params.get(FORMAT, "")
        if not self.exportable or kind not in ("csv", "xlsx"):
            return None
        columns = [column for column in self.columns if column.exported]
        header = [column.label for column in columns]
        rows = ([column.of(row) for column in columns] for row in self._all())
        write = sheets.csv_chunks if kind == "csv" else sheets.xlsx_chunks
        return sheets.download(
            self.request,
            write(header, rows),
            filename=f"{self.filename}.{kind}",
            content_type=sheets.CSV_TYPE if kind == "csv" else sheets.XLSX_TYPE,
        )

    def exported(
        self, *, actor: Actor, action: str, subject: str, about: Mapping[str, str] | None = None
    ) -> StreamingHttpResponse | None:
        """As `export`, with its journal entry: who, which list, which filters; `about` says more of the list."""
        answer = self.export()
        if answer is not None:
            data = {**self.chosen, **(about or {})}
            journal.record(action=action, actor=actor, subject=subject, data=data)
        return answer

    @property
    def _order(self) -> paging.Order:
        column, down = self.order or (None, False)
        return paging.Order(column.sort if column else "pk", down)

    def _all(self) -> Iterator[Any]:
        if isinstance(self.source, QuerySet):
            ordered = self.source.order_by(*paging.ordering(self.source, self._order))
            return ordered.iterator(chunk_size=1000)
        return iter(self._sorted_list())

    def _sorted_list(self) -> Sequence[Any]:
        rows = list(self.source)
        if self.order is None:
            return rows
        column, down = self.order
        known = [row for row in rows if column.of(row) is not None]
        known.sort(key=lambda row: column.of(row), reverse=down)  # type: ignore[arg-type,return-value]
        return known + [row for row in rows if column.of(row) is None]

    def _cell(self, column: Column, row: Any) -> Cell:
        text = column.show(row) if column.show else column.of(row)
        link = column.link(row) if column.link else None
        tone = column.tone(row) if column.tone else None
        return Cell(column, "" if text is None else text, link, tone)

    def _url(self, changes: Mapping[str, str]) -> str:
        kept = dict(self.chosen)
        if self.sort_param:
            kept[SORT] = self.sort_param
        return f"{self.request.path}?{urlencode({**kept, **changes})}"
