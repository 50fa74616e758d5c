"""Who plays in the browser: rows with an interview that is now, and the messages that left for them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import override_settings

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.law.calendars import next_working_day
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.enums import AvisCode, Ground, IdentityMethod
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people.models import MedecinConseil, Practitioner
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.tests.world import World

SYSTEM = Actor.system("test")
BORN = date(1980, 1, 1)
TREATING_RPPS = "10309001401"
PASSWORD = "quatre chevaux blancs au pré"
_ARRIVES_WITHIN = 120


@dataclass
class Interview:
    """A case, its appointment by video of this minute, and its médecin-conseil."""

    case: Case
    medecin: MedecinConseil
    appointment: AppointmentInfo

    @property
    def name(self) -> str:
        """The person as the lists show them."""
        return str(self.case.insured.nom_naissance)

    @property
    def subject(self) -> str:
        """What the messages of the appointment are about."""
        return f"appointment:{self.case.id}"


@dataclass
class Stage:
    """Makes persons and interviews. Everything happens on the day the tests run."""

    world: World = field(default_factory=World)
    people: int = 0

    def doctor(self) -> Practitioner:
        """The treating doctor, with a professional mailbox."""
        made, _ = Practitioner.objects.get_or_create(
            rpps=TREATING_RPPS,
            defaults={
                "nom": "MASSON",
                "prenoms": "Nathalie",
                "specialite": "Médecine générale",
                "mssante": "n.masson@medecin.mssante.test",
                "adresse": "1 rue du Port\n14000 Caen",
            },
        )
        return made

    def interview(
        self, medecin: MedecinConseil | None = None, *, caisse: str = "141", minutes: int = 0
    ) -> Interview:
        """Somebody expected by video now, or in some minutes. Placed as the demonstration does: on any day, at any hour."""
        self.people += 1
        self.doctor()
        medecin = medecin or self.world.medecin(caisse)
        person = self.world.insured(
            caisse,
            email=f"personne{self.people}@exemple.test",
            mobile=f"+336123456{self.people:02}",
            adresse="2 rue de la Mer",
            code_postal="14000",
            commune="Caen",
        )
        case = self.world.case(
            insured=person,
            caisse=caisse,
            date_fin=clock.today() + timedelta(days=90),
            prescripteur_rpps=TREATING_RPPS,
            medecin_traitant_rpps=TREATING_RPPS,
        )
        now = clock.now()
        with override_settings(DEMONSTRATION=True):
            placed = planning.place_demonstration(
                case_id=case.id,
                medecin_id=medecin.id,
                starts_at=now.replace(second=0, microsecond=0) + timedelta(minutes=minutes),
                actor=SYSTEM,
                now=now,
            )
        assert isinstance(placed, AppointmentInfo), placed
        return Interview(case, medecin, placed)

    def places_on_site(self, days: int = 5) -> list[date]:
        """Hours on a site of the caisse, on working days far enough for any message or letter."""
        found: list[date] = []
        day = clock.today() + timedelta(days=14)
        site, medecin = self.world.site(), self.world.medecin()
        while len(found) < days:
            day = next_working_day(day + timedelta(days=1), "metropole")
            self.world.hours(medecin, day.isoformat(), site=site)
            found.append(day)
        return found


def open_room(one: AppointmentInfo) -> Examination:
    """The interview is open, and its guarantees are given."""
    opened = examinations.open_examination(
        appointment_id=one.id, medecin_id=one.medecin, actor=SYSTEM
    )
    assert not isinstance(opened, Refusal), opened
    examinations.give_guarantees(
        examination_id=opened.id, identity=IdentityMethod.DOCUMENT_SHOWN, actor=SYSTEM
    )
    return opened


def conclude(
    one: AppointmentInfo,
    code: AvisCode = AvisCode.AT_NON_JUSTIFIE_REPRISE,
    ground: Ground = Ground.CAPACITE_RETROUVEE,
    date_effet: date | None = None,
) -> UUID:
    """The interview is held, and ends with an avis: its id."""
    given = examinations.conclude(
        examination_id=open_room(one).id,
        code=code,
        grounds=[ground],
        date_effet=date_effet,
        actor=SYSTEM,
    )
    assert isinstance(given, UUID), given
    return given


def invited(email: str, role: Role, *, caisse: str = "141", rpps: str = "") -> str:
    """The path of an invitation."""
    given = accounts.invite(
        email=email,
        roles=frozenset({role}),
        caisse=caisse,
        nom="ROCHE",
        prenoms="Ana",
        rpps=rpps,
        actor=SYSTEM,
    )
    assert not isinstance(given, Refusal), given
    return f"/invitation/{given.token}/"


def message(kind: str, channel: str, *, subject: str = "", nth: int = 0) -> str:
    """The words of the `nth` message of a kind that left by a channel; waits for the worker to hand it over.

    Raises AssertionError when none left in time.
    """
    wanted: dict[str, Any] = {"kind": kind, "channel": channel, "handed_at__isnull": False}
    if subject:
        wanted["subject"] = subject
    until = time.monotonic() + _ARRIVES_WITHIN
    while True:
        rows = list(Notice.objects.filter(**wanted).order_by("handed_at"))
        if len(rows) > nth:
            return _text(rows[nth].subject, rows[nth].id)
        assert time.monotonic() < until, (wanted, list(Notice.objects.values("kind", "state")))
        time.sleep(0.2)


def sent(kind: str, channel: str) -> int:
    """How many messages of a kind were handed over by a channel so far."""
    return Notice.objects.filter(kind=kind, channel=channel, handed_at__isnull=False).count()


def link_in(text: str) -> str:
    """The path of the personal link of a message."""
    found = re.search(r"https?://\S+?(/r/[A-Z2-7]{12})\b", text)
    assert found is not None, text
    return found[1]


def code_in(text: str) -> str:
    """The one-time code of a message."""
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    assert found is not None, text
    return found[0]


def _text(subject: str, notice: UUID) -> str:
    (proof,) = [one for one in notices.proof(subject) if one.notice.id == notice]
    return proof.attempts[-1].text
