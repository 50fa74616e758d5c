"""The files `medecins` and `praticiens`."""

from __future__ import annotations

import io
from typing import Any

import pytest

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.importing import Importer, ImportReport, run
from telecontrole.rooms.people import selectors
from telecontrole.rooms.people.importers import Medecins, Praticiens
from telecontrole.rooms.territory.models import Caisse

MEDECIN = "10400297874;MATHIEU;Manon;141;at_mp,generaliste;mc0@caisse.test"
PRATICIEN = "10289697798;MASSON;Nathalie;medecine generale;2A;;;"


def _import(importer: Importer[Any], line: str, actor: Actor | None = None) -> ImportReport:
    content = f"{';'.join(importer.columns)}\n{line}\n"
    report = run(
        importer,
        io.BytesIO(content.encode()),
        actor=actor or Actor.system("importer"),
        run_id="test",
    )
    assert isinstance(report, ImportReport)
    return report


@pytest.fixture(autouse=True)
def _caisse(db: None) -> None:
    Caisse.objects.create(code="141", fuseau="Europe/Paris", calendrier="metropole")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (MEDECIN, []),
        (MEDECIN.replace("10400297874", "10400 297 874"), []),
        (MEDECIN.replace("mc0@caisse.test", ""), []),
        (MEDECIN.replace("mc0@caisse.test", "mc0"), ["courriel_invalide"]),
        (MEDECIN.replace("10400297874", "10400297875"), ["rpps_invalide:rpps"]),
        (MEDECIN.replace("10400297874", "1,04E+10"), ["rpps_invalide:rpps"]),
        (MEDECIN.replace(";141;", ";142;"), ["caisse_inconnue"]),
        (MEDECIN.replace("at_mp,generaliste", ""), ["champ_manquant:competences"]),
        (MEDECIN.replace("at_mp", "a" * 41), ["competence_invalide"]),
    ],
)
def test_a_medecin_conseil_is_judged(line: str, codes: list[str]) -> None:
    report = _import(Medecins(), line)
    assert [code for row in report.rows for code in row.codes] == codes
    assert len(selectors.medecins()) == 1 - report.rejected


def test_competences_are_read_in_their_order_and_once() -> None:
    _import(Medecins(), MEDECIN.replace("at_mp,", "at_mp, at_mp ,"))
    (medecin,) = selectors.medecins().values()
    assert medecin.competences == ("at_mp", "generaliste")
    assert selectors.medecin(medecin.id) == medecin
    assert _import(Medecins(), MEDECIN).unchanged == 1


def test_a_technician_of_another_caisse_changes_no_medecin_conseil() -> None:
    report = _import(Medecins(), MEDECIN, Actor(ActorKind.STAFF, "carol", caisse="763"))
    assert report.rows[0].codes == ("hors_perimetre",)


def test_a_practitioner_without_any_address_is_accepted() -> None:
    assert _import(Praticiens(), PRATICIEN).accepted == 1
    found = selectors.practitioner_by_rpps("10289697798")
    assert found is not None
    assert (found.departement, found.mssante, found.courriel, found.adresse) == ("2A", "", "", "")
    assert selectors.practitioner_by_rpps("10000000000") is None


def test_an_address_that_cannot_work_is_not_kept() -> None:
    report = _import(Praticiens(), "10289697798;MASSON;Nathalie;;2A;mss;cabinet;1 rue")
    assert report.rows[0].codes == ("mssante_invalide", "courriel_invalide")
    assert report.warnings == 1
