"""An export's files as a planning problem, without any database."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.problem import (
    Caisse,
    Case,
    Doctor,
    Problem,
    Site,
    Window,
)
from telecontrole.rooms.territory.rules import rolled_out

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Lines of one file of an export."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def problem_of(tables: dict[str, list[Row]], now: datetime, until: date | None) -> Problem:
    """The problem of an export read as lists of rows, every given contact being valid."""
    return Problem(
        now=now.astimezone(UTC),
        plan_day=now.date(),
        until=until,
        caisses={r["code"]: _caisse(r) for r in tables["caisses"]},
        sites={r["code"]: Site(r["code"], r["caisse"], int(r["salles"])) for r in tables["sites"]},
        doctors={r["rpps"]: _doctor(r) for r in tables["medecins"]},
        windows=tuple(_window(r) for r in tables["disponibilites"]),
        cases=tuple(_case(r) for r in tables["dossiers"]),
        visio_open=lambda region, day: rolled_out("visio", region, day),
    )


def read(folder: Path) -> dict[str, list[Row]]:
    """The five files that planning needs."""
    names = ("caisses", "sites", "medecins", "disponibilites", "dossiers")
    return {name: rows(folder / f"{name}.csv") for name in names}


def _caisse(row: Row) -> Caisse:
    calendar: Calendar = row["calendrier"]  # type: ignore[assignment]
    return Caisse(row["code"], row["region"], row["fuseau"], calendar)


def _doctor(row: Row) -> Doctor:
    return Doctor(row["rpps"], row["rpps"], row["caisse"], frozenset(row["competences"].split(",")))


def _window(row: Row) -> Window:
    return Window(
        row["rpps"],
        date.fromisoformat(row["date"]),
        time.fromisoformat(row["debut"]),
        time.fromisoformat(row["fin"]),
        Modalite(row["modalite"]),
        row["site"] or None,
    )


def _case(row: Row) -> Case:
    end = date.fromisoformat(row["date_fin"]) if row["date_fin"] else None
    return Case(
        reference=row["reference"],
        insured=row["nir"],
        caisse=row["caisse"],
        competence=row["competence"],
        priority=int(row["priorite"]),
        last_day=None if end is None else date.fromordinal(end.toordinal() - 1),
        besoins=frozenset(need for need in row["besoins"].split(",") if need),
        has_email=bool(row["courriel"]),
        has_mobile=bool(row["mobile"]),
        own=frozenset({row["prescripteur_rpps"], row["medecin_traitant_rpps"]} - {""}),
    )
