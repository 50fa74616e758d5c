"""Everybody who has a page, each with things of their own, and things of others that they must not reach."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import services as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.deciding import delegating, opening, signing
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.examinations.deciding.words import Employer
from telecontrole.rooms.examinations.models import DecisionLetter
from telecontrole.rooms.examinations.thread import services as thread
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import links
from telecontrole.rooms.people.accounts import actor_of
from telecontrole.rooms.people.codes import issue_code
from telecontrole.rooms.people.models import Account, Practitioner
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.worklist import services as worklist
from tests.browser.stage import BORN, SYSTEM, TREATING_RPPS, Interview, Stage, conclude, invited

HERE, ELSEWHERE = "141", "763"
STAFF = (
    Role.MEDECIN_CONSEIL,
    Role.TECHNICIEN,
    Role.GESTIONNAIRE,
    Role.CHEF,
    Role.ADMINISTRATEUR,
    Role.EXPERT,
)
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_FAULTY = b"code;nom;region;departement;fuseau;calendrier\r\n;;Normandie;14;Nulle/Part;lune\r\n"


@dataclass
class Things:
    """What the addresses of one caisse name."""

    now: Interview
    told: Interview
    waits: Interview
    letter: UUID
    avis: UUID
    session: UUID
    task: dict[str, UUID]
    site: UUID
    run: UUID
    notice: UUID
    invitation: str
    decision: UUID
    delegation: UUID
    decision_letter: UUID

    def of(self, part: str, kind: str) -> str:
        """A true value of a part of an address."""
        known: dict[str, object] = {
            "appointment_id": self.now.appointment.id,
            "medecin_id": self.now.medecin.id,
            "site_id": self.site,
            "session_id": self.session,
            "task_id": next(iter(self.task.values())),
            "letter_id": self.letter,
            "avis_id": self.avis,
            "run_id": self.run,
            "number": 2,
            "reference": self.now.case.reference,
            "purpose": "rejoindre",
            "choice": "empeche",
            "name": "delai",
            "key": "chef",
            "notice_id": self.notice,
            "token": self.invitation,
            "decision_id": self.decision,
            "delegation_id": self.delegation,
            "decision_letter_id": self.decision_letter,
        }
        # A part that this list does not know yet is tried with something of its kind.
        return str(known.get(part, {"int": 1, "uuid": self.letter}.get(kind, "x")))


@dataclass
class Cast:
    """Browsers by who holds them, and the things of two caisses."""

    stage: Stage
    here: Things
    elsewhere: Things
    clients: dict[str, Client] = field(default_factory=dict)


def assemble() -> Cast:
    """Make two caisses with their things, and a browser for everybody. Must run in an open database."""
    stage = Stage()
    stage.world.caisse(ELSEWHERE, nom="Caisse du Havre")
    here, elsewhere = things(stage, HERE), things(stage, ELSEWHERE)
    cast = Cast(stage, here, elsewhere)
    cast.clients["anonymous"] = Client()
    for role in STAFF:
        cast.clients[role.value] = staff(role, here)
    cast.clients["insured_link"] = insured(here.now, proved=False)
    cast.clients["insured"] = insured(here.now, proved=True)
    cast.clients["insured_told"] = insured(here.told, proved=True)
    cast.clients["insured_declined"] = insured(here.waits, proved=False)
    cast.clients["practitioner_link"] = practitioner(here.avis, far=0)
    cast.clients["practitioner_rpps"] = practitioner(here.avis, far=1)
    cast.clients["practitioner"] = practitioner(here.avis, far=2)
    return cast


def staff(role: Role, things: Things, caisse: str = HERE) -> Client:
    """A member of the staff with a password and a second factor."""
    account = Account.objects.create_user(
        f"{role.value}@caisse.test",
        roles=[role.value],
        caisse=caisse,
        nom="ROCHE",
        prenoms="Ana",
        medecin_conseil=things.now.medecin if role is Role.MEDECIN_CONSEIL else None,
    )
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account, backend=_BACKEND)
    return client


def insured(story: Interview, *, proved: bool) -> Client:
    """The person of an interview: with the link only, or with the second factor as well."""
    client = Client()
    client.get(f"/r/{link_token(story)}")
    if not proved:
        return client
    birth = {"birth_jour": BORN.day, "birth_mois": BORN.month, "birth_annee": BORN.year}
    purpose = "rejoindre"
    answer = client.post(f"/rdv/identite/{purpose}/", birth)
    assert answer.status_code == 302, answer.content.decode()
    link = links.resolve_link(link_token(story))
    assert link is not None
    given = issue_code(link_id=link.id, channel="email", actor=SYSTEM)
    assert not isinstance(given, Refusal)
    answer = client.post(f"/rdv/identite/{purpose}/code/", {"code": given.code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def practitioner(avis: UUID, *, far: int) -> Client:
    """The treating doctor: with the link (0), the RPPS number as well (1), the code as well (2)."""
    doctor = Practitioner.objects.get(rpps=TREATING_RPPS)
    wanted = links.LinkWanted(f"avis:{avis}", "mssante", practitioner_id=doctor.id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)
    client = Client()
    client.get(f"/r/{token}")
    if far > 0:
        assert client.post("/medecin/", {"rpps": TREATING_RPPS}).status_code == 302
    if far > 1:
        link = links.resolve_link(token)
        assert link is not None
        given = issue_code(link_id=link.id, channel="mssante", actor=SYSTEM)
        assert not isinstance(given, Refusal)
        assert client.post("/medecin/code/", {"code": given.code}).status_code == 302
    return client


def cookies_for(client: Client, url: str) -> list[dict[str, Any]]:
    """The cookies of a test client, for a browser's window."""
    name = settings.SESSION_COOKIE_NAME
    held = client.cookies.get(name)
    return [{"name": name, "value": held.value, "url": url}] if held and held.value else []


def link_token(story: Interview) -> str:
    """The token of the SMS of an interview."""
    wanted = links.LinkWanted(f"case:{story.case.id}", "sms", insured_id=story.case.insured_id)
    return links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)


def things(stage: Stage, caisse: str) -> Things:
    """A caisse with an interview of now, one that was told, one more, and what hangs on them."""
    world = stage.world
    medecin = world.medecin(caisse)
    now = stage.interview(medecin, caisse=caisse)
    told = stage.interview(medecin, caisse=caisse)
    waits = stage.interview(medecin, caisse=caisse)
    account = Account.objects.create_user(f"t{caisse}@caisse.test", roles=["technicien"])
    account.caisse = caisse
    account.save()
    run = cases.receive(
        kind="caisses",
        file_name="caisses.csv",
        content=io.BytesIO(_FAULTY),
        actor=actor_of(account),
    )
    assert isinstance(run, UUID)
    cases.process(run_id=run)
    opened = examinations.open_examination(
        appointment_id=now.appointment.id, medecin_id=medecin.id, actor=SYSTEM
    )
    assert not isinstance(opened, Refusal)
    session = examinations.prepare_call(appointment_id=now.appointment.id)
    assert isinstance(session, UUID)
    assert visio.session(session) is not None
    avis = conclude(told.appointment, date_effet=clock.today() + timedelta(days=7))
    _exchange(avis)
    decision, delegation = signed(avis, caisse)
    outcome = reading.outcome_for_insured(told.case.id)
    assert outcome is not None
    return Things(
        now=now,
        told=told,
        waits=waits,
        letter=outcome.letters[0].id,
        avis=avis,
        session=session,
        task={queue: _task(queue, caisse, now) for queue in _QUEUES},
        site=world.site(f"{caisse}-9", caisse).id,
        run=run,
        notice=Notice.objects.filter(subject=now.subject).values_list("id", flat=True)[0],
        invitation=invited(f"invite{caisse}@caisse.test", Role.CHEF).strip("/").split("/")[1],
        decision=decision,
        delegation=delegation,
        decision_letter=DecisionLetter.objects.get(decision=decision, kind="decision").id,
    )


def signed(avis: UUID, caisse: str) -> tuple[UUID, UUID]:
    """The caisse's décision after an avis, signed; and the delegation that it was signed by."""
    people = [
        Account.objects.create_user(f"{one}{caisse}@caisse.test", roles=["chef"], caisse=caisse)
        for one in ("valide", "signe")
    ]
    head, delegate = (actor_of(one) for one in people)
    granted = delegating.grant(
        delegate_id=people[1].id,
        kinds=[DecisionKind.MEDICALE],
        caisse=caisse,
        starts_on=clock.today() - timedelta(days=30),
        ends_on=None,
        deed="décision du directeur du 2 janvier 2026",
        title="Responsable des prestations",
        actor=head,
    )
    assert not isinstance(granted, Refusal), granted
    decision = opening.propose_after_avis(avis_id=avis, actor=SYSTEM)
    assert decision is not None
    employer = Employer("Menuiserie Fabre", "3 rue du Port")
    for refused in (
        signing.validate(decision_id=decision, employer=employer, no_employer=False, actor=head),
        signing.sign(decision_id=decision, actor=delegate),
    ):
        assert refused is None, refused
    return decision, granted[0]


_QUEUES = ("planification", "notices", "medical", "prestations", "technique")


def _task(queue: str, caisse: str, story: Interview) -> UUID:
    return worklist.open_task(
        queue=queue,
        kind="sans_place",
        caisse=caisse,
        subject=f"case:{story.case.id}",
        due_at=clock.now() + timedelta(days=1),
        key=f"hostile:{queue}:{caisse}",
        params={"reference": story.case.reference, "reason": "no_site"},
    )


def _exchange(avis: UUID) -> None:
    """The treating doctor has written, and wants to be called."""
    doctor = Practitioner.objects.get(rpps=TREATING_RPPS).id
    written = thread.write_as_doctor(
        avis_id=avis, practitioner_id=doctor, text="Bonjour.", actor=SYSTEM
    )
    called = thread.ask_call(
        avis_id=avis,
        practitioner_id=doctor,
        preferences=["midi"],
        number="0231000000",
        actor=SYSTEM,
    )
    assert isinstance(written, UUID)
    assert isinstance(called, UUID)
