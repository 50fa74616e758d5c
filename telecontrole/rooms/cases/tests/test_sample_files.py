"""The sample export goes in as the contract says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from telecontrole.foundations.importing import ImportReport
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import importers, messages, selectors
from telecontrole.rooms.cases.models import Case


def _report(kind: str, path: Path, *, dry_run: bool = False) -> ImportReport:
    report = importers.run(kind, path, dry_run=dry_run)
    assert isinstance(report, ImportReport)
    return report


def _expected(path: Path) -> list[tuple[int, str, str, list[str]]]:
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return [
        (int(row["ligne"]), row["reference"], row["verdict"], [row["code"]])
        for row in rows
        if row["verdict"] != "accepte"
    ]


def test_the_damaged_export_gets_exactly_the_expected_verdicts(caisses: None, data: Path) -> None:
    report = _report("cases", data / "dossiers_abimes.csv", dry_run=True)
    got = [(row.line, row.reference, row.verdict.value, list(row.codes)) for row in report.rows]
    assert got == _expected(data / "dossiers_abimes.attendu.csv")
    counts = report.as_json()
    assert (counts["accepted"], counts["warnings"], counts["rejected"]) == (207, 43, 150)
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (250, 0, 0)


def test_a_dry_run_writes_nothing(caisses: None, data: Path) -> None:
    _report("cases", data / "dossiers_abimes.csv", dry_run=True)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("caisses", "caisses"),
        ("sites", "sites"),
        ("medecins", "medecins"),
        ("praticiens", "praticiens"),
        ("disponibilites", "disponibilites"),
        ("cases", "dossiers"),
    ],
)
def test_every_line_of_the_sample_is_accepted_and_again_unchanged(
    territory: None, data: Path, kind: str, name: str
) -> None:
    path = data / f"{name}.csv"
    lines = len(path.read_bytes().splitlines()) - 1
    first = _report(kind, path)
    assert (first.accepted, first.rows) == (lines, [])
    again = _report(kind, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, lines)


def test_a_changed_line_updates_its_case_and_no_other(
    caisses: None, data: Path, tmp_path: Path
) -> None:
    lines = (data / "dossiers.csv").read_text(encoding="utf-8-sig").splitlines()[:11]
    small = tmp_path / "dossiers.csv"
    small.write_text("\n".join(lines), encoding="utf-8")
    _report("cases", small)
    lines[1] = lines[1].replace(";2027-01-20;", ";2027-01-21;")
    small.write_text("\n".join(lines), encoding="cp1252")
    report = _report("cases", small)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 9)
    case = selectors.by_reference("TC-2026-000001")
    assert case is not None
    assert str(case.date_fin) == "2027-01-21"


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("sites", "sites", "caisses_absentes"),
        ("medecins", "medecins", "caisses_absentes"),
        ("disponibilites", "disponibilites", "medecins_absents"),
        ("cases", "dossiers", "caisses_absentes"),
    ],
)
def test_a_file_that_comes_too_early_is_refused_as_a_whole(
    db: None, data: Path, kind: str, name: str, code: str
) -> None:
    refusal = importers.run(kind, data / f"{name}.csv")
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert messages.refused(refusal)


def test_an_unknown_kind_or_file_is_refused(db: None, data: Path, tmp_path: Path) -> None:
    for kind, path in (("voitures", data / "caisses.csv"), ("caisses", tmp_path / "nothing.csv")):
        refusal = importers.run(kind, path)
        assert isinstance(refusal, Refusal)
        assert messages.refused(refusal)
