"""Those who look at every page: the cast of the attacks, and people in the middle of something."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.test import Client

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.diaries.models import Availability, WeeklyRule
from telecontrole.rooms.examinations import guests
from telecontrole.rooms.examinations import rules as absence_rules
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.reserve_kinds import PieceKind
from telecontrole.rooms.people import links
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.people.representatives import Quality
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.whatif import simulating
from telecontrole.rooms.planning.whatif.imagining import Asked
from telecontrole.rooms.surveys import services as surveys
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import GuestRole
from tests.browser.stage import BORN, PASSWORD, SYSTEM, invited, open_room
from tests.browser.windows import totp
from tests.hostile.cast import Cast, assemble, insured
from tests.secrecy.beside import mandated

# The task of each role's own queue.
QUEUES = {
    "medecin_conseil": "medical",
    "technicien": "planification",
    "gestionnaire": "prestations",
    "chef": "notices",
    "administrateur": "technique",
}


def gather() -> Cast:
    """Everybody. Somebody has said "not by video", so that the page after it can be looked at."""
    cast = assemble()
    said = planning.decline(
        appointment_id=cast.here.waits.appointment.id,
        reason=AppointmentState.REFUSE,
        actor=SYSTEM,
        now=clock.now(),
    )
    assert not isinstance(said, Refusal)
    cast.clients["insured_absent"] = _absent(cast)
    cast.clients["insured_asked"] = _asked(cast)
    cast.clients["insured_birth"] = _with_birth_date(cast)
    cast.clients["guest"] = _guest(cast)
    cast.clients["tutor_link"] = _representative(cast, Quality.TUTEUR)
    cast.clients["curator_link"] = _representative(cast, Quality.CURATEUR)
    cast.clients["newcomer"], _ = _newcomer("nouveau@caisse.test")
    cast.clients["newly_confirmed"], secret = _newcomer("confirme@caisse.test")
    client = cast.clients["newly_confirmed"]
    answer = client.post("/connexion/application/", {"code": totp(secret)})
    assert answer.status_code == 302, answer.content.decode()
    cast.clients["half_signed_in"] = Client()
    typed = {"login": "confirme@caisse.test", "password": PASSWORD}
    answer = cast.clients["half_signed_in"].post("/connexion/", typed)
    assert answer["Location"] == "/connexion/code/"
    return cast


def true_part(cast: Cast, who: str, part: str, kind: str, wanted: str = "") -> str:
    """A part of an address as this visitor finds it; `wanted` names another thing than the usual one."""
    here = cast.here
    if part == "task_id" and who in QUEUES:
        return str(here.task[QUEUES[who]])
    if wanted == "asked":
        return surveys.invite(questionnaire="entretien", facet="visio")
    if part == "simulation_id":
        return str(simulating.ask(asked=Asked(), actor=replace(SYSTEM, caisse="141")))
    if part in ("rule_id", "hours_id"):
        return str(_hours(here.now.medecin, part))
    other = {"told": here.told, "declined": here.waits}.get(wanted)
    if part == "appointment_id" and other is not None:
        return str(other.appointment.id)
    return wanted or here.of(part, kind)


def _hours(medecin: MedecinConseil, part: str) -> UUID:
    """Hours of a doctor ahead: given once for a day, or every week."""
    day = clock.today() + timedelta(days=1)
    facts: dict[str, Any] = {"debut": time(20), "fin": time(21), "modalite": "visio"}
    if part == "hours_id":
        given, _ = Availability.objects.get_or_create(medecin=medecin, date=day, **facts)
        return given.id
    week: dict[str, Any] = {"weekday": day.weekday(), "first": day, "last": day}
    rule, _ = WeeklyRule.objects.get_or_create(medecin=medecin, **week, **facts)
    return rule.id


def _absent(cast: Cast) -> Client:
    """Somebody who did not come, and is asked why. The rule of the quarter of an hour is told elsewhere."""
    story = cast.stage.interview(cast.here.now.medecin)
    with patch.object(absence_rules, "is_absence", return_value=None):
        refused = examinations.record_absence(
            appointment_id=story.appointment.id, seen=False, technical_failure=False, actor=SYSTEM
        )
    assert refused is None
    return insured(story, proved=False)


def _asked(cast: Cast) -> Client:
    """Somebody whose avis waits for documents."""
    story = cast.stage.interview(cast.here.now.medecin)
    held = examinations.hold_for_documents(
        examination_id=open_room(story.appointment).id, pieces=[PieceKind.RESULTATS], actor=SYSTEM
    )
    assert not isinstance(held, Refusal), held
    return insured(story, proved=True)


def _with_birth_date(cast: Cast) -> Client:
    client = insured(cast.here.told, proved=False)
    birth = {"birth_jour": BORN.day, "birth_mois": BORN.month, "birth_annee": BORN.year}
    answer = client.post("/rdv/identite/resultat/", birth)
    assert answer.status_code == 302, answer.content.decode()
    return client


def _representative(cast: Cast, quality: Quality) -> Client:
    """Who acts for somebody by law, or only assists: with the link of the SMS, and nothing proved."""
    story = cast.stage.interview(cast.here.now.medecin)
    one = mandated(story, quality)
    wanted = links.LinkWanted(f"case:{story.case.id}", "sms", representative_id=one)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)
    client = Client()
    assert client.get(f"/r/{token}").status_code == 302
    return client


def _guest(cast: Cast) -> Client:
    """A third person in the waiting room of the interview of now."""
    case = cases.case(cast.here.now.case.id)
    assert case is not None
    role = GuestRole.INTERPRETE_LSF
    guest = guests.invite(case=case, role=role, name="Ana Lopez", actor=SYSTEM)
    assert isinstance(guest, UUID)
    client = Client()
    client.get(f"/r/{visio.token_of_guest(guest)}")
    assert client.post("/invite/salle/")["Location"] == "/invite/salle/"
    return client


def _newcomer(email: str) -> tuple[Client, str]:
    """Somebody who has just chosen a password, and the secret that the next page shows."""
    client = Client()
    answer = client.post(invited(email, Role.CHEF), {"password": PASSWORD})
    assert answer["Location"] == "/connexion/application/"
    page = client.get("/connexion/application/").content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    return client, found[1]
