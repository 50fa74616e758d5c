"""What a practitioner gives: an RPPS number that fits the link, and a code sent to the link's own address."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.codes import Destination, send_code
from telecontrole.hall.practitioner.entering import AVIS, Reader, doctor_of
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.people import links
from telecontrole.rooms.people.links import LinkInfo
from telecontrole.rooms.people.selectors import PractitionerInfo
from telecontrole.rooms.territory import selectors as territory

TRIES = 5
# A practice or a hospital stands behind one address.
TRIES_PER_CLIENT = 30
WINDOW = timedelta(minutes=15)
_ELECTRONIC = (Channel.MSSANTE, Channel.EMAIL)


@transaction.atomic
def check_rpps(*, link: LinkInfo, rpps: str) -> PractitionerInfo | Refusal:
    """The practitioner of a link. Refuses `rpps_wrong`, `too_often` (five tries in a quarter of an hour)."""
    if not attempt(f"rpps:{link.id}", limit=TRIES, window=WINDOW):
        return Refusal("too_often")
    doctor = doctor_of(link, rpps)
    verb = "refused" if doctor is None else "accepted"
    journal.record(
        action=f"hall:rpps:{verb}",
        actor=Actor(ActorKind.PRACTITIONER, str(link.practitioner_id)),
        subject=link.subject,
        data={"link": str(link.id)},
    )
    return doctor or Refusal("rpps_wrong")


def open_letter(*, rpps: str, code: str, client: str) -> LinkInfo | Refusal:
    """The link of a typed-in code. One refusal for all that is wrong, so that a guess learns nothing.

    Refusals: `letter_code_wrong`, `too_often` (for the code, or for the client). Never counted for the number
    alone: numbers are public, and whoever tried codes beside one would lock its doctor out.
    """
    for bucket, limit in ((f"letter-client:{client}", TRIES_PER_CLIENT), (f"letter:{code}", TRIES)):
        if not attempt(bucket, limit=limit, window=WINDOW):
            return Refusal("too_often")
    link = links.resolve_link(code)
    if link is None or link.practitioner_id is None or not link.subject.startswith(AVIS):
        return Refusal("letter_code_wrong")
    return link if doctor_of(link, rpps) else Refusal("letter_code_wrong")


def by_letter(link: LinkInfo) -> bool:
    """The code stood in a letter to a doctor without electronic address: nothing else can be sent."""
    return link.channel == "lettre"


def destination(who: Reader) -> Destination | None:
    """The address to which the link was sent; None by letter."""
    outcome = reading.outcome_of_avis(who.avis_id)
    case = cases.case(outcome.case) if outcome else None
    if who.doctor is None or case is None or who.link.channel not in _ELECTRONIC:
        return None
    channel = Channel(who.link.channel)
    return Destination(
        channel=channel,
        address=who.doctor.mssante if channel is Channel.MSSANTE else who.doctor.courriel,
        source="annuaire",
        recipient=Recipient.MEDECIN_TRAITANT,
        person_key=str(who.doctor.id),
        zone=territory.zone_of(case.caisse),
        caisse=case.caisse,
    )


def ask_code(who: Reader) -> Destination | Refusal:
    """Send a code; answers where it went. Refuses `no_address`, `code_too_often`."""
    to = destination(who)
    if to is None or not to.address:
        return Refusal("no_address")
    return send_code(link_id=who.link.id, to=to, actor=who.actor) or to
