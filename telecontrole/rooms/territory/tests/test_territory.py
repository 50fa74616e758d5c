"""Caisses, sites and the rollout of services."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.importing import Importer, ImportReport, run
from telecontrole.rooms.territory import rules, selectors
from telecontrole.rooms.territory.importers import Caisses, Sites
from telecontrole.rooms.territory.models import Caisse, Site

CAISSE = "974;CGSS de La Réunion;La Réunion;974;Indian/Reunion;la_reunion"
SITE = "974-1;Site 1;974;1 place du Marché;-20.8889;55.2874;0"


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


@pytest.mark.parametrize(
    ("region", "on", "open_"),
    [
        ("Normandie", date(2025, 6, 30), False),
        ("Normandie", date(2025, 7, 1), True),
        ("Bourgogne-Franche-Comté", date(2025, 7, 1), True),
        ("Occitanie", date(2025, 7, 1), True),
        ("Mayotte", date(2025, 7, 1), False),
        ("Mayotte", date(2025, 11, 30), False),
        ("Mayotte", date(2025, 12, 1), True),
        ("Normandie", date(2026, 12, 1), True),
    ],
)
def test_video_opened_in_three_regions_then_everywhere(region: str, on: date, open_: bool) -> None:
    assert rules.rolled_out("visio", region, on) is open_


def test_a_service_nobody_knows_is_open_nowhere() -> None:
    assert rules.rolled_out("telepathie", "Normandie", date(2030, 1, 1)) is False


@pytest.mark.django_db
def test_a_caisse_comes_in_and_changes_by_its_code() -> None:
    assert _import(Caisses(), CAISSE).created == 1
    assert _import(Caisses(), CAISSE).unchanged == 1
    assert _import(Caisses(), CAISSE.replace("CGSS", "Caisse")).updated == 1
    caisse = selectors.caisse("974")
    assert caisse is not None
    assert caisse.nom == "Caisse de La Réunion"
    assert caisse.fuseau == "Indian/Reunion"
    assert selectors.caisse("000") is None
    zones = [selectors.zone_of(code) for code in ("974", "000", None)]
    assert zones == ["Indian/Reunion", selectors.PARIS, selectors.PARIS]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "code"),
    [
        (CAISSE.replace("Indian/Reunion", "Indian/Atlantis"), "fuseau_inconnu"),
        (CAISSE.replace("Indian/Reunion", "../../etc/passwd"), "fuseau_inconnu"),
        (CAISSE.replace("la_reunion", "lune"), "calendrier_inconnu"),
        (CAISSE.replace("974;CGSS", ";CGSS"), "champ_manquant:code"),
        (CAISSE.replace("CGSS", "C" * 250), "champ_trop_long:nom"),
    ],
)
def test_a_caisse_that_cannot_work_is_refused(line: str, code: str) -> None:
    assert code in _import(Caisses(), line).rows[0].codes
    assert not Caisse.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (SITE, []),
        (SITE.replace("-20.8889;55.2874", ";"), []),
        (SITE.replace("-20.8889", "-120"), ["position_invalide"]),
        (SITE.replace(";974;", ";975;"), ["caisse_inconnue"]),
        (SITE[:-1] + "-1", ["salles_invalide"]),
        (SITE[:-1] + "deux", ["salles_invalide"]),
        (SITE[:-1], ["champ_manquant:salles"]),
    ],
)
def test_a_site_is_judged(line: str, codes: list[str]) -> None:
    _import(Caisses(), CAISSE)
    report = _import(Sites(), line)
    assert [code for row in report.rows for code in row.codes] == codes
    assert Site.objects.count() == (1 if report.rejected == 0 else 0)


@pytest.mark.django_db
def test_a_technician_of_another_caisse_changes_no_site() -> None:
    _import(Caisses(), CAISSE)
    report = _import(Sites(), SITE, Actor(ActorKind.STAFF, "carol", caisse="141"))
    assert report.rows[0].codes == ("hors_perimetre",)


@pytest.mark.django_db
def test_reading_the_territory_asks_one_question(django_assert_num_queries: Any) -> None:
    _import(Caisses(), CAISSE)
    for number in range(1, 4):
        _import(Sites(), SITE.replace("974-1", f"974-{number}"))
    with django_assert_num_queries(2):
        assert len(selectors.sites()) == 3
        assert len(selectors.caisses()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"salles": -1}, "territory_site_salles_positive"),
        ({"latitude": 91.0, "longitude": 0.0}, "territory_site_position_on_earth"),
        ({"latitude": 48.0}, "territory_site_position_on_earth"),
    ],
)
def test_the_database_itself_refuses_a_site(changes: dict[str, Any], constraint: str) -> None:
    _import(Caisses(), CAISSE)
    fields = {"code": "974-1", "nom": "S", "caisse_id": "974", "adresse": "1", "salles": 1}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Site.objects.create(**fields | changes)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_calendar_nobody_knows() -> None:
    with (
        pytest.raises(IntegrityError, match="territory_caisse_calendrier_known"),
        transaction.atomic(),
    ):
        Caisse.objects.create(code="1", fuseau="Europe/Paris", calendrier="lune")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "accessible", "codes"),
    [
        ("oui", True, ()),
        ("Non", False, ()),
        ("", None, ()),
        ("peut-être", None, ("accessible_invalide",)),
    ],
)
def test_a_site_may_say_whether_a_wheelchair_gets_in(
    word: str, accessible: bool | None, codes: tuple[str, ...]
) -> None:
    _import(Caisses(), CAISSE)
    content = f"{';'.join(Sites.columns)};acces;accessible\n{SITE};Tram A;{word}\n"
    report = run(
        Sites(), io.BytesIO(content.encode()), actor=Actor.system("importer"), run_id="test"
    )
    assert isinstance(report, ImportReport)
    assert tuple(code for row in report.rows for code in row.codes) == codes
    found = [(site.accessible, site.acces) for site in selectors.sites().values()]
    assert found == ([] if codes else [(accessible, "Tram A")])
