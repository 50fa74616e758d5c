"""The tables of the page as rows: the same for the screen's charts and for CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from telecontrole.foundations.web.charts import Chart, Series
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.texts import CONCLUSIONS
from telecontrole.rooms.observatory.enums import COLUMNS, STATE_LABELS, WAYS, Measure
from telecontrole.rooms.observatory.rules import Bound
from telecontrole.rooms.observatory.selectors import Board, Compared, Line
from telecontrole.rooms.surveys.rules import Questionnaire

Row = Sequence[object]


# What stands where a number must not be shown: few people, or what would give them away.
MASKED: Final = "masqué"


def about(bound: Bound) -> str:
    """A bound in words, in per cent and without the sign: `plus de 83`; empty when it excludes nothing."""
    share = round(100 * bound.share)
    if share == (0 if bound.above else 100):
        return ""
    return f"{'plus' if bound.above else 'moins'} de {share}"


def states(head: str, lines: Sequence[Line], labels: Mapping[str, str]) -> Iterator[Row]:
    """A head, then one row for each week, caisse or modality."""
    yield (head, *COLUMNS.values())
    for line in lines:
        counts = (line.counts[column] for column in COLUMNS)
        yield (labels.get(line.label, line.label), *(MASKED if n is None else n for n in counts))


def compared(head: str, rows: Sequence[Compared], labels: Mapping[str, str]) -> Iterator[Row]:
    """Number, share and interval of each modality, side by side."""
    yield (
        head,
        *(f"{way} : {part}" for way in WAYS.values() for part in ("nombre", "%", "de %", "à %")),
        "Écart au-delà du hasard",
    )
    for row in rows:
        cells: list[object] = [labels.get(row.key, row.key)]
        for way in WAYS:
            number, interval = row.numbers[way], row.intervals[way]
            cells.append(MASKED if number is None else number)
            parts = (interval.share, interval.low, interval.high) if interval else ()
            said = about(row.bounds[way]) if way in row.bounds else ""
            cells += [round(100 * part) for part in parts] or [said, "", ""]
        yield (*cells, "oui" if row.differs else "")


def conclusions() -> dict[str, str]:
    """French words of the codes of avis."""
    return {AvisCode(code).value: label for code, label in CONCLUSIONS.items()}


def questions(asked: Questionnaire) -> dict[str, str]:
    """The questions by their key."""
    return {question.key: question.text for question in asked.questions}


def charts(board: Board, answers: Sequence[Compared], labels: Mapping[str, str]) -> list[Chart]:
    """The pictures of the page, each with its numbers in a table; what is hidden is a gap."""
    past = [line for line in board.weeks if line.label <= board.until.isoformat()]
    drawn = [state for state in STATE_LABELS if state is not Measure.PREVU]
    outcomes = sorted(board.outcomes, key=lambda row: -sum(n or 0 for n in row.numbers.values()))
    found = [
        Chart(
            key="semaines",
            title="Ce que sont devenus les rendez-vous",
            head="Semaine du",
            categories=[f"{line.label[8:10]}/{line.label[5:7]}" for line in past],
            series=[
                Series(STATE_LABELS[state], [line.counts[state.value] for line in past])
                for state in drawn
            ],
            kind="lines",
        ),
        _compared("reponses", "Réponses favorables au questionnaire", "Question", answers, labels),
    ]
    if outcomes:
        found.insert(
            1,
            _compared(
                "conclusions",
                "Conclusions des deux modalités",
                "Conclusion",
                outcomes[:8],
                conclusions(),
            ),
        )
    return found


def _compared(
    key: str, title: str, head: str, rows: Sequence[Compared], labels: Mapping[str, str]
) -> Chart:
    return Chart(
        key=key,
        title=title,
        head=head,
        unit="%",
        kind="bars",
        categories=[labels.get(row.key, row.key) for row in rows],
        series=[
            Series(
                label,
                [
                    None if (found := row.intervals[way]) is None else round(100 * found.share)
                    for row in rows
                ],
            )
            for way, label in WAYS.items()
        ],
    )
