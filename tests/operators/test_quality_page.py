"""The heads' page of the quality of calls: who sees what, small groups hidden, the same in the file."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall.staff import quality
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.territory.models import Caisse
from telecontrole.rooms.visio import reports
from telecontrole.rooms.visio.models import CallFigure, Seat, Session
from tests.journeys.staff.test_pages import signed_in

pytestmark = pytest.mark.django_db
PATH = "/qualite-visio/"


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


def calls(count: int, *, caisse: str = "141", browser: str = "chrome", good: bool = True) -> None:
    """Calls that ended an hour ago."""
    ended = clock.now() - timedelta(hours=1)
    for _ in range(count):
        session = Session.objects.create(
            subject=f"appointment:{uuid.uuid4()}",
            opens_at=ended - timedelta(hours=1),
            closes_at=ended + timedelta(hours=1),
            created_at=ended,
            state="ended",
            ended_at=ended,
        )
        seat = Seat.objects.create(
            session=session, position=1, role="assure", key="k", name_shown="X", created_at=ended
        )
        CallFigure.objects.create(
            seat=seat,
            at=ended,
            grouping=caisse,
            browser=browser,
            system="linux",
            transport="udp",
            succeeded=good,
            first_frame_ms=300,
            loss=0.01,
            frozen_ms=0,
            seconds=60,
            restarts=0,
        )


def shown(client: Client, path: str = PATH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_heads_see_rates_and_small_groups_are_hidden(world: World) -> None:
    calls(12)
    calls(8, browser="firefox", good=False)
    calls(6, browser="edge")
    calls(3, browser="safari")
    page = shown(signed_in("chef"))
    assert "29 appels terminés" in page
    assert "Chrome" in page
    assert "100,0 %" in page
    assert page.count("trop peu pour être montrés") == 2, (
        "Safari, and one that it could be told from"
    )
    assert "<svg" in page


def test_two_calls_alone_of_their_kind_cannot_be_counted_back_from_the_total(world: World) -> None:
    calls(12)
    calls(8, browser="firefox")
    calls(1, browser="safari")
    calls(1, browser="opera")
    page = shown(signed_in("chef"))
    assert "22 appels terminés" in page
    assert page.count("trop peu pour être montrés") == 3, "22 less 12 and 8 would leave the two"
    assert "moins de 5 appels" in page


def test_the_file_hides_what_the_page_hides_and_its_making_is_journalled(world: World) -> None:
    calls(12)
    calls(3, browser="safari")
    calls(2, browser="opera")
    client = signed_in("chef")
    answer = client.get(f"{PATH}?par=navigateur&format=csv")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Chrome;12;100,0;0,30;1,00")
    assert {line.strip(";") for line in lines[2:]} == {"Safari", "Opera"}
    assert JournalEntry.objects.filter(action="hall:quality:exported").exists()


def test_a_head_of_a_caisse_sees_its_region_and_the_country_s_pilot_all(world: World) -> None:
    Caisse.objects.create(
        code="974",
        nom="CGSS de La Réunion",
        region="La Réunion",
        departement="974",
        fuseau="Indian/Reunion",
        calendrier="la_reunion",
    )
    calls(6)
    calls(7, caisse="974")
    own = shown(signed_in("chef"), f"{PATH}?par=region")
    assert "6 appels terminés" in own
    assert "La Réunion" not in own
    country = shown(signed_in("chef", caisse=""), f"{PATH}?par=region")
    assert "13 appels terminés" in country
    assert "La Réunion" in country


def test_every_word_of_a_report_has_its_french() -> None:
    assert quality.BROWSERS.keys() == reports.BROWSERS
    assert quality.TRANSPORTS.keys() == reports.TRANSPORTS


def test_nobody_but_heads_opens_the_page(world: World) -> None:
    for role in ("technicien", "gestionnaire", "administrateur", "expert"):
        assert signed_in(role).get(PATH).status_code == 403
    assert Client().get(PATH).status_code == 302


def test_without_calls_the_page_says_so(world: World) -> None:
    assert "Pas encore assez d’appels" in shown(signed_in("chef"))


def test_more_calls_cost_no_more_queries(world: World) -> None:
    client, counts = signed_in("chef"), []
    for _ in range(2):
        calls(10)
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_call_counts_for_the_caisse_of_its_case(world: World) -> None:
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    planning_services.place_all(actor=PLANNER, now=clock.now())
    appointment = planning.current(case.id)
    assert appointment is not None
    subject = f"appointment:{appointment.id}"
    unknown = f"appointment:{uuid.uuid4()}"
    assert quality.caisses_of([subject, unknown, "other"]) == {subject: case.caisse_id}
