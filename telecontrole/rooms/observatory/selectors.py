"""The numbers of a page, from the weekly aggregates: a constant number of queries, and none touches a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from telecontrole.foundations import figures
from telecontrole.rooms.observatory import rules
from telecontrole.rooms.observatory.enums import STATE_LABELS, Measure
from telecontrole.rooms.observatory.models import Weekly
from telecontrole.rooms.observatory.rules import Interval, Journeys
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.surveys import rules as surveys_rules
from telecontrole.rooms.surveys import selectors as surveys

QUESTIONNAIRE = "entretien"
_AVIS = f"{Measure.AVIS}:"
Counts = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of the appointments of one week or caisse; None = too few to be shown."""

    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Compared:
    """One conclusion, or one answer, in each modality: numbers, intervals, and whether they differ beyond chance.

    None where too few are counted.
    """

    key: str
    numbers: Counts
    intervals: Mapping[str, Interval | None]

    @property
    def differs(self) -> bool:
        """Whether the two modalities differ more than chance explains."""
        known = [one for one in self.intervals.values() if one is not None]
        return len(known) == len(Modalite) and rules.differ(known[0], known[1])


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that a page shows for a period."""

    weeks: Sequence[Line]
    caisses: Sequence[Line]
    modalities: Sequence[Line]
    # Mean days to the interview and mean minutes to the letter, by modality; None = too few.
    waits: Mapping[str, float | None]
    letters: Mapping[str, float | None]
    outcomes: Sequence[Compared]
    journeys: Journeys
    held_by_video: int | None
    known_ways: int | None
    computed_at: datetime | None
    # A number of fewer people is None.
    floor: int


class _Sums:
    """The aggregates of a period: number and total by week, caisse, modality and measure, added up on demand."""

    def __init__(self, weeks: Sequence[date], caisse: str) -> None:
        rows = Weekly.objects.filter(week__range=(weeks[0], weeks[-1]))
        if caisse:
            rows = rows.filter(caisse=caisse)
        self.computed_at: datetime | None = rows.aggregate(at=Max("computed_at"))["at"]
        by_week = rows.values_list("week", "modalite", "measure")
        self.by_week = list(by_week.annotate(Sum("number"), Sum("total")).order_by())
        by_caisse = rows.filter(measure__in=list(STATE_LABELS)).values_list("caisse", "measure")
        self.by_caisse = list(by_caisse.annotate(Sum("number")).order_by("caisse"))

    def of(self, measure: str) -> dict[str, tuple[int, float]]:
        """Number and total of a measure by modality."""
        found: dict[str, tuple[int, float]] = {}
        for _, modalite, name, number, total in self.by_week:
            if name == measure:
                known, sum_ = found.get(modalite, (0, 0.0))
                found[modalite] = (known + number, sum_ + total)
        return found


def board(*, on: date, weeks: int, caisse: str = "", modalite: str = "") -> Board:
    """The numbers of the last ``weeks`` up to that of ``on``, of one caisse or of the country (``""``)."""
    period, floor = rules.weeks(on, weeks), figures.smallest_cell(on)
    sums = _Sums(period, caisse)
    held = sums.of(Measure.TENU).get(Modalite.VISIO, (0, 0.0))[0]
    known, straight = sums.of(Measure.KNOWN_WAY).get(Modalite.VISIO, (0, 0.0))
    return Board(
        weeks=_weeks(sums, period, modalite, floor),
        caisses=_caisses(sums, floor),
        modalities=_modalities(sums, floor),
        waits=_means(sums.of(Measure.WAIT), floor, 24),
        letters=_means(sums.of(Measure.LETTER), floor, 1),
        outcomes=_outcomes(sums, floor),
        journeys=rules.journeys(straight if known >= floor else 0.0, on=on),
        held_by_video=held if held >= floor else None,
        known_ways=known if known >= floor else None,
        computed_at=sums.computed_at,
        floor=floor,
    )


def satisfaction(*, on: date, weeks: int) -> Sequence[Compared]:
    """The favourable answers to each question in each modality, over the country: answers have no caisse."""
    period, floor = rules.weeks(on, weeks), figures.smallest_cell(on)
    counts = surveys.counts(questionnaire=QUESTIONNAIRE, since=period[0], until=period[-1])
    found = []
    for question in surveys_rules.questionnaire(QUESTIONNAIRE).questions:
        shares = {
            way.value: surveys_rules.share(
                counts.get((question.key, way.value), {}), question.positive, floor=floor
            )
            for way in Modalite
        }
        intervals = {way: rules.wilson(*share) if share else None for way, share in shares.items()}
        totals = {way: share[1] if share else None for way, share in shares.items()}
        found.append(Compared(question.key, totals, intervals))
    return found


def _line(label: str, counts: Mapping[str, int], floor: int) -> Line:
    whole = {state.value: counts.get(state.value, 0) for state in STATE_LABELS}
    return Line(label, figures.shown(whole, floor=floor))


def _weeks(sums: _Sums, period: Sequence[date], modalite: str, floor: int) -> list[Line]:
    found: dict[date, dict[str, int]] = {week: defaultdict(int) for week in period}
    for week, way, measure, number, _ in sums.by_week:
        if measure in set(STATE_LABELS) and modalite in ("", way):
            found[week][measure] += number
    return [_line(week.isoformat(), counts, floor) for week, counts in found.items()]


def _caisses(sums: _Sums, floor: int) -> list[Line]:
    found: dict[str, dict[str, int]] = {}
    for caisse, measure, number in sums.by_caisse:
        found.setdefault(caisse, {})[measure] = number
    return [_line(caisse, counts, floor) for caisse, counts in found.items()]


def _modalities(sums: _Sums, floor: int) -> list[Line]:
    states = {state.value: sums.of(state) for state in STATE_LABELS}
    return [
        _line(way, {name: found.get(way, (0, 0.0))[0] for name, found in states.items()}, floor)
        for way in Modalite
    ]


def _means(found: Mapping[str, tuple[int, float]], floor: int, per: int) -> dict[str, float | None]:
    known = {way.value: found.get(way, (0, 0.0)) for way in Modalite}
    return {
        way: total / number / per if number >= floor else None
        for way, (number, total) in known.items()
    }


def _outcomes(sums: _Sums, floor: int) -> list[Compared]:
    codes = sorted({row[2] for row in sums.by_week if row[2].startswith(_AVIS)})
    counts = {
        way.value: {code: sums.of(code).get(way, (0, 0.0))[0] for code in codes} for way in Modalite
    }
    shown = {way: figures.shown(cells, floor=floor) for way, cells in counts.items()}
    totals = {way: sum(cells.values()) for way, cells in counts.items()}
    found = []
    for code in codes:
        numbers = {way: shown[way][code] for way in counts}
        intervals = {
            way: rules.wilson(number, totals[way])
            if number is not None and totals[way] >= floor
            else None
            for way, number in numbers.items()
        }
        found.append(Compared(code.removeprefix(_AVIS), numbers, intervals))
    return found
