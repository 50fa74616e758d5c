"""A visio appointment on Tuesday 1 December 2026 at 9:00 in Caen, and its médecin-conseil at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from conftest import At
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.examinations import services
from telecontrole.rooms.examinations.enums import IdentityMethod
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people.models import Account, MedecinConseil, Practitioner
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.tests.world import PLANNER, World


@dataclass
class Scene:
    """Who is there."""

    world: World
    at: At
    medecin: MedecinConseil
    account: Account
    case: Case
    appointment: AppointmentInfo

    @property
    def actor(self) -> Actor:
        return accounts.actor_of(self.account)

    def open(self) -> Examination:
        """The interview, opened at the hour."""
        self.at(self.appointment.starts_at)
        found = services.open_examination(
            appointment_id=self.appointment.id, medecin_id=self.medecin.id, actor=self.actor
        )
        assert isinstance(found, Examination)
        return found

    def ready(self) -> UUID:
        """The interview with every guarantee given; its id."""
        examination = self.open()
        services.give_guarantees(
            examination_id=examination.id, identity=IdentityMethod.DOCUMENT_SHOWN, actor=self.actor
        )
        return examination.id


@pytest.fixture
def scene(at: At) -> Scene:
    return make_scene(at)


def make_scene(at: At) -> Scene:
    at("2026-11-26T08:00:00+00:00")
    world = World()
    medecin = world.medecin()
    world.hours(medecin, "2026-12-01")
    Practitioner.objects.create(
        rpps="10309001401",
        nom="MASSON",
        prenoms="Nathalie",
        specialite="médecine générale",
        departement="14",
        mssante="n.masson@medecin.mssante.test",
    )
    case = world.case(medecin_traitant_rpps="10309001401", prescripteur_rpps="10309001401")
    planning_services.place_all(actor=PLANNER, now=at("2026-11-26T08:00:00+00:00"), until=None)
    appointment = planning.current(case.id)
    assert appointment is not None
    account = Account.objects.create(
        email="mc@caisse.test",
        roles=["medecin_conseil"],
        caisse="141",
        medecin_conseil=medecin,
        nom=medecin.nom,
        prenoms=medecin.prenoms,
    )
    return Scene(world, at, medecin, account, case, appointment)
