"""The same hour at the desk, and the people of the caisse who decide afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from conftest import At
from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import services
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import delegating, signing
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.examinations.deciding.words import Employer
from telecontrole.rooms.examinations.enums import AvisCode, DateRule
from telecontrole.rooms.examinations.models import Avis, Decision
from telecontrole.rooms.examinations.tests.conftest import Scene, make_scene
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people.models import Account

EMPLOYER = Employer("Menuiserie Fabre", "3 rue du Port\n14000 Caen")
TOMORROW = date(2026, 12, 2)


@dataclass
class Office:
    """The interview's scene, a manager who validates, and a delegate who signs."""

    scene: Scene
    manager: Actor
    delegate: Actor
    head: Actor

    def avis(
        self, code: AvisCode = AvisCode.AT_NON_JUSTIFIE_REPRISE, motif: Motif | None = None
    ) -> UUID:
        """The interview is held and ends with this code; what follows from it has been done."""
        row = CATALOGUE[code]
        motif = motif or sorted(row.motifs, key=list(Motif).index)[0]
        type(self.scene.case).objects.filter(id=self.scene.case.id).update(motif=motif.value)
        given = services.conclude(
            examination_id=self.scene.ready(),
            code=code,
            grounds=[row.grounds[0]],
            date_effet=None if row.date_rule is DateRule.NONE else TOMORROW,
            actor=self.scene.actor,
        )
        assert isinstance(given, UUID), given
        events.drain()
        return given

    def avis_again(self) -> UUID:
        """A second avis of the same case, as after one more interview."""
        avis = Avis.objects.get()
        avis.pk, avis.version = None, 2
        record = type(avis.examination).objects.get(id=avis.examination_id)
        record.pk, record.appointment = None, avis.case_id
        record.save(force_insert=True)
        avis.examination = record
        avis.save(force_insert=True)
        return avis.id

    def proposed(self, code: AvisCode = AvisCode.AT_NON_JUSTIFIE_REPRISE) -> UUID:
        """The décision that waits after an avis."""
        return Decision.objects.get(avis=self.avis(code)).id

    def validated(self, decision: UUID) -> UUID:
        """The décision, checked by the manager."""
        row = Decision.objects.get(id=decision)
        asks = signing.tells_employer(row) and row.kind != DecisionKind.RETRAIT
        refused = signing.validate(
            decision_id=decision,
            employer=EMPLOYER if asks else None,
            no_employer=False,
            actor=self.manager,
        )
        assert refused is None, refused
        return decision

    def signed(self, decision: UUID) -> UUID:
        """The décision, validated and signed."""
        refused = signing.sign(decision_id=self.validated(decision), actor=self.delegate)
        assert refused is None, refused
        return decision


@pytest.fixture
def office(at: At) -> Office:
    return make_office(at)


def make_office(at: At) -> Office:
    scene = make_scene(at)
    office = Office(
        scene,
        _actor("gestionnaire@caisse.test", "gestionnaire", "MOREL"),
        _actor("delegue@caisse.test", "gestionnaire", "ROCHE"),
        _actor("chef@caisse.test", "chef", "IMBERT"),
    )
    granted = delegating.grant(
        delegate_id=UUID(office.delegate.id),
        kinds=list(DecisionKind),
        caisse="141",
        starts_on=date(2026, 1, 2),
        ends_on=date(2027, 12, 31),
        deed="décision du directeur du 2 janvier 2026",
        title="Responsable du service des prestations",
        actor=office.head,
    )
    assert not isinstance(granted, Refusal), granted
    return office


def _actor(email: str, role: str, nom: str) -> Actor:
    account = Account.objects.create(
        email=email, roles=[role], caisse="141", nom=nom, prenoms="Anne"
    )
    return accounts.actor_of(account)
