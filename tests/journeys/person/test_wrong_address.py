"""A link went to an address that is not the person's: it dies, the right one leaves, and nothing said by it stays unchecked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.events.models import Event
from telecontrole.hall import misdirected
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.worklist.models import Task
from tests.journeys.conftest import Story
from tests.journeys.person.test_appointment import page, tap
from tests.journeys.person.test_identity import RIGHT, born

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "clerk", frozenset({Role.TECHNICIEN}), caisse="141")
CONTACT = "/rdv/mes-donnees/contact/"
NEW = "+33698765432"


def correct(story: Story, value: str = NEW, kind: str = "mobile", **said: Any) -> None:
    """A technician notes another contact; the rooms above hear of it."""
    done = people.correct_contact(
        insured_id=story.insured_id,
        channel=kind,
        value=value,
        source="telephone",
        actor=CLERK,
        **said,
    )
    assert done == value
    events.drain()


def texts(story: Story, channel: str = "sms") -> list[tuple[str, str]]:
    """What left by a channel: address and words, in the order of leaving."""
    proofs = ledger.proof(f"appointment:{story.case.id}")
    found = [
        (attempt.sending_at, attempt.address, attempt.text)
        for proof in proofs
        if proof.notice.channel == channel
        for attempt in proof.attempts
    ]
    return [(address, text) for _, address, text in sorted(found, key=lambda one: str(one[0]))]


def proved(story: Story, channel: Any = "sms") -> Client:
    """A browser whose person gave birth date and code."""
    client = story.visit(channel)
    born(client, "donnees")
    answer = client.post("/rdv/identite/donnees/code/", {"code": story.code()})
    assert answer["Location"] == "/rdv/mes-donnees/"
    return client


def test_a_dead_link_says_what_to_do_and_shows_nothing(story: Story) -> None:
    gone, client = story.token(), story.visit()
    correct(story)
    answer = Client().get(f"/r/{gone}")
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "Ce lien ne sert plus" in text
    assert "3 décembre" not in text.replace("\u00a0", " ")
    assert client.get("/rdv/").status_code == 410
    assert client.post("/rdv/choix/empeche/", {"version": "1"}).status_code == 410
    assert story.current.ahead


def test_what_waits_leaves_for_the_new_address_with_the_new_link(story: Story) -> None:
    gone = story.token()
    correct(story)
    notices.tick(clock.now())
    ((address, text),) = texts(story)
    assert address == NEW
    assert gone not in text
    assert story.token() in text


def test_what_reached_somebody_else_is_said_again_at_once(story: Story, at: Any) -> None:
    notices.tick(clock.now())
    at.advance(hours=1)
    Notice.objects.filter(kind="j1", channel="sms").delete()
    correct(story)
    notices.tick(clock.now())
    before, after = texts(story)
    assert (before[0] != NEW, after[0]) == (True, NEW)
    assert story.token() in after[1]
    assert story.token() not in before[1]
    # Said once, however often it is heard.
    correct(story, "+33612345679")
    assert Notice.objects.filter(kind="convocation").count() == 1


def test_who_only_changed_number_gets_nothing_twice(story: Story) -> None:
    notices.tick(clock.now())
    Notice.objects.filter(kind="j1", channel="sms").delete()
    correct(story, wrong=False)
    notices.tick(clock.now())
    assert len(texts(story)) == 1


def test_a_failed_message_corrected_by_the_team_carries_the_new_link(story: Story) -> None:
    gone = story.token()
    failed = Notice.objects.get(kind="j2", channel="sms")
    Notice.objects.filter(id=failed.id).update(
        state="refused", failure="refused", sending_at=clock.now()
    )
    done = notices.correct_address(
        notice_id=failed.id, address=NEW, source="telephone", actor=CLERK
    )
    assert done == failed.id
    notices.tick(clock.now())
    ((address, text),) = texts(story)
    assert (address, gone in text, story.token() in text) == (NEW, False, True)
    events.drain()
    assert Insured.objects.get(id=story.insured_id).mobile == NEW
    reminder = Notice.objects.get(kind="j1", channel="sms")
    assert notices_address(reminder) == NEW


def notices_address(notice: Notice) -> str:
    """Where a message is to go."""
    return next(row.address for row in ledger.ledger_rows() if row.id == notice.id)


def test_who_gave_the_code_keeps_the_page(story: Story) -> None:
    client, bare = proved(story), story.visit()
    correct(story)
    assert "Mes données" in page(client, "/rdv/mes-donnees/")
    assert page(client)
    assert bare.get("/rdv/").status_code == 410


def test_a_code_that_went_to_the_wrong_address_proves_nothing(story: Story, at: Any) -> None:
    # By the link of the email, with the code of the SMS.
    client = proved(story, "email")
    at.advance(minutes=1)
    correct(story)
    answer = client.get("/rdv/mes-donnees/")
    assert answer["Location"] == "/rdv/identite/donnees/"
    assert client.get("/rdv/").status_code == 200


def test_the_person_changes_the_number_and_stays(story: Story) -> None:
    client = proved(story, "email")
    gone = story.token()
    form = {"channel": "mobile", "value": "06 98 76 54 32"}
    assert client.post(CONTACT, form).status_code == 422
    assert client.post(CONTACT, {**form, "former": "oui"}).status_code == 302
    answer = client.post(f"{CONTACT}code/", {"code": story.code()}, follow=True)
    assert "ne s’ouvrent plus" in answer.content.decode()
    assert Client().get(f"/r/{gone}").status_code == 410
    assert "Mes données" in page(client, "/rdv/mes-donnees/")


def test_an_answer_by_the_wrong_link_is_checked_by_somebody(
    story: Story, on_site: Callable[..., None]
) -> None:
    on_site()
    tap(story.visit(), "pas-en-visio", 1)
    correct(story)
    events.drain()
    task = Task.objects.get(kind="reponse_a_verifier")
    assert (task.params["reponse"], task.queue) == ("refuse", "planification")
    # What was answered stands until somebody has asked the person.
    assert str(story.current.modalite) == "presentiel"


@pytest.mark.parametrize("who", ["other link", "with the code", "own number"])
def test_an_answer_of_the_person_is_not_asked_again(
    story: Story, on_site: Callable[..., None], who: str
) -> None:
    on_site()
    client = proved(story) if who == "with the code" else story.visit()
    tap(client, "pas-en-visio", 1)
    if who == "other link":
        correct(story, "autre@exemple.test", "email")
    else:
        correct(story, wrong=who != "own number")
    assert not Task.objects.filter(kind="reponse_a_verifier").exists()


def test_whoever_got_it_by_mistake_closes_it(story: Story) -> None:
    client, other = story.visit(), story.visit("email")
    assert "n’est pas pour moi" in page(client)
    assert "n’est pas pour vous" in page(client, "/rdv/pas-pour-moi/")
    text = client.post("/rdv/pas-pour-moi/", follow=True).content.decode()
    assert "Ce lien est fermé" in text
    assert client.get("/rdv/").status_code == 403
    events.drain()
    notices.tick(clock.now())
    assert texts(story) == []
    assert page(other)
    task = Task.objects.get(kind="contact_a_retrouver")
    assert task.params["contact"] == "mobile"
    correct(story)
    task.refresh_from_db()
    assert task.done == "contact_donne"


def test_the_same_news_twice_changes_nothing(story: Story, on_site: Callable[..., None]) -> None:
    on_site()
    tap(story.visit(), "pas-en-visio", 1)
    correct(story, "")
    before = [(t.key, t.done) for t in Task.objects.order_by("key")]
    states = list(Notice.objects.order_by("id").values_list("id", "state", "due_at"))
    misdirected.follow_contact(Event.objects.get(name="people.contact_corrected").payload)
    assert [(t.key, t.done) for t in Task.objects.order_by("key")] == before
    assert list(Notice.objects.order_by("id").values_list("id", "state", "due_at")) == states


def test_birth_date_alone_keeps_no_dead_link(story: Story) -> None:
    client = story.visit()
    client.post("/rdv/identite/rejoindre/", RIGHT)
    correct(story)
    assert client.get("/rdv/").status_code == 410
