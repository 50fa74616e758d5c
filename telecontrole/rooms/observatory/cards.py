"""The few numbers on top of the page, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from telecontrole.foundations.web.formats import nombre_fr
from telecontrole.rooms.observatory.enums import WAYS
from telecontrole.rooms.observatory.selectors import Board, Compared
from telecontrole.rooms.observatory.sheets import MASKED, about

Card = Mapping[str, object]
#: The weeks of a longer period, and its cards in the same order.
Longer = tuple[int, Sequence[Card]]


def cards(board: Board, answers: Sequence[Compared], target: Decimal) -> list[Card]:
    """Title, main text and lines of each."""
    by_key = {row.key: row for row in answers}
    return [
        {
            "title": "De l’arrivée du dossier à l’entretien",
            "lines": _means(board.waits, "jours", 1),
        },
        {
            "title": "De l’entretien à la lettre",
            "lines": _means(board.letters, "minutes", 0),
        },
        _asked("Personnes satisfaites", by_key["satisfaction"], target),
        _asked("Le referaient de la même façon", by_key["a_refaire"], target),
        _saved(board),
    ]


def says_nothing(card: Card) -> bool:
    """Whether every number of a card is hidden."""
    lines = card["lines"]
    assert isinstance(lines, list)
    return all(text == MASKED for _, text in lines)


def explained(shown: Sequence[Card], longer: Iterable[Longer]) -> list[Card]:
    """Cards that say nothing say why, and from which longer period on they speak (`weeks`; none: None).

    `longer` is read only as far as needed.
    """
    found = [dict(card) for card in shown]
    silent = [at for at, card in enumerate(found) if says_nothing(card)]
    for at in silent:
        found[at].update(hidden=True, weeks=None)
    for weeks, cards_ in longer if silent else ():
        for at in silent:
            if found[at]["weeks"] is None and not says_nothing(cards_[at]):
                found[at]["weeks"] = weeks
        if all(found[at]["weeks"] for at in silent):
            break
    return list(found)


def _means(means: Mapping[str, float | None], unit: str, decimals: int) -> list[tuple[str, str]]:
    return [
        (label, MASKED if (mean := means[way]) is None else f"{nombre_fr(mean, decimals)} {unit}")
        for way, label in WAYS.items()
    ]


def _asked(title: str, row: Compared, target: Decimal) -> Card:
    """The share of each modality with its interval, and where it stands beside the target."""
    lines = []
    for way, label in WAYS.items():
        interval = row.intervals[way]
        if interval is None:
            said = about(row.bounds[way]) if way in row.bounds else ""
            lines.append((label, f"{said} %" if said else MASKED))
            continue
        low, share, high = (
            nombre_fr(round(100 * part)) for part in (interval.low, interval.share, interval.high)
        )
        lines.append((label, f"{share} % (de {low} à {high})"))
    wanted = nombre_fr(target * 100)
    return {"title": title, "lines": lines, "note": f"Pays entier. Repère du pilote : {wanted} %."}


def _saved(board: Board) -> Card:
    saved, held, known = board.journeys, board.held_by_video, board.known_ways
    if known is None:
        return {"title": "Trajets évités", "lines": [("Visio", MASKED)]}
    of = nombre_fr(held) if held is not None else MASKED
    return {
        "title": "Trajets évités",
        "lines": [
            ("Distance", f"{nombre_fr(saved.kilometres)} km"),
            ("Temps", f"{nombre_fr(saved.hours)} h"),
            ("Carbone", f"{nombre_fr(saved.co2)} kg de CO2"),
        ],
        "note": f"Trajet connu pour {nombre_fr(known)} entretiens en visio sur {of}.",
    }
