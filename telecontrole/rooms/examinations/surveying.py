"""The day after an avis, five anonymous questions. The link is the person's; the answers are nobody's (room surveys)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.notices import SURVEY_EMAIL, SURVEY_SMS
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window, notice_window
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.surveys import services as surveys
from telecontrole.rooms.territory import selectors as territory

QUESTIONNAIRE = "entretien"
# It leaves within the hours of the third day at the latest, or never: a later question asks about a memory.
_LASTS = timedelta(days=2)


@events.handler("examinations.avis_given", consumer="examinations.ask_how_it_went")
def ask_how_it_went(payload: dict[str, Any]) -> None:
    """Plan the message with the link: by email, else by SMS; nobody gets a letter for it. Twice plans one."""
    avis = Avis.objects.filter(id=UUID(payload["avis"])).first()
    # A correction of an avis is no other interview.
    if avis is not None and avis.version == 1:
        _plan(avis)


@transaction.atomic
def _plan(avis: Avis) -> None:
    case = cases.case(avis.case_id)
    assert case is not None  # a foreign key holds it
    person, caisse = people.insured(case.insured), territory.caisse(case.caisse)
    assert person is not None
    assert caisse is not None
    if not (person.email or person.mobile):
        return
    held = Examination.objects.get(id=avis.examination_id)
    token = surveys.invite(questionnaire=QUESTIONNAIRE, facet=held.modalite)
    opens, closes = notice_window(clock.now(), caisse.fuseau, -1)
    by_email = bool(person.email)
    notices.set_head(subject=_subject(avis.id), version=1, open_=True)
    notices.plan_notice(
        subject=_subject(avis.id),
        version=1,
        kind=Kind.QUESTIONNAIRE,
        recipient=Recipient.ASSURE,
        channel=Channel.EMAIL if by_email else Channel.SMS,
        address=person.email if by_email else person.mobile,
        address_source=person.email_source if by_email else person.mobile_source,
        locale_zone=caisse.fuseau,
        template=SURVEY_EMAIL if by_email else SURVEY_SMS,
        params={"jeton": token, "code": links.shared_code(f"appointment:{case.id}")},
        window=Window(opens, closes + _LASTS),
        person_key=str(person.id),
        caisse=case.caisse,
    )


def _subject(avis_id: UUID) -> str:
    return f"survey:{avis_id}"
