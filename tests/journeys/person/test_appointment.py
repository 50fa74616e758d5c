"""My appointment: what the person sees, and what one tap does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from telecontrole.rooms.people import links
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.tests.world import PLANNER
from tests.browser.stage import SYSTEM
from tests.journeys.conftest import Story

pytestmark = pytest.mark.django_db


def page(client: Client, path: str = "/rdv/") -> str:
    """The text of a page."""
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def tap(client: Client, choice: str, version: int) -> str:
    """Press a button of the page."""
    answer = client.post(f"/rdv/choix/{choice}/", {"version": str(version)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def close(story: Story, state: AppointmentState) -> None:
    planning_services.close_appointment(appointment_id=story.current.id, state=state, actor=PLANNER)


def test_the_page_says_when_with_whom_and_the_shared_code(story: Story) -> None:
    text = page(story.visit())
    assert "jeudi 3 décembre 2026" in text
    assert "9 h" in text
    assert "docteur Anne MÉDECIN" in text
    assert links.shared_code(f"appointment:{story.case.id}") in text
    assert "Je ne veux pas d’un rendez-vous en visio" in text
    assert "Je suis empêché(e)" in text


def test_the_token_leaves_the_address_bar_and_the_referrer(story: Story) -> None:
    answer = Client().get(f"/r/{story.token()}")
    assert answer["Location"] == "/rdv/"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_every_channel_opens_the_same_page(story: Story) -> None:
    assert story.token("sms") != story.token("email")
    texts = [page(story.visit(channel)) for channel in ("sms", "email", "lettre")]
    assert all("jeudi 3 décembre 2026" in text for text in texts)


def test_a_forged_link_says_what_to_do(story: Story) -> None:
    for token in ("ABCDEFGHIJKL", "court", "é" * 12, "A" * 300, "ABCDEFGHIJK1"):
        answer = Client().get(f"/r/{token}")
        assert answer.status_code == 404
        assert "Ce lien n’est pas valable" in answer.content.decode()


def test_trying_many_links_is_slowed_down(story: Story) -> None:
    client = Client()
    answers = [client.get("/r/ABCDEFGHIJKL").status_code for _ in range(62)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_an_expired_or_revoked_link_closes_the_session(story: Story, at: Any) -> None:
    client = story.visit()
    links.close_links(channel="sms", holders=[story.insured_id], actor=SYSTEM)
    answer = client.get("/rdv/")
    assert answer.status_code == 410
    assert "dernier message" in answer.content.decode()


def test_without_a_link_the_page_says_to_open_it() -> None:
    for path in ("/rdv/", "/rdv/rejoindre/", "/rdv/resultat/", "/rdv/choix/", "/rdv/essai/"):
        assert Client().get(path).status_code == 403
    assert Client().post("/rdv/choix/empeche/", {"version": "1"}).status_code == 403


def test_not_by_video_in_one_tap_shows_the_meeting_in_person(
    story: Story, on_site: Callable[..., None]
) -> None:
    on_site()
    client = story.visit()
    text = tap(client, "pas-en-visio", 1)
    assert "C’est noté" in text
    assert "mercredi 9 décembre 2026" in text
    assert "Site 141-1" in text
    assert "aucune conséquence" in text
    first, second = planning.versions(story.case.id)
    assert first.state is AppointmentState.REFUSE
    assert second.modalite is Modalite.PRESENTIEL
    assert "Votre rendez-vous sur place" in page(client)


def test_a_second_tap_changes_nothing_more(story: Story, on_site: Callable[..., None]) -> None:
    on_site("2026-12-09", "2026-12-10")
    client = story.visit()
    once = tap(client, "pas-en-visio", 1)
    again = tap(client, "empeche", 1)
    assert len(planning.versions(story.case.id)) == 2
    assert "mercredi 9 décembre 2026" in once
    assert "mercredi 9 décembre 2026" in again


def test_without_a_place_we_will_write(story: Story) -> None:
    client = story.visit()
    assert "Nous vous écrirons" in tap(client, "pas-en-visio", 1)
    assert "Nous vous écrirons" in page(client)


def test_prevented_twice_is_still_accepted(story: Story, on_site: Callable[..., None]) -> None:
    on_site("2026-12-09", "2026-12-10")
    client = story.visit()
    assert "mercredi 9 décembre 2026" in tap(client, "empeche", 1)
    assert "Nous vous écrirons" in tap(client, "empeche", 2)


@pytest.mark.parametrize("version", ["7", "", "zéro"])
def test_a_tap_on_an_old_page_shows_where_one_stands(story: Story, version: str) -> None:
    client = story.visit()
    answer = client.post("/rdv/choix/empeche/", {"version": version}, follow=True)
    assert answer.status_code == 200
    assert "a changé entre-temps" in answer.content.decode()
    assert story.current.ahead


def test_a_tap_after_the_interview_is_told_plainly(story: Story, at: Any) -> None:
    client = story.visit()
    at(story.current.ends_at + timedelta(minutes=10))
    answer = client.post("/rdv/choix/empeche/", {"version": "1"}, follow=True)
    assert "est passée" in answer.content.decode()


def test_a_tap_needs_the_page_of_this_site(story: Story) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(f"/r/{story.token()}")
    assert client.post("/rdv/choix/empeche/", {"version": "1"}).status_code == 403
    assert story.current.ahead


def test_nobody_declines_the_appointment_of_another(story: Story) -> None:
    story.world.hours(story.world.medecin(), "2026-12-04")
    other = story.world.case()
    planning_services.place_all(actor=PLANNER, now=story.current.created_at)
    tap(story.visit(), "empeche", 1)
    untouched = planning.current(other.id)
    assert untouched is not None
    assert untouched.ahead


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (AppointmentState.TENU, "Votre entretien a eu lieu"),
        (AppointmentState.ABSENT, "Nous ne nous sommes pas vus"),
        (AppointmentState.ECHEC_TECHNIQUE, "n’a pas fonctionné"),
        (AppointmentState.ANNULE, "est annulé"),
        (AppointmentState.REMPLACE, "pas de rendez-vous pour le moment"),
    ],
)
def test_each_end_of_an_appointment_has_its_words(
    story: Story, state: AppointmentState, words: str
) -> None:
    client = story.visit()
    close(story, state)
    text = page(client)
    assert words in text
    assert "sanction" not in text


def test_a_case_without_an_appointment_says_so(story: Story) -> None:
    other = Story(story.world, story.world.case(), story.gateway)
    assert "pas de rendez-vous pour le moment" in page(other.visit())


def test_the_hour_that_has_passed_worries_nobody(story: Story, at: Any) -> None:
    client = story.visit()
    at(story.current.ends_at)
    assert "Votre rendez-vous" in page(client)
    at.advance(minutes=10)
    assert "est passée" in page(client)


def test_the_calendar_entry_replaces_the_one_of_the_email(story: Story) -> None:
    answer = story.visit().get("/rdv/agenda.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert int(str(event["SEQUENCE"])) >= 1
    assert event.decoded("dtstart") == story.current.starts_at
    assert str(event["SUMMARY"]) == "Rendez-vous Assurance Maladie"


def test_the_pages_never_show_nir_or_health(story: Story) -> None:
    client = story.visit()
    for path in ("/rdv/", "/rdv/essai/", "/rdv/identite/rejoindre/"):
        text = page(client, path).lower()
        assert "nir" not in text.split()
        assert "generaliste" not in text
        assert story.case.reference.lower() not in text


def test_the_home_page_asks_the_database_a_fixed_number_of_times(
    story: Story, on_site: Callable[..., None], django_assert_max_num_queries: Any
) -> None:
    on_site("2026-12-09", "2026-12-10")
    client = story.visit()
    tap(client, "pas-en-visio", 1)
    with django_assert_max_num_queries(12):
        client.get("/rdv/")
