"""What the technicians follow: today, this week, without a place, not delivered, letters, imports."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.models import Unplaced
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.territory.models import Site
from tests.journeys.staff.test_pages import signed_in, text

pytestmark = pytest.mark.django_db
LISTS = (
    "/suivi/",
    "/suivi/semaine/",
    "/agendas/sans-place/",
    "/messages/",
    "/import/",
    "/taches/",
    "/dossiers/",
)
TABS = ("Aujourd’hui", "Cette semaine", "Non remis", "Sans place", "Lettres", "Imports")


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


def plan(world: World, *days: str, cases: int = 1, **given: Any) -> list[Case]:
    """Cases with an appointment by video on each of the days."""
    found = []
    for day in days:
        world.hours(world.medecin(), day)
        found += [world.case(**given) for _ in range(cases)]
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return found


def exported(client: Client, path: str, **asked: str) -> list[list[str]]:
    """The lines of a list in CSV."""
    answer = client.get(path, {**asked, "format": "csv"})
    body = answer.getvalue()
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("path", [*LISTS[:5], "/messages/lettres/"])
def test_one_line_of_tabs_leads_through_what_one_follows(world: World, path: str) -> None:
    page = text(signed_in("technicien"), path)
    for label in TABS:
        assert f">{label}</a>" in page
    assert page.count('aria-label="Suivi"') == 1


def test_today_shows_today_on_the_clock_of_each_appointment(world: World, at: Any) -> None:
    (case,) = plan(world, "2026-12-03")
    client = signed_in("technicien")
    assert case.reference not in text(client, "/suivi/")
    assert case.reference in text(client, "/suivi/semaine/")
    assert case.reference in text(client, "/suivi/?jour=2026-12-03")
    at("2026-12-03T06:00:00+00:00")
    page = text(client, "/suivi/")
    for words in (case.reference, "Jeudi 3 décembre 2026", "9 h", "En visio", "Prévu"):
        assert words in page
    assert "PERSONNE" not in page


def test_the_week_goes_from_monday_to_sunday_and_leads_to_its_neighbours(world: World) -> None:
    (case,) = plan(world, "2026-12-10")
    client = signed_in("technicien")
    assert case.reference not in text(client, "/suivi/semaine/")
    page = text(client, "/suivi/semaine/?jour=2026-12-12")
    assert case.reference in page
    assert "Du lundi 7 décembre 2026 au dimanche 13 décembre 2026" in page
    assert "?jour=2026-11-30" in page
    assert "?jour=2026-12-14" in page


@pytest.mark.parametrize("asked", ["demain", "0001-01-01", "9999-12-31", "%00", "2026-02-30"])
def test_a_day_that_is_none_is_today(world: World, asked: str) -> None:
    assert "Mardi 1er décembre 2026" in text(signed_in("technicien"), f"/suivi/?jour={asked}")


def test_filters_and_the_day_stay_together_in_the_address(world: World) -> None:
    (case,) = plan(world, "2026-12-03")
    client = signed_in("technicien")
    page = text(client, "/suivi/?jour=2026-12-03&etat=prevu&comment=visio")
    assert case.reference in page
    assert '<input type="hidden" name="jour" value="2026-12-03">' in page
    assert "?etat=prevu&amp;comment=visio&amp;jour=2026-12-03&amp;format=csv" in page
    assert case.reference not in text(client, "/suivi/?jour=2026-12-03&etat=tenu")
    assert case.reference not in text(client, "/suivi/?jour=2026-12-03&comment=presentiel")


def test_another_caisse_is_in_no_list_and_who_serves_all_chooses_one(world: World) -> None:
    world.caisse("763", nom="Caisse du Havre")
    (case,) = plan(world, "2026-12-03", caisse="763")
    path = "/suivi/?jour=2026-12-03"
    assert case.reference not in text(signed_in("technicien"), path)
    everywhere = signed_in("chef", caisse="")
    assert case.reference in text(everywhere, path)
    assert case.reference in text(everywhere, f"{path}&caisse=763")
    assert case.reference not in text(everywhere, f"{path}&caisse=141")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_leaves_as_csv_and_as_xlsx_and_the_journal_knows(
    world: World, path: str
) -> None:
    plan(world, "2026-12-01", "2026-12-03")
    client = signed_in("technicien")
    header = exported(client, path)[0]
    answer = client.get(path, {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == header
    actions = JournalEntry.objects.filter(action__endswith=":exported")
    assert actions.count() == 2


@pytest.mark.parametrize("path", LISTS)
def test_no_list_and_no_export_names_a_person_or_tells_of_health(world: World, path: str) -> None:
    person = world.insured(nom_usage="ÉVRARD-LEROY", adresse="2 rue de la Mer")
    plan(world, "2026-12-01", "2026-12-03", insured=person, competence="psychiatre")
    client = signed_in("technicien")
    lines = "\n".join(";".join(line) for line in exported(client, path))
    for found in (text(client, path), lines):
        for secret in ("ÉVRARD", "Camille", "rue de la Mer", "psychiatre", "+336"):
            assert secret not in found


def test_a_place_whose_name_is_a_formula_runs_in_no_spreadsheet(world: World) -> None:
    site = world.site()
    Site.objects.update(nom="=HYPERLINK(1)")
    world.hours(world.medecin(), "2026-12-09", site=site)
    case = world.case(besoins=("presentiel",))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    client = signed_in("technicien")
    path = "/suivi/"
    (line,) = [one for one in exported(client, path, jour="2026-12-09") if case.reference in one]
    assert "'=HYPERLINK(1), salle 1" in line
    answer = client.get(path, {"jour": "2026-12-09", "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    sheet = book.active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_without_a_place_the_most_urgent_comes_first_and_reasons_narrow(world: World) -> None:
    later, first = world.case(priorite=4), world.case(priorite=1)
    placed = world.case(state="planifie")
    for case, reason in ((later, "no_site"), (first, "no_capacity"), (placed, "no_site")):
        Unplaced.objects.create(
            case=case, reason=reason, since=clock.now(), task_key=case.reference
        )
    client = signed_in("technicien")
    page = text(client, "/agendas/sans-place/")
    assert page.index(first.reference) < page.index(later.reference)
    assert placed.reference not in page
    assert first.reference not in text(client, "/agendas/sans-place/?reason=no_site")
    assert later.reference in text(client, "/agendas/sans-place/?reason=no_site")
    assert first.reference in text(client, "/agendas/sans-place/?priorite=1")


@pytest.mark.parametrize("role", ["gestionnaire", "administrateur", "expert"])
def test_who_follows_nobody_is_refused(world: World, role: str) -> None:
    client = signed_in(role)
    assert {client.get(path).status_code for path in ("/suivi/", "/suivi/semaine/")} == {403}


@pytest.mark.parametrize("path", LISTS)
def test_twice_the_rows_cost_the_same_queries(world: World, path: str) -> None:
    client = signed_in("technicien")

    def cost() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    costs = []
    for number in range(2):
        for case in plan(world, "2026-12-03", cases=5):
            lost(world, case, number)
        costs.append(cost())
    assert costs[0] == costs[1]


def lost(world: World, case: Case, number: int) -> None:
    """A message of the case that nobody got, and another case without a place."""
    waits = world.case(besoins=("presentiel",))
    Unplaced.objects.create(
        case=waits, reason="no_site", since=clock.now(), task_key=f"{number}{case.id}"
    )
    sample = Notice.objects.filter(subject=f"appointment:{case.id}").first()
    assert sample is not None
    Notice.objects.filter(pk=sample.pk).update(
        failure="bounced", failed_at=clock.now() + timedelta(minutes=number), task_key="k"
    )
