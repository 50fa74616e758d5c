"""The numbers of a page, from the weekly aggregates: a constant number of queries, and none touches a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Sum

from telecontrole.foundations import figures
from telecontrole.foundations.figures import week_of
from telecontrole.rooms.observatory import rules
from telecontrole.rooms.observatory.enums import PLACED, STATE_LABELS, TOLD, Measure
from telecontrole.rooms.observatory.hiding import place
from telecontrole.rooms.observatory.models import Hidden, Weekly
from telecontrole.rooms.observatory.rules import Bound, Interval, Journeys
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.surveys import rules as surveys_rules
from telecontrole.rooms.surveys import selectors as surveys

QUESTIONNAIRE = "entretien"
_AVIS = f"{Measure.AVIS}:"
Counts = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of the appointments of one week or caisse, and all of them; None = not to be shown."""

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
    # In the place of an interval that would count a few people.
    bounds: Mapping[str, Bound] = field(default_factory=dict)

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
    # Of fewer people a number is None, and so is what would give it away.
    floor: int
    # The Monday of the last week that the period looks back on; later ones are to come.
    until: date


class _Sums:
    """The aggregates of a period: number and total by week, caisse, modality and measure, added up on demand."""

    def __init__(self, weeks: Sequence[date], caisse: str) -> None:
        rows = Weekly.objects.filter(week__range=(weeks[0], weeks[-1]))
        if caisse:
            rows = rows.filter(caisse=caisse)
        self.computed_at: datetime | None = rows.aggregate(at=Max("computed_at"))["at"]
        by_week = rows.values_list("week", "modalite", "measure")
        self.by_week = list(by_week.annotate(Sum("number"), Sum("total")).order_by())
        by_caisse = rows.filter(measure__in=list(STATE_LABELS)).values_list(
            "caisse", "modalite", "measure"
        )
        self.by_caisse = list(by_caisse.annotate(Sum("number")).order_by("caisse"))

    def of(self, measure: str) -> dict[str, tuple[int, float]]:
        """Number and total of a measure by modality."""
        found: dict[str, tuple[int, float]] = {}
        for _, modalite, name, number, total in self.by_week:
            if name == measure:
                known, sum_ = found.get(modalite, (0, 0.0))
                found[modalite] = (known + number, sum_ + total)
        return found


class _Told:
    """What was found to be unfit to be shown when the numbers were counted (`hiding`)."""

    def __init__(self, caisse: str, on: date) -> None:
        rows = {row.caisse: row for row in Hidden.objects.filter(caisse__in={"", caisse})}
        # Before the first count nobody has looked: nothing is shown.
        self._known = "" in rows
        self.until = rows[""].week if self._known else week_of(on)
        self._places = frozenset(rows[caisse].places if caisse in rows else ())
        country = rows[""].caisses if self._known and not caisse else ()
        self._caisses = frozenset(country)

    def number(self, count: int, *at: str) -> int | None:
        """The number of a period or week, modality and measure; None when it must not be shown."""
        return None if count and (not self._known or place(*at) in self._places) else count

    def of_caisse(self, count: int, *at: str) -> int | None:
        """The number of a period, caisse, modality and measure."""
        return None if count and (not self._known or place(*at) in self._caisses) else count


def board(*, on: date, weeks: int, caisse: str = "", modalite: str = "") -> Board:
    """The numbers of the last ``weeks`` (one of `rules.PERIODS`) up to that of ``on``, and of the coming ones.

    Of one caisse or of the country (``""``). Raises ValueError for another period: nobody looked at what it gives away.
    """
    if weeks not in rules.PERIODS:
        raise ValueError(f"{weeks} weeks is no period of the page")
    told, span = _Told(caisse, on), str(weeks)
    period = [*rules.weeks(told.until, weeks), *rules.coming(told.until)]
    sums = _Sums(period, caisse)
    floor = figures.smallest_cell(on)
    held = {way: n for way, (n, _) in sums.of(Measure.TENU).items()}
    seen = {
        way.value: told.number(held.get(way, 0), span, way, Measure.TENU) or 0 for way in Modalite
    }
    known, straight = sums.of(Measure.KNOWN_WAY).get(Modalite.VISIO, (0, 0.0))
    ways_told = known >= floor and seen[Modalite.VISIO] >= floor
    return Board(
        weeks=_weeks(sums, period, modalite, told),
        caisses=_caisses(sums, span, caisse, modalite, told),
        modalities=_modalities(sums, span, told),
        waits=_means(sums.of(Measure.WAIT), seen, floor, 24),
        letters=_means(sums.of(Measure.LETTER), seen, floor, 1),
        outcomes=_outcomes(sums, span, told),
        journeys=rules.journeys(straight if ways_told else 0.0, on=on),
        held_by_video=seen[Modalite.VISIO] or None,
        known_ways=known if ways_told else None,
        computed_at=sums.computed_at,
        floor=floor,
        until=told.until,
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
        bounds = {
            way: bound
            for way, share in shares.items()
            if share and (bound := rules.bound(*share, floor=floor))
        }
        intervals = {
            way: rules.wilson(*share) if share and way not in bounds else None
            for way, share in shares.items()
        }
        totals = {way: share[1] if share else None for way, share in shares.items()}
        found.append(Compared(question.key, totals, intervals, bounds))
    return found


def _with_whole(counts: Mapping[str, int]) -> dict[str, int]:
    parts = {state.value: counts.get(state.value, 0) for state in STATE_LABELS}
    return {PLACED: sum(parts.values()), **parts}


def _weeks(sums: _Sums, period: Sequence[date], modalite: str, told: _Told) -> list[Line]:
    found: dict[date, dict[str, int]] = {week: defaultdict(int) for week in period}
    for week, way, measure, number, _ in sums.by_week:
        if measure in set(STATE_LABELS) and modalite in ("", way):
            found[week][measure] += number
    last = max((week for week, counts in found.items() if counts), default=told.until)
    return [
        Line(
            week.isoformat(),
            {
                measure: told.number(count, week.isoformat(), modalite, measure)
                for measure, count in _with_whole(counts).items()
            },
        )
        for week, counts in found.items()
        # Of the coming weeks, those in which something stands.
        if week <= max(last, told.until)
    ]


def _caisses(sums: _Sums, span: str, caisse: str, modalite: str, told: _Told) -> list[Line]:
    found: dict[str, dict[str, int]] = {}
    for code, way, measure, number in sums.by_caisse:
        counts = found.setdefault(code, defaultdict(int))
        if modalite in ("", way):
            counts[measure] += number
    return [
        Line(
            code,
            {
                measure: told.number(count, span, modalite, measure)
                if caisse
                else told.of_caisse(count, span, code, modalite, measure)
                for measure, count in _with_whole(counts).items()
            },
        )
        for code, counts in found.items()
    ]


def _modalities(sums: _Sums, span: str, told: _Told) -> list[Line]:
    states = {state.value: sums.of(state) for state in STATE_LABELS}
    return [
        Line(
            way,
            {
                measure: told.number(count, span, way, measure)
                for measure, count in _with_whole(
                    {name: found.get(way, (0, 0.0))[0] for name, found in states.items()}
                ).items()
            },
        )
        for way in Modalite
    ]


def _means(
    found: Mapping[str, tuple[int, float]], seen: Mapping[str, int], floor: int, per: int
) -> dict[str, float | None]:
    """Of the modalities whose number of interviews may be shown."""
    known = {way.value: found.get(way, (0, 0.0)) for way in Modalite}
    return {
        way: total / number / per if number >= floor and seen[way] else None
        for way, (number, total) in known.items()
    }


def _outcomes(sums: _Sums, span: str, told: _Told) -> list[Compared]:
    codes = sorted({row[2] for row in sums.by_week if row[2].startswith(_AVIS)})
    counts = {
        way.value: {code: sums.of(code).get(way, (0, 0.0))[0] for code in codes} for way in Modalite
    }
    wholes = {
        way: told.number(sum(cells.values()), span, way, TOLD) for way, cells in counts.items()
    }
    found = []
    for code in codes:
        numbers = {way: told.number(cells[code], span, way, code) for way, cells in counts.items()}
        intervals = {
            way: rules.wilson(number, whole)
            if number is not None and (whole := wholes[way])
            else None
            for way, number in numbers.items()
        }
        found.append(Compared(code.removeprefix(_AVIS), numbers, intervals))
    return found
