"""The second factor: birth date, a code by the other channel, and what stands for it when none comes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.visio import selectors as visio
from tests.journeys.conftest import Story

pytestmark = pytest.mark.django_db
RIGHT = {"birth_jour": "1", "birth_mois": "1", "birth_annee": "1980"}
WRONG = {**RIGHT, "birth_annee": "1981"}
BIRTH, CODE = "/rdv/identite/rejoindre/", "/rdv/identite/rejoindre/code/"


def born(client: Client, purpose: str = "rejoindre") -> None:
    answer = client.post(f"/rdv/identite/{purpose}/", RIGHT)
    assert (answer.status_code, answer["Location"]) == (302, f"/rdv/identite/{purpose}/code/")


def test_the_code_comes_by_the_other_channel(story: Story) -> None:
    for link, other in (("sms", "email"), ("email", "sms"), ("lettre", "sms")):
        client = story.visit(link)  # type: ignore[arg-type]
        born(client)
        notice = Notice.objects.filter(kind="code").latest("created_at", "channel")
        assert notice.channel == other
        assert notice.exempt
        notice.delete()


def test_birth_date_and_code_let_in(story: Story) -> None:
    client = story.visit()
    born(client)
    answer = client.post(CODE, {"code": story.code()})
    assert answer["Location"] == "/rdv/rejoindre/"
    text = client.get("/rdv/rejoindre/").content.decode()
    assert "Tout est prêt" in text


def test_each_request_of_a_code_is_a_message_of_its_own(story: Story) -> None:
    client = story.visit()
    born(client)
    first = story.code()
    client.post("/rdv/identite/rejoindre/autre-code/")
    second = story.code()
    assert Notice.objects.filter(kind="code").count() == 2
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).status_code == 302


def test_a_wrong_birth_date_is_told_and_journalled_and_slowed_down(story: Story, at: Any) -> None:
    client = story.visit()
    answers = [client.post(BIRTH, WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "celle de votre dossier" in answers[0].content.decode()
    assert 'value="1981"' in answers[0].content.decode()
    # The right one does not help either before a quarter of an hour, whatever the link.
    assert story.visit("email").post(BIRTH, RIGHT).status_code == 429
    assert JournalEntry.objects.filter(action="hall:birth_date:refused").count() == 5
    assert not JournalEntry.objects.filter(data__icontains="1981").exists()
    at.advance(minutes=15)
    born(client)


@pytest.mark.parametrize(
    "typed",
    [{}, {"birth_jour": "31", "birth_mois": "2", "birth_annee": "1980"}, {"birth_jour": "x"}],
)
def test_a_date_that_is_none_counts_for_nothing(story: Story, typed: dict[str, str]) -> None:
    client = story.visit()
    for _ in range(8):
        assert client.post(BIRTH, typed).status_code == 422
    born(client)


def test_wrong_codes_end_by_asking_for_another(story: Story) -> None:
    client = story.visit()
    born(client)
    right = story.code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert client.post(CODE, {"code": wrong}).status_code == 422
    answer = client.post(CODE, {"code": right})
    assert "Demandez-en un nouveau" in answer.content.decode()


def test_a_code_dies_after_ten_minutes(story: Story, at: Any) -> None:
    client = story.visit()
    born(client)
    code = story.code()
    at.advance(minutes=10)
    assert "10 minutes" in client.post(CODE, {"code": code}).content.decode()


def test_nobody_asks_for_a_code_without_the_birth_date(story: Story) -> None:
    client = story.visit()
    assert client.get(CODE)["Location"] == BIRTH
    assert client.post("/rdv/identite/rejoindre/autre-code/")["Location"] == BIRTH
    assert client.post("/rdv/identite/sans-code/")["Location"] == BIRTH
    assert not Notice.objects.filter(kind="code").exists()


def test_when_no_code_comes_the_medecin_conseil_checks_on_screen(story: Story, at: Any) -> None:
    client = story.visit()
    at(story.current.starts_at)
    born(client)
    assert client.post("/rdv/identite/sans-code/")["Location"] == "/rdv/rejoindre/"
    session = visio.session_of(f"appointment:{story.current.id}")
    assert session is not None
    seats = {seat.role.value: seat for seat in visio.seats(session.id)}
    assert seats["assure"].detail == "identité à vérifier à l’écran"


def test_a_seat_prepared_before_does_not_hide_that_no_code_came(story: Story, at: Any) -> None:
    client = story.visit()
    at(story.current.starts_at)
    session = examinations.prepare_call(appointment_id=story.current.id)
    born(client)
    client.post("/rdv/identite/sans-code/")
    assert client.post(f"/visio/{session}/ticket/").status_code == 200
    details = {seat.role.value: seat.detail for seat in visio.seats(UUID(str(session)))}
    assert details["assure"] == "identité à vérifier à l’écran"


def test_the_mark_stays_when_the_code_is_given_elsewhere(story: Story, at: Any) -> None:
    alone, proved = story.visit(), story.visit("email")
    at(story.current.starts_at)
    born(alone)
    alone.post("/rdv/identite/sans-code/")
    Notice.objects.filter(kind="code").delete()
    born(proved)
    proved.post(CODE, {"code": story.code()})
    session = visio.session_of(f"appointment:{story.current.id}")
    assert session is not None
    details = {seat.role.value: seat.detail for seat in visio.seats(session.id)}
    assert details["assure"] == "identité à vérifier à l’écran"


@pytest.mark.parametrize("minutes", [-16, 60])
def test_nobody_goes_on_without_a_code_when_the_room_is_closed(
    story: Story, at: Any, minutes: int
) -> None:
    client = story.visit()
    at(story.current.starts_at + timedelta(minutes=minutes))
    born(client)
    assert "Continuer sans code" not in client.get(CODE).content.decode()
    answer = client.post("/rdv/identite/sans-code/", follow=True)
    assert answer.redirect_chain == [(CODE, 302)]
    assert "seulement au moment de l" in answer.content.decode()
    assert client.get("/rdv/rejoindre/")["Location"] in ("/rdv/", "/rdv/identite/rejoindre/")


def test_nobody_goes_on_without_a_code_for_a_meeting_in_person(
    story: Story, on_site: Callable[..., None], at: Any
) -> None:
    on_site()
    client = story.visit()
    client.post("/rdv/choix/pas-en-visio/", {"version": "1"})
    at(story.current.starts_at)
    born(client)
    assert client.post("/rdv/identite/sans-code/")["Location"] == CODE
    assert not JournalEntry.objects.filter(action="hall:birth_date:taken_alone").exists()


def test_who_has_one_address_only_goes_on_without_a_code(story: Story, at: Any) -> None:
    at(story.current.starts_at - timedelta(minutes=15))
    Insured.objects.filter(id=story.insured_id).update(email="")
    client = story.visit("sms")
    born(client)
    text = client.get(CODE).content.decode()
    assert "pas d’autre adresse" in text
    assert "Continuer sans code" in text


def test_an_unknown_purpose_is_no_page(story: Story) -> None:
    client = story.visit()
    for path in ("/rdv/identite/autre/", "/rdv/identite/autre/code/"):
        assert client.get(path).status_code == 404


def test_what_one_person_proved_is_worth_nothing_for_another(story: Story) -> None:
    client = story.visit()
    born(client)
    client.post(CODE, {"code": story.code()})
    other = Story(story.world, story.world.case(), story.gateway)
    client.get(f"/r/{other.token()}")
    assert client.get("/rdv/identite/resultat/code/")["Location"] == "/rdv/identite/resultat/"
    # Back by the other channel of the first case: it is proved again.
    client.get(f"/r/{story.token('email')}")
    assert client.get("/rdv/rejoindre/").status_code == 200


def test_the_session_key_changes_at_each_door(story: Story) -> None:
    client = story.visit()
    first = client.session.session_key
    born(client)
    client.post(CODE, {"code": story.code()})
    assert client.session.session_key != first


def let_in(story: Story) -> Client:
    """A browser whose person gave birth date and code."""
    client = story.visit()
    born(client)
    client.post(CODE, {"code": story.code()})
    assert client.get("/rdv/rejoindre/").status_code == 200
    return client


def test_leaving_forgets_the_link_and_what_was_proved(story: Story) -> None:
    client = let_in(story)
    assert "Fermer ma page sur cet appareil" in client.get("/rdv/").content.decode()
    page = client.post("/rdv/quitter/", follow=True).content.decode()
    assert "Votre page est fermée sur cet appareil" in page
    assert client.get("/rdv/").status_code == 403
    assert client.get(f"/r/{story.token()}", follow=True).status_code == 200
    assert client.get("/rdv/rejoindre/")["Location"] == BIRTH


def test_no_address_of_these_journeys_holds_anything_of_the_person(story: Story) -> None:
    client = story.visit()
    answer = client.post(BIRTH, RIGHT, follow=True)
    addresses = [url for url, _ in answer.redirect_chain]
    answer = client.post(CODE, {"code": story.code()}, follow=True)
    addresses += [url for url, _ in answer.redirect_chain]
    assert addresses == [CODE, "/rdv/rejoindre/"]


def test_the_logs_of_these_journeys_name_nobody(
    story: Story, at: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # Queries are logged in debug sites only; what matters is what a production site writes.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    token = story.token()
    client = story.visit()
    client.post(BIRTH, WRONG)
    born(client)
    code = story.code()
    client.post(CODE, {"code": code})
    client.post("/rdv/choix/empeche/", {"version": "1"}, follow=True)
    person = Insured.objects.get(id=story.insured_id)
    said = caplog.text
    for secret in (person.nom_naissance, person.email, person.mobile, code, token, "generaliste"):
        assert secret not in said
