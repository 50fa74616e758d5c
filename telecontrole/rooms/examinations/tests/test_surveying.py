"""The questions of the day after: who gets them, when, how, and how often."""

from __future__ import annotations

import pytest

from telecontrole.foundations import events
from telecontrole.rooms.examinations import surveying
from telecontrole.rooms.examinations.models import Avis
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.examinations.tests.test_services import concluded
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.surveys.models import Invitation

pytestmark = pytest.mark.django_db


def asked() -> list[tuple[str, str, str]]:
    """Channel and window (UTC) of each message."""
    rows = Notice.objects.filter(kind="questionnaire").order_by("channel")
    return [(n.channel, f"{n.opens_at:%d %H:%M}", f"{n.closes_at:%d %H:%M}") for n in rows]


def test_the_day_after_an_avis_five_questions_leave_by_email(scene: Scene) -> None:
    concluded(scene)
    events.drain()
    # Two days and twelve hours from eight in the morning, at Caen: within the hours of a third day or never.
    assert asked() == [("email", "02 07:00", "04 19:00")]
    assert list(Invitation.objects.values_list("questionnaire", "facet")) == [
        ("entretien", "visio")
    ]


def test_they_leave_by_sms_to_whoever_has_no_email(scene: Scene) -> None:
    Insured.objects.update(email="")
    concluded(scene)
    events.drain()
    assert [channel for channel, _, _ in asked()] == ["sms"]


def test_nobody_gets_a_letter_for_a_questionnaire(scene: Scene) -> None:
    Insured.objects.update(email="", mobile="")
    concluded(scene)
    events.drain()
    assert asked() == []
    assert not Invitation.objects.exists()


def test_an_event_heard_twice_and_a_corrected_avis_ask_once(scene: Scene) -> None:
    avis = concluded(scene)
    events.drain()
    Avis.objects.filter(id=avis).update(version=2)
    surveying.ask_how_it_went({"avis": str(avis)})
    assert len(asked()) == 1
    assert Invitation.objects.count() == 1
