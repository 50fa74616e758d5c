"""Each fault of a line of the file `cases`, alone and together."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import ImportReport, run
from telecontrole.rooms.cases import messages, selectors
from telecontrole.rooms.cases.importers import Cases
from telecontrole.rooms.cases.lines import COLUMNS

GOOD = dict(
    zip(
        COLUMNS,
        [
            "TC-1",
            "691",
            "294696927030796",
            "COLIN",
            "",
            "Catherine",
            "F",
            "1994-08-23",
            "c@exemple.test",
            "0633269072",
            "45 rue des Écoles",
            "69000",
            "Rhône",
            "45.7681",
            "4.4802",
            "maladie",
            "2026-09-01",
            "2027-01-20",
            "10309001401",
            "10309001401",
            "1",
            "generaliste",
            "fr",
            "",
        ],
        strict=True,
    )
)


def _import(*rows: dict[str, str]) -> ImportReport:
    lines = [";".join(COLUMNS), *(";".join(row[c] for c in COLUMNS) for row in rows)]
    report = run(
        Cases(),
        io.BytesIO("\n".join(lines).encode()),
        actor=Actor.system("importer"),
        run_id="00000000-0000-0000-0000-000000000001",
    )
    assert isinstance(report, ImportReport)
    return report


def _codes(**changes: str) -> list[str]:
    report = _import(GOOD | changes)
    return [code for row in report.rows for code in row.codes]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nir": "2 94 69 69 270 307 96"},
        {"nir": "295672A41251994", "date_naissance": "1995-06-17"},
        {"nom_naissance": "?UKASZEWICZ"},
        {"courriel": "", "mobile": ""},
        {"latitude": "", "longitude": ""},
        {"date_fin": ""},
        {"medecin_traitant_rpps": ""},
        {"prescripteur_rpps": "10289697798"},
        {"langue": ""},
        {"langue": "AR"},
        {"besoins": "presentiel, interprete:ar"},
        {"competence": "cardiologie"},
        {"adresse": "1 rue; du Port".replace(";", "")},
        {"date_debut": "2026-12-31"},
    ],
)
def test_a_line_that_can_be_worked_with_is_accepted(caisses: None, changes: dict[str, str]) -> None:
    assert _codes(**changes) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"reference": ""}, ["champ_manquant:reference"]),
        ({"reference": "T" * 41}, ["champ_trop_long:reference"]),
        ({"caisse": ""}, ["champ_manquant:caisse"]),
        ({"caisse": "999"}, ["caisse_inconnue"]),
        ({"nir": ""}, ["champ_manquant:nir"]),
        ({"nir": "2,94697E+14"}, ["nir_tableur"]),
        ({"nir": "2.94697e+14"}, ["nir_tableur"]),
        ({"nir": "29469692703"}, ["nir_format_invalide"]),
        ({"nir": "294696927030797"}, ["nir_cle_invalide"]),
        ({"sexe": "M"}, ["sexe_contredit_nir"]),
        ({"sexe": "X"}, ["sexe_invalide"]),
        ({"sexe": ""}, ["champ_manquant:sexe"]),
        ({"nir": "2,94697E+14", "sexe": "M"}, ["nir_tableur"]),
        ({"nom_naissance": ""}, ["champ_manquant:nom_naissance"]),
        ({"prenoms": ""}, ["champ_manquant:prenoms"]),
        ({"nom_usage": "N" * 101}, ["champ_trop_long:nom_usage"]),
        ({"date_naissance": ""}, ["champ_manquant:date_naissance"]),
        ({"date_naissance": "1994-02-30"}, ["date_invalide:date_naissance"]),
        ({"date_naissance": "2999-01-01"}, ["date_invalide:date_naissance", "dates_incoherentes"]),
        ({"courriel": "pas une adresse"}, ["courriel_invalide"]),
        ({"mobile": "01 42 00"}, ["mobile_invalide"]),
        ({"mobile": "0142000000"}, ["mobile_invalide"]),
        ({"latitude": "nord"}, ["position_invalide"]),
        ({"longitude": ""}, ["position_invalide"]),
        ({"motif": ""}, ["champ_manquant:motif"]),
        ({"motif": "grippe"}, ["motif_inconnu"]),
        ({"date_debut": ""}, ["champ_manquant:date_debut"]),
        ({"date_debut": "2026-02-30"}, ["date_invalide:date_debut"]),
        ({"date_debut": "01/09/2026"}, ["date_invalide:date_debut"]),
        ({"date_fin": "2027-02-29"}, ["date_invalide:date_fin"]),
        ({"date_fin": "2020-01-01"}, ["dates_incoherentes"]),
        ({"prescripteur_rpps": ""}, ["champ_manquant:prescripteur_rpps"]),
        ({"prescripteur_rpps": "10309001402"}, ["rpps_invalide:prescripteur_rpps"]),
        ({"medecin_traitant_rpps": "1030900140"}, ["rpps_invalide:medecin_traitant_rpps"]),
        ({"priorite": ""}, ["champ_manquant:priorite"]),
        ({"priorite": "6"}, ["priorite_invalide"]),
        ({"priorite": "haute"}, ["priorite_invalide"]),
        ({"competence": ""}, ["champ_manquant:competence"]),
        ({"competence": "médecine ?"}, ["competence_invalide"]),
        ({"langue": "français"}, ["langue_inconnue"]),
        ({"besoins": "tapis rouge"}, ["besoin_inconnu"]),
    ],
)
def test_each_fault_has_its_code(caisses: None, changes: dict[str, str], codes: list[str]) -> None:
    assert _codes(**changes) == codes
    assert all(messages.fault_in_report(code) for code in codes)


def test_several_faults_are_told_together_in_the_order_of_the_columns(caisses: None) -> None:
    changes = {"priorite": "9", "caisse": "999", "mobile": "01 42 00", "motif": "grippe"}
    expected = ["caisse_inconnue", "mobile_invalide", "motif_inconnu", "priorite_invalide"]
    assert _codes(**changes) == expected


def test_an_unusable_contact_is_not_kept(caisses: None) -> None:
    _import(GOOD | {"mobile": "01 42 00"})
    case = selectors.by_reference("TC-1")
    assert case is not None
    planned = selectors.planner_cases(Actor.system("planner"))
    assert [(found.case.id, found.reachable) for found in planned] == [(case.id, False)]


def test_the_second_line_of_a_reference_is_a_duplicate_whatever_it_says(caisses: None) -> None:
    report = _import(GOOD, GOOD | {"motif": "grippe"}, GOOD)
    assert [(row.line, row.codes) for row in report.rows] == [
        (3, ("doublon_fichier",)),
        (4, ("doublon_fichier",)),
    ]


def test_the_good_line_after_a_refused_one_of_the_same_reference_is_kept(caisses: None) -> None:
    report = _import(GOOD | {"motif": "grippe"}, GOOD)
    assert (report.rejected, report.accepted, report.created) == (1, 1, 1)


def test_two_files_to_control_of_one_person_share_the_person(caisses: None) -> None:
    _import(GOOD, GOOD | {"reference": "TC-2"})
    first, second = selectors.all_cases()
    assert first.insured == second.insured
    assert {case.reference for case in selectors.of_insured(first.insured)} == {"TC-1", "TC-2"}


def test_a_file_without_lines_is_an_empty_report(caisses: None) -> None:
    report = _import()
    assert report.as_json()["rows"] == []
    assert report.lines == 0


def test_every_column_has_a_french_name(caisses: None, data: Path) -> None:
    assert all(messages.column(name) != name for name in COLUMNS)
