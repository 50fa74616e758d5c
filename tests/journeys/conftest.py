"""A small country and somebody who got a link, for the stories of the person's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.notices import selectors as notice_selectors
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import links
from telecontrole.rooms.people.links import Channel
from telecontrole.rooms.people.models import Practitioner
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.tests.world import PLANNER, World
from tests.browser.stage import SYSTEM, conclude

NOW = "2026-12-01T08:00:00+00:00"
TREATING = "10309001401"


@dataclass
class Story:
    """A case with an appointment by video on 3 December at 9 in Paris, and what happens to it."""

    world: World
    case: Case
    gateway: notices.Recording
    read: set[str] = field(default_factory=set)

    @property
    def current(self) -> AppointmentInfo:
        """The latest version."""
        found = planning.current(self.case.id)
        assert found is not None
        return found

    def token(self, channel: Channel = "sms", days: int = 30) -> str:
        """The link of a channel."""
        wanted = links.LinkWanted(f"case:{self.case.id}", channel, insured_id=self.insured_id)
        return links.issue_link(wanted=wanted, valid_for=timedelta(days=days), actor=SYSTEM)

    @property
    def insured_id(self) -> UUID:
        """The person."""
        key: UUID = self.case.insured_id
        return key

    def visit(self, channel: Channel = "sms") -> Client:
        """A browser that has opened the link."""
        client = Client()
        answer = client.get(f"/r/{self.token(channel)}")
        assert (answer.status_code, answer["Location"]) == (302, "/rdv/")
        return client

    def conclude(self) -> UUID:
        """The interview is held now and ends with "no longer justified, back on the 4th"; answers the avis."""
        return conclude(self.current, date_effet=date(2026, 12, 4))

    def code(self) -> str:
        """The code of the message that nobody has read yet, once it has left."""
        notices.tick(clock.now())
        new = Notice.objects.filter(kind="code").exclude(subject__in=self.read)
        subject = new.get().subject
        self.read.add(subject)
        (attempt,) = notice_selectors.proof(subject)[0].attempts
        found = re.search(r"\b\d{6}\b", attempt.text)
        assert found is not None
        return found[0]


@pytest.fixture
def gateway() -> Any:
    """Everything that leaves is recorded."""
    twin = notices.Recording()
    with notices.using_gateways(twin, twin):
        yield twin


@pytest.fixture
def story(at: Any, gateway: notices.Recording) -> Story:
    """The person is expected by video."""
    at(NOW)
    world = World()
    Practitioner.objects.create(
        rpps=TREATING,
        nom="MASSON",
        prenoms="Nathalie",
        mssante="n.masson@medecin.mssante.test",
        adresse="1 rue du Port\n14000 Caen",
    )
    world.hours(world.medecin(), "2026-12-03")
    case = world.case(medecin_traitant_rpps=TREATING)
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return Story(world, case, gateway)


@pytest.fixture
def on_site(story: Story) -> Callable[..., None]:
    """Places on a site of the caisse."""

    def give(*days: str) -> None:
        site = story.world.site()
        for day in days or ("2026-12-09",):
            story.world.hours(story.world.medecin(), day, site=site)

    return give
