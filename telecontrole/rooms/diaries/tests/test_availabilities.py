"""The file of the diaries, and what the database refuses of it."""

from __future__ import annotations

import io
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.importing import ImportReport, run
from telecontrole.rooms.diaries import selectors
from telecontrole.rooms.diaries.importers import Disponibilites
from telecontrole.rooms.diaries.models import Availability
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.territory.models import Caisse, Site

RPPS = "10400297874"
HEADER = "rpps;date;debut;fin;modalite;site\n"


@pytest.fixture
def medecin(db: None) -> UUID:
    """A médecin-conseil of a caisse with one site."""
    caisse = Caisse.objects.create(
        code="141",
        nom="CPAM du Calvados",
        region="Normandie",
        departement="14",
        fuseau="Europe/Paris",
        calendrier="metropole",
    )
    Site.objects.create(code="141-1", nom="Site 1", caisse=caisse, adresse="1 place", salles=1)
    return MedecinConseil.objects.create(
        rpps=RPPS, nom="MATHIEU", prenoms="Manon", caisse=caisse
    ).id


def _import(*lines: str, actor: Actor | None = None) -> ImportReport:
    content = HEADER + "".join(f"{line}\n" for line in lines)
    report = run(
        Disponibilites(),
        io.BytesIO(content.encode()),
        actor=actor or Actor.system("importer"),
        run_id="test",
    )
    assert isinstance(report, ImportReport)
    return report


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (f"{RPPS};2026-12-25;08:30;12:30;visio;", ()),
        (f"{RPPS};2026-12-01;08:30;12:30;presentiel;141-1", ()),
        (f"{RPPS};2026-12-01;08:30;12:30;presentiel;", ("champ_manquant:site",)),
        (f"{RPPS};2026-12-01;08:30;12:30;presentiel;999-9", ("site_inconnu",)),
        (f"{RPPS};2026-12-01;08:30;12:30;telephone;", ("modalite_inconnue",)),
        (f"{RPPS};2026-13-01;08:30;12:30;visio;", ("date_invalide:date",)),
        (f"{RPPS};2026-12-01;8h30;12:30;visio;", ("heure_invalide:debut",)),
        (f"{RPPS};2026-12-01;12:30;08:30;visio;", ("heures_incoherentes",)),
        ("10400297875;2026-12-01;08:30;12:30;visio;", ("rpps_invalide:rpps",)),
        ("10320807372;2026-12-01;08:30;12:30;visio;", ("medecin_inconnu",)),
        (";2026-12-01;08:30;12:30;visio;", ("champ_manquant:rpps",)),
    ],
)
def test_each_line_is_judged(medecin: UUID, line: str, codes: tuple[str, ...]) -> None:
    report = _import(line)
    assert tuple(code for row in report.rows for code in row.codes) == codes
    assert Availability.objects.count() == (0 if codes else 1)


def test_the_key_is_doctor_day_and_start(medecin: UUID) -> None:
    line = f"{RPPS};2026-12-01;08:30;12:30;visio;"
    assert _import(line).created == 1
    assert _import(line).unchanged == 1
    assert _import(line.replace("12:30", "12:00")).updated == 1
    report = _import(line, line)
    assert report.rows[0].codes == ("doublon_fichier",)
    found = selectors.availabilities(date(2026, 12, 1), date(2026, 12, 1))
    assert [(row.medecin, row.fin) for row in found] == [(medecin, time(12, 30))]


def test_a_technician_of_another_caisse_changes_no_diary(medecin: UUID) -> None:
    stranger = Actor(ActorKind.STAFF, "carol", caisse="763")
    report = _import(f"{RPPS};2026-12-01;08:30;12:30;visio;", actor=stranger)
    assert report.rows[0].codes == ("hors_perimetre",)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "diaries_availability_one_start"),
        ({"debut": time(13), "fin": time(13)}, "diaries_availability_ends_after_start"),
        ({"debut": time(9), "modalite": "telephone"}, "diaries_availability_modalite_known"),
        ({"debut": time(9), "modalite": "presentiel"}, "diaries_availability_in_person_on_a_site"),
    ],
)
def test_the_database_itself_refuses(
    medecin: UUID, changes: dict[str, Any], constraint: str
) -> None:
    fields: dict[str, Any] = {
        "medecin_id": medecin,
        "date": date(2026, 12, 1),
        "debut": time(8, 30),
        "fin": time(12, 30),
        "modalite": "visio",
    }
    Availability.objects.create(**fields)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Availability.objects.create(**fields | changes)


def test_an_empty_diary_has_no_days(medecin: UUID) -> None:
    assert selectors.first_and_last_day() is None
    _import(f"{RPPS};2026-12-03;08:30;12:30;visio;", f"{RPPS};2026-12-01;08:30;12:30;visio;")
    assert selectors.first_and_last_day() == (date(2026, 12, 1), date(2026, 12, 3))


def test_no_day_at_all_offers_nothing() -> None:
    assert selectors.availabilities(date(2026, 12, 9), date(2026, 12, 1)) == []
