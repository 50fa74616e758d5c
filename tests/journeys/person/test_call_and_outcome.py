"""Joining the call, and reading what was decided."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from telecontrole.foundations import events
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.models import Letter
from telecontrole.rooms.people.models import Account, MedecinConseil
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.visio import services as visio_services
from telecontrole.rooms.visio import tickets
from tests.journeys.conftest import Story
from tests.journeys.person.test_identity import CODE, born
from tests.journeys.staff.test_pages import signed_in

pytestmark = pytest.mark.django_db


def verified(story: Story, purpose: str = "rejoindre") -> Client:
    client = story.visit()
    born(client, purpose)
    answer = client.post(f"/rdv/identite/{purpose}/code/", {"code": story.code()})
    assert answer.status_code == 302
    return client


def session_of(story: Story) -> visio.SessionInfo:
    found = visio.session_of(f"appointment:{story.current.id}")
    assert found is not None
    return found


def test_joining_asks_for_the_second_factor(story: Story, at: Any) -> None:
    client = story.visit()
    at(story.current.starts_at)
    assert client.get("/rdv/rejoindre/")["Location"] == "/rdv/identite/rejoindre/"


def test_before_a_quarter_of_an_hour_the_page_says_when(story: Story, at: Any) -> None:
    client = verified(story)
    text = client.get("/rdv/rejoindre/").content.decode()
    assert "8\u00a0h\u00a045" in text
    assert visio.session_of(f"appointment:{story.current.id}") is None


def test_at_the_hour_the_waiting_room_is_there(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client = verified(story)
    answer = client.get("/rdv/rejoindre/")
    text = answer.content.decode()
    assert 'id="visio"' in text
    assert "MÉDECIN" in text
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert client.post(f"/visio/{session_of(story).id}/ticket/").status_code == 200


def test_who_was_verified_the_day_before_takes_the_seat_with_one_button(
    story: Story, at: Any
) -> None:
    client = verified(story)
    at(story.current.starts_at)
    assert story.visit().get("/rdv/rejoindre/").status_code == 302
    text = client.get("/rdv/rejoindre/").content.decode()
    assert "Aller à la salle d’attente" in text.replace("&#x27;", "'")
    assert client.post("/rdv/rejoindre/")["Location"] == "/rdv/rejoindre/"
    assert 'id="visio"' in client.get("/rdv/rejoindre/").content.decode()


def test_nobody_else_gets_a_ticket(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    verified(story)
    path = f"/visio/{session_of(story).id}/ticket/"
    assert Client().post(path).status_code == 403
    assert story.visit().post(path).status_code == 403
    story.world.hours(story.world.medecin(), "2026-12-07")
    other = Story(story.world, story.world.case(), story.gateway, story.read)
    assert verified(other, "resultat").post(path).status_code == 403
    assert verified(story).post(f"/visio/{uuid4()}/ticket/").status_code == 403


def test_a_look_writes_nothing(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client = story.visit()
    for path in ("/rdv/", "/rdv/rejoindre/", "/rdv/essai/"):
        client.get(path)
    assert visio.session_of(f"appointment:{story.current.id}") is None


def test_the_outcome_needs_the_second_factor(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    story.conclude()
    client = story.visit()
    home = client.get("/rdv/").content.decode()
    assert "Lire le résultat" in home
    assert "justifié" not in home
    assert client.get("/rdv/resultat/")["Location"] == "/rdv/identite/resultat/"


def test_after_the_call_the_outcome_is_there_at_once(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client = verified(story)
    story.conclude()
    text = client.get("/rdv/resultat/").content.decode().replace("&#x27;", "'")
    assert "n’est plus médicalement justifié" in text
    assert "vendredi 4 décembre 2026" in text
    assert "commission médicale de recours amiable" in text
    assert "employeur" in text


def test_without_an_avis_there_is_nothing_to_read(story: Story) -> None:
    assert verified(story).get("/rdv/resultat/")["Location"] == "/rdv/"


def test_the_letter_is_downloaded_by_its_reader_only(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client = verified(story)
    story.conclude()
    letter = Letter.objects.get()
    path = f"/rdv/resultat/lettre/{letter.id}/"
    answer = client.get(path)
    assert answer.content.startswith(b"%PDF")
    assert JournalEntry.objects.filter(action="vault:document:read").count() == 1
    assert story.visit().get(path)["Location"] == "/rdv/resultat/"
    assert client.get(f"/rdv/resultat/lettre/{uuid4()}/").status_code == 404


def alone(story: Story) -> Client:
    """A browser with link and birth date, and no code."""
    client = story.visit()
    born(client)
    client.post("/rdv/identite/sans-code/")
    return client


def ticket(story: Story, client: Client) -> str:
    answer = client.post(f"/visio/{session_of(story).id}/ticket/")
    assert answer.status_code == 200
    return str(answer.json()["ticket"])


def enter(story: Story, client: Client) -> None:
    """The websocket's door, with this browser's ticket."""
    given = ticket(story, client)
    key = client.session.session_key or ""
    assert not isinstance(visio_services.enter(token=given, browser_session=key), Refusal)


def reads(client: Client) -> bool:
    letter = Letter.objects.get().id
    page = client.get("/rdv/resultat/").status_code == 200
    assert page is (client.get(f"/rdv/resultat/lettre/{letter}/").status_code == 200)
    return page


def test_who_was_checked_on_screen_reads_too(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client = alone(story)
    enter(story, client)
    at.advance(minutes=5)
    story.conclude()
    assert reads(client)
    # The same browser that opens the link again was there too.
    client.get(f"/r/{story.token()}")
    assert reads(client)


def test_link_and_birth_date_without_being_on_screen_do_not_read(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    person, other = verified(story), alone(story)
    ticket(story, other)
    enter(story, person)
    at.advance(minutes=5)
    story.conclude()
    assert reads(person)
    assert not reads(other)


def test_of_two_browsers_in_one_seat_the_one_that_was_checked_reads(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    first, second, third = alone(story), alone(story), alone(story)
    enter(story, first)
    at.advance(minutes=1)
    enter(story, second)
    at.advance(minutes=5)
    story.conclude()
    at.advance(minutes=1)
    enter(story, third)
    assert [reads(one) for one in (first, second, third)] == [False, True, False]


def test_who_gives_a_birth_date_after_the_check_does_not_read(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    enter(story, verified(story))
    story.conclude()
    at.advance(minutes=5)
    assert not reads(alone(story))


def test_a_declined_appointment_gives_no_ticket_and_its_call_ends(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client, session = verified(story), session_of(story)
    client.post("/rdv/choix/pas-en-visio/", {"version": "1"})
    assert client.post(f"/visio/{session.id}/ticket/").status_code == 403
    events.drain()
    ended = visio.session(session.id)
    assert ended is not None
    assert (ended.state, ended.end_reason) == ("ended", "cancelled")


def test_for_an_hour_after_the_avis_the_person_comes_back_to_hear_it(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    client, session = verified(story), session_of(story)
    story.conclude()
    events.drain()
    path = f"/visio/{session.id}/ticket/"
    at.advance(minutes=59)
    assert client.post(path).status_code == 200
    at.advance(minutes=1)
    assert client.post(path).status_code == 403


def test_a_browser_with_two_seats_gets_the_one_of_its_page(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    medecin = MedecinConseil.objects.get(id=story.current.medecin)
    client = signed_in("medecin_conseil", medecin=medecin)
    client.get(f"/r/{story.token()}")
    born(client)
    client.post(CODE, {"code": story.code()})
    path = f"/visio/{session_of(story).id}/ticket/"
    for seat in visio.seats(session_of(story).id):
        given = client.post(path, {"seat": str(seat.id)}).json()["ticket"]
        read = tickets.read(given)
        assert read is not None
        assert read.seat == str(seat.id)
    assert client.post(path, {"seat": str(uuid4())}).status_code == 403


def test_without_its_role_an_account_gets_no_ticket(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    verified(story)
    medecin = MedecinConseil.objects.get(id=story.current.medecin)
    path = f"/visio/{session_of(story).id}/ticket/"
    client = signed_in("medecin_conseil", medecin=medecin)
    assert client.post(path).status_code == 200
    Account.objects.update(roles=["technicien"])
    assert client.post(path).status_code == 403


def test_a_wrong_code_does_not_read(story: Story, at: Any) -> None:
    at(story.current.starts_at)
    story.conclude()
    client = story.visit()
    born(client, "resultat")
    assert client.post(CODE.replace("rejoindre", "resultat"), {"code": "12"}).status_code == 422
    assert client.get("/rdv/resultat/").status_code == 302


def test_the_equipment_test_is_kept_with_the_appointment(story: Story) -> None:
    client = story.visit()
    page = client.get("/rdv/essai/")
    assert 'id="visio-test"' in page.content.decode()
    assert "camera=(self)" in page["Permissions-Policy"]
    assert client.post("/visio/essai/relais/").status_code == 200
    assert Client().post("/visio/essai/relais/").status_code == 403
    results = dict.fromkeys(("calls", "camera", "microphone", "speaker", "socket", "direct"), "ok")
    results |= {"browser": "firefox", "system": "android"}
    results |= dict.fromkeys(("udp", "tcp", "tls"), "none")
    told = client.post("/visio/essai/resultat/", results, content_type="application/json")
    assert told.status_code == 200, told.content
    assert len(visio.equipment_tests(f"appointment:{story.current.id}")) == 1
