"""What is counted of a campaign, and that nothing small is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import At
from telecontrole.foundations import clock
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.observatory import cards, rules, selectors, services, sheets
from telecontrole.rooms.observatory.models import Hidden, Weekly
from telecontrole.rooms.people.models import Insured, MedecinConseil
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.tests.world import World
from telecontrole.rooms.surveys import services as surveys
from telecontrole.rooms.territory.models import Site

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
# Reunion is four hours ahead of UTC: late on a Sunday in UTC is a Monday morning there.
SUNDAY_NIGHT = datetime(2026, 11, 29, 21, 0, tzinfo=UTC)


class Campaign:
    """Appointments that have ended, as many as a test wants."""

    def __init__(self, at: At) -> None:
        at("2026-11-26T08:00:00+00:00")
        self.at, self.world = at, World()
        self.medecin = self.world.medecin()
        self.hour = 0

    def ended(
        self,
        state: str,
        number: int,
        *,
        caisse: str = "141",
        site: Site | None = None,
        code: str = "AT_JUSTIFIE",
        starts_at: datetime | None = None,
        zone: str = "Europe/Paris",
    ) -> None:
        """So many appointments in a state; those that were held have an avis."""
        for _ in range(number):
            self.hour += 1
            start = starts_at or datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=self.hour)
            case = self.world.case(caisse=caisse)
            appointment = Appointment.objects.create(
                case=case,
                version=1,
                modalite="presentiel" if site else "visio",
                medecin=self.medecin,
                site=site,
                salle=1 if site else None,
                starts_at=start,
                ends_at=start + timedelta(minutes=20),
                zone=zone,
                state=state,
                origin="plan",
                created_at=clock.now(),
                closed_at=None if state == "prevu" else start,
            )
            if state == "tenu":
                self._avis(appointment, self.medecin, code)

    @staticmethod
    def _avis(appointment: Appointment, medecin: MedecinConseil, code: str) -> None:
        held = Examination.objects.create(
            id=uuid4(),
            appointment=appointment.id,
            case=appointment.case,
            medecin=medecin,
            modalite=appointment.modalite,
            opened_at=appointment.starts_at,
        )
        Avis.objects.create(
            case=appointment.case,
            examination=held,
            medecin=medecin,
            code=code,
            grounds=["incapacite_confirmee"],
            informed_on=MONDAY,
            told_at=appointment.starts_at,
        )

    def count(self, *, caisse: str = "") -> selectors.Board:
        """The board of the week, counted now."""
        services.tick(self.at("2026-12-04T12:00:00+00:00"))
        return selectors.board(on=date(2026, 12, 4), weeks=4, caisse=caisse)


@pytest.fixture
def campaign(at: At) -> Campaign:
    return Campaign(at)


def test_every_end_of_an_appointment_is_counted_by_week_modality_and_caisse(
    campaign: Campaign,
) -> None:
    campaign.ended("tenu", 12)
    campaign.ended("refuse", 6)
    campaign.ended("tenu", 7, site=campaign.world.site())
    campaign.ended("tenu", 5, caisse="142")
    board = campaign.count()
    assert [line.label for line in board.weeks][-1] == "2026-11-30"
    assert board.weeks[-1].counts["tenu"] == 24
    assert board.weeks[-1].counts["places"] == 30
    assert {line.label: line.counts["tenu"] for line in board.modalities} == {
        "visio": 17,
        "presentiel": 7,
    }
    assert {line.label: line.counts["tenu"] for line in board.caisses} == {"141": 19, "142": 5}


def test_a_number_under_five_is_hidden_and_cannot_be_counted_back(campaign: Campaign) -> None:
    campaign.ended("tenu", 12)
    campaign.ended("refuse", 8)
    campaign.ended("absent", 2)
    counts = campaign.count().weeks[-1].counts
    assert (counts["absent"], counts["refuse"], counts["tenu"]) == (None, None, 12)


def test_a_modality_is_not_found_again_as_all_less_the_other(campaign: Campaign) -> None:
    site = campaign.world.site()
    campaign.ended("tenu", 12)
    campaign.ended("absent", 8)
    campaign.ended("absent", 2, site=site)
    campaign.ended("tenu", 12, site=site)
    campaign.count()

    def absent(way: str) -> int | None:
        found = selectors.board(on=date(2026, 12, 4), weeks=4, modalite=way)
        return found.weeks[-1].counts["absent"]

    assert absent("") == 10
    assert (absent("visio"), absent("presentiel")) == (None, None)
    # The table of the caisses follows the choice, and hides the same.
    for way, placed, missed in (("", 34, 10), ("visio", 20, None), ("presentiel", 14, None)):
        [line] = selectors.board(on=date(2026, 12, 4), weeks=4, modalite=way).caisses
        assert (line.counts["places"], line.counts["absent"]) == (placed, missed)


def test_a_week_is_not_found_again_as_a_period_less_the_others(campaign: Campaign) -> None:
    before = datetime(2026, 11, 24, 9, tzinfo=UTC)
    campaign.ended("refuse", 9)
    campaign.ended("tenu", 40)
    campaign.ended("refuse", 3, starts_at=before)
    campaign.ended("empeche", 20, starts_at=before)
    found = campaign.count()
    assert {line.label: line.counts["refuse"] for line in found.modalities}["visio"] == 12
    assert [line.counts["refuse"] for line in found.weeks[-2:]] == [None, None]


def test_a_caisse_is_not_found_again_as_the_country_less_the_others(campaign: Campaign) -> None:
    campaign.ended("tenu", 20)
    campaign.ended("tenu", 9, caisse="142")
    campaign.ended("tenu", 2, caisse="143")
    found = campaign.count()
    shown = {line.label: line.counts["tenu"] for line in found.caisses}
    assert shown == {"141": 20, "142": None, "143": None}
    for caisse in ("142", "143"):
        assert campaign.count(caisse=caisse).modalities[0].counts["tenu"] is None


def test_a_number_hidden_in_a_table_stands_on_no_card(campaign: Campaign) -> None:
    site = campaign.world.site()
    Site.objects.filter(pk=site.pk).update(latitude=49.0, longitude=0.0)
    campaign.ended("tenu", 7)
    campaign.ended("absent", 2)
    Insured.objects.update(latitude=50.0, longitude=0.0)
    board = campaign.count()
    assert board.modalities[0].counts["tenu"] is None
    assert (board.held_by_video, board.known_ways) == (None, None)
    assert not board.journeys.kilometres
    assert board.waits["visio"] is None


def test_coming_weeks_are_shown_as_far_as_something_stands(campaign: Campaign) -> None:
    campaign.ended("prevu", 6, starts_at=datetime(2026, 12, 15, 9, tzinfo=UTC))
    weeks = campaign.count().weeks
    assert [line.label for line in weeks[-3:]] == ["2026-11-30", "2026-12-07", "2026-12-14"]
    assert weeks[-1].counts["prevu"] == 6


def test_before_the_numbers_were_looked_at_none_is_shown(campaign: Campaign) -> None:
    campaign.ended("tenu", 20)
    campaign.count()
    Hidden.objects.all().delete()
    assert selectors.board(on=date(2026, 12, 4), weeks=4).weeks[-1].counts["tenu"] is None


def test_a_period_that_nobody_looked_at_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no period"):
        selectors.board(on=date(2026, 12, 4), weeks=3)


def test_what_was_replaced_or_called_off_is_nobody_s_answer(campaign: Campaign) -> None:
    campaign.ended("remplace", 9)
    campaign.ended("annule", 9)
    assert not any(campaign.count().weeks[-1].counts.values())


def test_a_week_is_that_of_the_person_s_clock(campaign: Campaign) -> None:
    campaign.ended("refuse", 5, starts_at=SUNDAY_NIGHT, zone="Indian/Reunion")
    campaign.ended("empeche", 5, starts_at=SUNDAY_NIGHT, zone="Europe/Paris")
    counts = campaign.count().weeks[-1].counts
    assert (counts["refuse"], counts["empeche"]) == (5, 0)


def test_the_outcomes_of_both_modalities_stand_side_by_side(campaign: Campaign) -> None:
    site = campaign.world.site()
    campaign.ended("tenu", 40)
    campaign.ended("tenu", 6, code="INV_CAT1")
    campaign.ended("tenu", 8, site=site)
    campaign.ended("tenu", 24, site=site, code="INV_CAT1")
    found = {row.key: row for row in campaign.count().outcomes}
    assert found["AT_JUSTIFIE"].numbers == {"visio": 40, "presentiel": 8}
    assert found["AT_JUSTIFIE"].differs
    shares = {way: one.share for way, one in found["INV_CAT1"].intervals.items() if one}
    assert shares == {"visio": pytest.approx(6 / 46), "presentiel": pytest.approx(24 / 32)}


def test_kilometres_are_of_those_whose_way_is_known(campaign: Campaign) -> None:
    site = campaign.world.site()
    Site.objects.filter(pk=site.pk).update(latitude=49.0, longitude=0.0)
    campaign.ended("tenu", 8)
    unknown = list(Insured.objects.values_list("pk", flat=True))[:3]
    # One degree of latitude is 111,195 km on the globe of mean radius.
    Insured.objects.exclude(pk__in=unknown).update(latitude=50.0, longitude=0.0)
    board = campaign.count()
    assert (board.held_by_video, board.known_ways) == (8, 5)
    assert float(board.journeys.kilometres) == pytest.approx(5 * 2 * 111.195 * 1.3, abs=1)


def test_the_wait_runs_from_the_arrival_of_the_case_to_the_interview(campaign: Campaign) -> None:
    campaign.ended("tenu", 5, starts_at=clock.now() + timedelta(days=6))
    assert campaign.count().waits == {"visio": pytest.approx(6.0), "presentiel": None}


def test_an_interview_held_before_its_case_arrived_stops_no_count(campaign: Campaign) -> None:
    campaign.ended("tenu", 6, starts_at=clock.now() - timedelta(days=2))
    assert campaign.count().waits["visio"] == 0


def test_counting_again_changes_nothing_and_follows_what_changed(campaign: Campaign) -> None:
    campaign.ended("tenu", 6)
    campaign.count()
    before = sorted(Weekly.objects.values_list("week", "caisse", "modalite", "measure", "number"))
    campaign.count()
    after = sorted(Weekly.objects.values_list("week", "caisse", "modalite", "measure", "number"))
    assert before == after
    Appointment.objects.update(state="absent")
    assert campaign.count().weeks[-1].counts["absent"] == 6


def test_satisfaction_is_compared_by_modality_and_hidden_under_five(at: At) -> None:
    at("2026-12-02T08:00:00+00:00")
    good = {"satisfaction": 4, "a_refaire": 2, "ecoute": 4, "clarte": 4, "acces": 4}
    for facet, number in (("visio", 6), ("presentiel", 4)):
        for _ in range(number):
            token = surveys.invite(questionnaire="entretien", facet=facet)
            assert surveys.answer(token=token, values=good) is None
    at("2026-12-09T08:00:00+00:00")
    rows = {row.key: row for row in selectors.satisfaction(on=date(2026, 12, 9), weeks=4)}
    assert rows["satisfaction"].numbers == {"visio": 6, "presentiel": None}


def test_the_few_who_were_not_satisfied_are_not_counted_back_from_the_share(at: At) -> None:
    at("2026-12-02T08:00:00+00:00")
    good = {"satisfaction": 4, "a_refaire": 2, "ecoute": 4, "clarte": 4, "acces": 4}
    for number in range(20):
        token = surveys.invite(questionnaire="entretien", facet="visio")
        said = {**good, "satisfaction": 1 if number < 2 else 4}
        assert surveys.answer(token=token, values=said) is None
    at("2026-12-09T08:00:00+00:00")
    answers = selectors.satisfaction(on=date(2026, 12, 9), weeks=4)
    row = next(row for row in answers if row.key == "satisfaction")
    assert row.intervals["visio"] is None
    assert row.bounds["visio"] == rules.Bound(above=True, share=0.75)
    [_, line, *_] = sheets.compared("Question", [row], {})
    assert list(line)[1:5] == [20, "plus de 75", "", ""]
    [card] = [c for c in _cards(answers) if c["title"] == "Personnes satisfaites"]
    assert card["lines"][0] == ("Visio", "plus de 75 %")


def _cards(answers: Any) -> Any:
    return cards.cards(selectors.board(on=date(2026, 12, 2), weeks=4), answers, Decimal("0.85"))


def test_twice_the_cases_cost_the_same_number_of_queries(campaign: Campaign) -> None:
    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as counting:
            services.tick(clock.now())
        with CaptureQueriesContext(connection) as reading:
            selectors.board(on=date(2026, 12, 4), weeks=12)
        return len(counting), len(reading)

    campaign.ended("tenu", 6)
    few = queries()
    campaign.ended("tenu", 12, caisse="142")
    assert queries() == few
