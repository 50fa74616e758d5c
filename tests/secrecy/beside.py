"""Who comes beside the insured person: a tuteur, a curateur, and the guests of a call. Browsers for the cast."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.test import Client

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import guests
from telecontrole.rooms.people import links, representatives
from telecontrole.rooms.people.codes import issue_code
from telecontrole.rooms.people.representatives import Quality
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import GuestRole
from tests.browser.stage import BORN, SYSTEM, Interview
from tests.hostile.cast import Cast

TECHNICIEN = Actor(ActorKind.STAFF, str(uuid4()), frozenset({Role.TECHNICIEN}), caisse="141")


def join(cast: Cast) -> None:
    """A tuteur of the person expected now, a curateur of the one who was told, an interpreter in the call."""
    here = cast.here
    cast.clients["representative"] = representative(here.now, Quality.TUTEUR)
    cast.clients["curateur"] = representative(here.told, Quality.CURATEUR)
    cast.clients["guest"] = guest(here.now, GuestRole.INTERPRETE)


def mandated(story: Interview, quality: Quality) -> UUID:
    """Somebody whose deed a technician has seen; the identifier."""
    made = representatives.note(
        insured_id=story.case.insured_id,
        quality=quality,
        nom="PETIT",
        prenoms="Luce",
        email=f"{quality.value}@exemple.test",
        mobile="06 12 34 56 78",
        adresse="2 rue des Lilas\n14000 Caen",
        until=None,
        actor=TECHNICIEN,
    )
    assert isinstance(made, UUID), made
    return made


def token_of(story: Interview, one: UUID) -> str:
    """The token of the SMS of a representative."""
    wanted = links.LinkWanted(f"case:{story.case.id}", "sms", representative_id=one)
    return links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)


def representative(story: Interview, quality: Quality, *, proved: bool = True) -> Client:
    """The browser of a representative: by a link of his or her own, with a code of his or her own."""
    token, client = token_of(story, mandated(story, quality)), Client()
    client.get(f"/r/{token}")
    return _prove(client, token) if proved else client


def guest(story: Interview, role: GuestRole) -> Client:
    """A guest of the call, behind the link of the invitation."""
    case = cases.case(story.case.id)
    assert case is not None
    made = guests.invite(case=case, role=role, name="Awa SY", actor=SYSTEM)
    assert isinstance(made, UUID), made
    client = Client()
    client.get(f"/r/{visio.token_of_guest(made)}")
    return client


def _prove(client: Client, token: str) -> Client:
    birth = {"birth_jour": BORN.day, "birth_mois": BORN.month, "birth_annee": BORN.year}
    answer = client.post("/rdv/identite/decision/", birth)
    assert answer.status_code == 302, answer.content.decode()
    link = links.resolve_link(token)
    assert link is not None
    given = issue_code(link_id=link.id, channel="email", actor=SYSTEM)
    assert not isinstance(given, Refusal)
    answer = client.post("/rdv/identite/decision/code/", {"code": given.code})
    assert answer.status_code == 302, answer.content.decode()
    return client
