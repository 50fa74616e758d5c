"""A third person: asked for by the person or invited by the team, and what their link opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.rooms.notices import selectors as notice_selectors
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio import selectors as visio
from tests.journeys.conftest import Story
from tests.journeys.staff.test_pages import signed_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/r/([A-Z2-7]{12})")
ANA = {"name": "Ana Lopez", "role": "interprete", "by": "email", "address": "ana@exemple.test"}


def invited(story: Story, **more: str) -> tuple[Client, Client]:
    """The team's browser, and the guest's once the link of the message was opened."""
    staff = signed_in("technicien")
    page = f"/dossiers/{story.case.reference}/participants/"
    answer = staff.post(page, {**ANA, **more})
    assert (answer.status_code, answer.get("Location")) == (302, page)
    notices.tick(clock.now())
    sent = Notice.objects.filter(kind="invitation").latest("created_at")
    (attempt,) = notice_selectors.proof(sent.subject)[0].attempts
    return staff, opened(attempt.text)


def opened(text: str) -> Client:
    found = LINK.search(text)
    assert found is not None
    client = Client()
    answer = client.get(found[0])
    assert (answer.status_code, answer["Location"]) == (302, "/invite/")
    return client


def test_the_guest_sees_who_invites_and_nobody_elses_name(story: Story, at: Any) -> None:
    _, guest = invited(story)
    for path in ("/invite/", "/invite/essai/"):
        answer = guest.get(path)
        assert answer.status_code == 200
        text = answer.content.decode()
        person = story.case.insured
        for secret in (person.nom_naissance, person.prenoms, story.case.reference, "arrêt"):
            assert secret not in text, (path, secret)
    text = guest.get("/invite/").content.decode()
    assert "docteur" in text
    assert "Ana Lopez" in text
    assert "interprète" in text
    assert guest.get("/invite/salle/").status_code == 302, (
        "the room opens a quarter of an hour before"
    )
    at(story.current.starts_at)
    assert guest.post("/invite/salle/").status_code == 302
    text = guest.get("/invite/salle/").content.decode()
    assert 'id="visio"' in text
    assert story.case.insured.nom_naissance not in text


def test_a_ticket_is_given_for_ones_own_call_only_until_the_link_is_withdrawn(
    story: Story, at: Any
) -> None:
    staff, guest = invited(story)
    at(story.current.starts_at)
    guest.post("/invite/salle/")
    session = visio.session_of(f"appointment:{story.current.id}")
    assert session is not None
    ticket = f"/visio/{session.id}/ticket/"
    assert guest.post(ticket).status_code == 200
    assert Client().post(ticket).status_code == 403
    (one,) = visio_guests.standing(f"case:{story.case.id}")
    staff.post(
        f"/dossiers/{story.case.reference}/participants/",
        {"acte": "retirer", "guest": str(one.id)},
    )
    assert guest.post(ticket).status_code == 403
    for path in ("/invite/", "/invite/salle/", "/invite/essai/"):
        assert guest.get(path).status_code == 410


def test_a_link_may_be_handed_over_and_is_shown_to_the_team_only(story: Story) -> None:
    staff = signed_in("technicien")
    page = f"/dossiers/{story.case.reference}/participants/"
    answer = staff.post(page, {**ANA, "by": "lien", "address": ""})
    assert answer.status_code == 200
    assert not Notice.objects.filter(kind="invitation").exists()
    opened(answer.content.decode())
    assert LINK.search(staff.get(page).content.decode()) is None, "not shown again by looking"
    assert signed_in("gestionnaire").get(page).status_code == 403
    assert signed_in("technicien", caisse="763").get(page).status_code == 404


def test_the_person_asks_the_team_sends_and_the_person_may_take_it_back(story: Story) -> None:
    person = story.visit()
    asked = {"name": "Luc Petit", "role": "proche", "by": "sms", "address": "06 12 34 56 78"}
    assert person.post("/rdv/accompagnants/", asked).status_code == 302
    assert "Demandé" in person.get("/rdv/accompagnants/").content.decode()
    assert not Notice.objects.filter(kind="invitation").exists()
    (one,) = visio_guests.guests(f"case:{story.case.id}")
    medecin = MedecinConseil.objects.get(id=story.current.medecin)
    staff = signed_in("medecin_conseil", medecin=medecin)
    page = f"/dossiers/{story.case.reference}/participants/"
    assert "Demandé par la personne" in staff.get(page).content.decode()
    staff.post(page, {"acte": "accepter", "guest": str(one.id)})
    notices.tick(clock.now())
    sent = Notice.objects.get(kind="invitation")
    assert (sent.handed_at is not None, sent.channel) == (True, "sms")
    person.post("/rdv/accompagnants/", {"acte": "retirer", "guest": str(one.id)})
    assert visio_guests.standing(f"case:{story.case.id}") == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "Ana <b>Lopez</b>"}, "seulement le prénom et le nom"),
        ({"address": "nulle part"}, "une adresse comme"),
        ({"by": "sms", "address": "01 23 45 67 89"}, "numéro de mobile"),
        ({"role": "voisin"}, "Choisissez"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    story: Story, wrong: dict[str, str], words: str
) -> None:
    staff = signed_in("technicien")
    answer = staff.post(f"/dossiers/{story.case.reference}/participants/", {**ANA, **wrong})
    assert answer.status_code == 422
    if "role" not in wrong:
        assert words in answer.content.decode()
    assert visio_guests.guests(f"case:{story.case.id}") == []


def test_a_guest_of_another_case_cannot_be_withdrawn_from_here(story: Story) -> None:
    staff, _ = invited(story)
    (one,) = visio_guests.standing(f"case:{story.case.id}")
    other = story.world.case()
    page = f"/dossiers/{other.reference}/participants/"
    answer = staff.post(page, {"acte": "retirer", "guest": str(one.id)})
    assert answer.status_code == 404
    for guest in ("", "x", str(story.case.id)):
        answer = story.visit().post("/rdv/accompagnants/", {"acte": "retirer", "guest": guest})
        assert answer.status_code == 404
    assert visio_guests.standing(f"case:{story.case.id}") == [one]


def test_when_nobody_can_join_the_team_receives_the_person_on_site_by_one_button(
    story: Story, on_site: Callable[..., None]
) -> None:
    staff = signed_in("technicien")
    page = f"/dossiers/{story.case.reference}/participants/"

    def pressed() -> str:
        return staff.post(page, {"acte": "sur-place"}, follow=True).content.decode()

    kept = pressed()
    assert "Aucune place sur un site" in kept
    assert "Recevoir sur place" in kept, "the video stands, and one may try again"
    on_site()
    moved = pressed()
    assert "est reçue sur place" in moved
    assert "Recevoir sur place" not in moved
    assert story.current.modalite == "presentiel"
