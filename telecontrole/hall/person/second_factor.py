"""The second factor of the insured person: birth date, and a code sent by the other channel than the link's."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.codes import Destination, send_code
from telecontrole.hall.person.entering import Visitor
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.people import codes
from telecontrole.rooms.territory import selectors as territory

TRIES = 5
WINDOW = timedelta(minutes=15)
_DECLARED = "representant"


@transaction.atomic
def check_birth_date(*, who: Visitor, birth: date) -> Refusal | None:
    """None when it is the person's. Refuses `birth_date_wrong`, `too_often` (five tries in a quarter of an hour).

    Counted for the person, whichever link they came by, and journalled without the date.
    """
    if not attempt(f"birth-date:{who.person.id}", limit=TRIES, window=WINDOW):
        _note(who, "throttled")
        return Refusal("too_often")
    if birth != who.person.date_naissance:
        _note(who, "refused")
        return Refusal("birth_date_wrong")
    _note(who, "accepted")
    return None


def destination(who: Visitor) -> Destination | None:
    """The other channel: a code beside the link would prove nothing. None when there is no other.

    Who acts for the person has a code of their own, at their own address.
    """
    case, one = who.case, who.representative
    zone = territory.zone_of(case.caisse)
    recipient = Recipient.REPRESENTANT if one else Recipient.ASSURE
    for channel, (address, source) in _known(who).items():
        if address and channel != who.link.channel:
            langue = "fr" if one else case.langue
            return Destination(
                channel, address, source, recipient, who.holder, zone, case.caisse, langue
            )
    return None


def _known(who: Visitor) -> dict[Channel, tuple[str, str]]:
    one, person = who.representative, who.person
    if one is not None:
        return {Channel.SMS: (one.mobile, _DECLARED), Channel.EMAIL: (one.email, _DECLARED)}
    return {
        Channel.SMS: (person.mobile, person.mobile_source),
        Channel.EMAIL: (person.email, person.email_source),
    }


def ask_code(who: Visitor) -> Destination | Refusal:
    """Send a code; answers where it went. Refuses `no_other_channel`, `code_too_often`."""
    to = destination(who)
    if to is None:
        return Refusal("no_other_channel")
    return send_code(link_id=who.link.id, to=to, actor=who.actor) or to


def check_code(*, who: Visitor, code: str) -> Refusal | None:
    """None when it is the last code sent. Refusals: those of `people.codes.check_code`."""
    return codes.check_code(link_id=who.link.id, code=code, actor=who.actor)


@transaction.atomic
def note_without_code(*, who: Visitor) -> None:
    """The person says that no code comes: journalled, since the médecin-conseil must check on screen."""
    _note(who, "taken_alone")


def _note(who: Visitor, verb: str) -> None:
    journal.record(
        action=f"hall:birth_date:{verb}",
        actor=who.actor,
        subject=f"case:{who.case.id}",
        data={"link": str(who.link.id)},
    )
