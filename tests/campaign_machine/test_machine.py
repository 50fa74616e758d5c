"""Whatever happens, in whatever order: nobody booked twice, no notice late, stale, twice or lost, no case lost.

A few short campaigns by default, always the same; `TC_CAMPAIGNS=500` draws that many long ones, new each time.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from telecontrole.foundations import clock
from telecontrole.hall.rehearsal import invariants
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState
from tests.campaign_machine import campaign, promises
from tests.campaign_machine.country import MORNINGS, PLACES, Country
from tests.campaign_machine.provider import MOODS, Moody

MANY = int(os.environ.get("TC_CAMPAIGNS", "0"))
PROFILE = settings(
    max_examples=MANY or 12,
    stateful_step_count=40 if MANY else 18,
    derandomize=not MANY,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
WHO = st.integers(0, 7)
HOW_HOURS_GO = ("held", "absent", "fails", "must be seen", "nobody writes anything")
WHAT_FOLLOWS = ("place", "plan", "close", "excuse", "do not excuse")


class Campaign(RuleBasedStateMachine):
    """One campaign, in a transaction that is thrown away."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = transaction.atomic()
        self._kept.__enter__()
        self.provider = Moody(self._leaves)
        self._gateways = notices.using_gateways(self.provider, self.provider)
        self._gateways.__enter__()
        self.country: Country | None = None

    def teardown(self) -> None:
        """Count once more by the rehearsal's own queries, then forget everything."""
        try:
            if self.country is not None:
                found = invariants.count([])
                # With providers that fail, messages expire: `promises` judges the hours of each.
                found.pop("late_notices")
                wrong = {name: value for name, value in found.items() if value not in (0, "intact")}
                assert not wrong or set(wrong) == {"lost_cases"}, wrong
        finally:
            self._gateways.__exit__(None, None, None)
            transaction.set_rollback(True)
            self._kept.__exit__(None, None, None)
            clock.release()

    def _leaves(self, key: UUID) -> None:
        promises.may_leave(key, self.provider.taken)

    @initialize(
        night=st.sampled_from(sorted(MORNINGS)),
        codes=st.lists(st.sampled_from(sorted(PLACES)), min_size=2, max_size=2, unique=True),
    )
    def begins(self, night: str, codes: list[str]) -> None:
        self.country = Country(MORNINGS[night], (codes[0], codes[1]))
        clock.step_to(self.country.begin)
        self.country.fill()
        campaign.plan()

    @property
    def here(self) -> Country:
        assert self.country is not None
        return self.country

    @rule(hours=st.sampled_from([5, 20, 31, 72]))
    def time_passes(self, hours: int) -> None:
        campaign.sleep(clock.now() + timedelta(hours=hours))

    @rule(hours=st.sampled_from([3, 14, 24]), plans=st.booleans())
    def the_team_has_its_round(self, hours: int, plans: bool) -> None:
        campaign.sleep(clock.now() + timedelta(hours=hours))
        if plans:
            campaign.plan()
        campaign.settle(self.provider)
        campaign.post_letters()
        campaign.tick()

    @rule(mood=st.sampled_from(list(MOODS)))
    def the_provider_changes(self, mood: str) -> None:
        self.provider.mood = mood
        self.provider.speak_up()

    @rule(who=WHO, reason=st.sampled_from([AppointmentState.REFUSE, AppointmentState.EMPECHE]))
    def a_person_declines(self, who: int, reason: AppointmentState) -> None:
        campaign.decline(self.here.cases[who], reason)

    @rule(who=WHO, pick=st.integers(0, 30))
    def an_appointment_is_moved(self, who: int, pick: int) -> None:
        campaign.move(self.here.cases[who], pick)

    @rule(who=st.integers(0, 3), days=st.integers(0, 6))
    def a_doctor_falls_ill(self, who: int, days: int) -> None:
        doctor = self.here.doctors[who]
        zone = PLACES[doctor.caisse_id][0]
        campaign.fall_ill(doctor, clock.today(zone) + timedelta(days=days), zone)

    @rule(which=st.integers(0, 1), days=st.integers(0, 6))
    def a_site_closes(self, which: int, days: int) -> None:
        site = self.here.sites[which]
        zone = PLACES[site.caisse_id][0]
        campaign.close(site, clock.today(zone) + timedelta(days=days), zone)

    @precondition(lambda self: self.next_hour is not None)
    @rule(hows=st.lists(st.sampled_from(HOW_HOURS_GO), min_size=1, max_size=3))
    def the_next_hours_come(self, hows: list[str]) -> None:
        for how in hows:
            if (one := self.next_hour) is not None:
                campaign.meet(one, how)

    @property
    def next_hour(self) -> planning.AppointmentInfo | None:
        """The next appointment to come."""
        if self.country is None:
            return None
        latest = planning.currents(case.id for case in self.here.cases).values()
        ahead = [one for one in latest if one.ahead and one.ends_at >= clock.now()]
        return min(ahead, key=lambda one: one.starts_at, default=None)

    @rule(who=WHO, how=st.sampled_from(WHAT_FOLLOWS))
    def the_team_follows(self, who: int, how: str) -> None:
        campaign.follow(self.here.cases[who], how)

    @rule(who=WHO)
    def a_case_is_closed(self, who: int) -> None:
        campaign.cancel(self.here.cases[who])

    @rule(
        who=WHO,
        contact=st.sampled_from(
            [("email", "b@exemple.test"), ("email", ""), ("mobile", "0698765432"), ("mobile", "")]
        ),
    )
    def a_contact_changes(self, who: int, contact: tuple[str, str]) -> None:
        campaign.correct(self.here.cases[who], *contact)

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        promises.nobody_is_booked_twice()

    @invariant()
    def no_case_is_lost(self) -> None:
        promises.no_case_is_lost()

    @invariant()
    def no_message_is_lost(self) -> None:
        promises.no_message_is_lost()


@pytest.mark.django_db
def test_whatever_happens_nobody_is_lost_and_nothing_is_said_twice_or_late(at: Any) -> None:
    run_state_machine_as_test(Campaign, settings=PROFILE)
