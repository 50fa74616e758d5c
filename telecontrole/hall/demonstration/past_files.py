"""The files of the weeks before today: those of demo/, moved by whole weeks, of the caisses that had the service before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import BinaryIO, Final

from telecontrole.foundations.figures import week_of
from telecontrole.hall.demonstration import loading, shifting
from telecontrole.rooms.cases.enums import Motif

CAISSES: Final = ("691",)
CASES_AT_ONCE: Final = 8
_MEDECINS = loading.DATA / "medecins.csv"
_NOON = "12:00"


def caisses() -> Iterator[tuple[str, BinaryIO]]:
    """Kind and lines of what is known of these caisses; the others come with today's demonstration."""
    for kind in ("caisses", "sites", "medecins"):
        yield kind, shifting.moved(loading.DATA / f"{kind}.csv", (), timedelta(), keep=_here)


def diaries(today: date, weeks: timedelta) -> Iterator[BinaryIO]:
    """Of the weeks before today, sites and the mornings of video that were needed; then all that these caisses offer.

    Nothing of today: whoever would be in an interview at this moment would never come out of it.
    """
    by, month = loading.shift(today), loading.length_of_diaries()
    everybody = set(shifting.values_of(_MEDECINS, "rpps", keep=_here))
    few = _first_of_each()

    def was_kept(row: Mapping[str, str]) -> bool:
        if row["site"]:
            return row["rpps"] in everybody
        return row["rpps"] in few and row["debut"] < _NOON

    def is_offered(row: Mapping[str, str]) -> bool:
        return row["rpps"] in everybody

    for months in range(-(-weeks // month), -1, -1):
        yield _moved(by - months * month, today, was_kept if months else is_offered)


def _moved(by: timedelta, today: date, keep: shifting.Keep) -> BinaryIO:
    def keeps(row: Mapping[str, str]) -> bool:
        return keep(row) and date.fromisoformat(row["date"]) + by != today

    return shifting.moved(loading.DIARIES, ("date",), by, keep=keeps)


def cases(number: int, day: date) -> BinaryIO:
    """The cases of the `number`-th file, which came on `day`: none of those of today's demonstration."""
    today = set(shifting.values_of(loading.DOSSIERS, "reference")[: loading.CASES])
    earlier = [
        reference
        for reference in shifting.values_of(loading.DOSSIERS, "reference", keep=_comes)
        if reference not in today
    ]
    mine = set(earlier[number * CASES_AT_ONCE :][:CASES_AT_ONCE])
    by = week_of(day) - week_of(shifting.first_day(loading.DIARIES))
    return shifting.moved(
        loading.DOSSIERS, loading.DAYS_OF_A_CASE, by, keep=lambda row: row["reference"] in mine
    )


def _first_of_each() -> set[str]:
    """One médecin-conseil of each caisse held its interviews by video."""
    caisses = shifting.values_of(_MEDECINS, "caisse")
    rpps = shifting.values_of(_MEDECINS, "rpps")
    return {rpps[caisses.index(caisse)] for caisse in CAISSES}


def _comes(row: Mapping[str, str]) -> bool:
    """Sick leaves first: of few cases of every kind no number could be shown."""
    return _here(row) and row["motif"] == Motif.MALADIE


def _here(row: Mapping[str, str]) -> bool:
    """Whether a line of any of these files is of one of these caisses."""
    return (row["caisse"] if "caisse" in row else row["code"]) in CAISSES
