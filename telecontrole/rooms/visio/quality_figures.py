"""Reads of the figures of calls, for heads: rates by browser, by transport, by group. Nobody in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Case,
    CharField,
    Count,
    F,
    FloatField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from telecontrole.rooms.visio.models import CallFigure
from telecontrole.rooms.visio.quality_rules import Share

BY_BROWSER, BY_TRANSPORT, BY_GROUP, BY_DAY = "browser", "transport", "group", "day"


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls of one kind: how many, how many succeeded, and how good they were."""

    label: str
    calls: int
    succeeded: int
    first_frame_ms: float | None
    rtt_ms: float | None
    loss: float | None
    frozen_ms: int
    seconds: int
    restarts: int

    @property
    def success(self) -> float:
        """Share of the calls that succeeded, between 0 and 1."""
        return self.succeeded / self.calls if self.calls else 0.0

    @property
    def frozen_share(self) -> float | None:
        """Share of the time during which pictures stood still."""
        return self.frozen_ms / 1000 / self.seconds if self.seconds else None

    @property
    def restarts_per_call(self) -> float:
        """Restarts of the connection per call."""
        return self.restarts / self.calls if self.calls else 0.0


class Median(Aggregate):
    """The middle value."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def rates(
    *,
    since: datetime,
    until: datetime,
    by: str,
    names: Mapping[str, str],
    groups: Iterable[str] | None = None,
) -> list[Rate]:
    """Rates between two instants (`until` not included), most frequent first; by day: in order.

    `names` gives the label of each group, so that groups of one label count together; `groups`
    narrows to some of them. `by` is one of `BY_BROWSER, BY_TRANSPORT, BY_GROUP, BY_DAY`.
    """
    expressions: dict[str, Any] = {
        BY_BROWSER: F("browser"),
        BY_TRANSPORT: F("transport"),
        BY_GROUP: _label(names),
        BY_DAY: TruncDate("at"),
    }
    rows = _between(since, until, groups).annotate(label=expressions[by]).values("label")
    found = rows.annotate(
        calls=Count("id"),
        good=Count("id", filter=Q(succeeded=True)),
        first=Median("first_frame_ms"),
        round_trip=Median("rtt_ms"),
        lost=Avg("loss"),
        frozen=Sum("frozen_ms"),
        time=Sum("seconds"),
        begun_again=Sum("restarts"),
    ).order_by(*(["label"] if by == BY_DAY else ["-calls", "label"]))
    return [_rate(row) for row in found]


def share(*, since: datetime, until: datetime) -> Share:
    """All calls between two instants, and those that succeeded."""
    found = _between(since, until, None).aggregate(
        calls=Count("id"), good=Count("id", filter=Q(succeeded=True))
    )
    return Share(found["calls"], found["good"])


def _between(
    since: datetime, until: datetime, groups: Iterable[str] | None
) -> QuerySet[CallFigure]:
    rows = CallFigure.objects.filter(at__gte=since, at__lt=until)
    return rows if groups is None else rows.filter(grouping__in=list(groups))


def _label(names: Mapping[str, str]) -> Case:
    whens = [When(grouping=code, then=Value(name)) for code, name in names.items()]
    return Case(*whens, default=Value(""), output_field=CharField())


def _rate(row: Mapping[str, Any]) -> Rate:
    return Rate(
        label=str(row["label"]),
        calls=row["calls"],
        succeeded=row["good"],
        first_frame_ms=row["first"],
        rtt_ms=row["round_trip"],
        loss=row["lost"],
        frozen_ms=int(row["frozen"] or 0),
        seconds=int(row["time"] or 0),
        restarts=int(row["begun_again"] or 0),
    )
