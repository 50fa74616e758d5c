"""For the messages: one of them got another address. The person's file keeps it, and the message another link."""

from __future__ import annotations

from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.people import links, representatives, services
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.contacts import KINDS


def register() -> None:
    """Whose addresses this room keeps."""
    notices.register_keeper(Recipient.ASSURE, keep_insured)
    notices.register_keeper(Recipient.REPRESENTANT, keep_representative)


def keep_insured(
    person_key: str, *, channel: Channel, address: str, source: str, lien: str, actor: Actor
) -> str | Refusal:
    """Keep an address of an insured person for all that follows; answers the link that the message is to carry.

    Somebody nobody knows is no fault: only the message gets the address. Refuses `courriel_invalide`,
    `mobile_invalide`. Raises KeyError for a channel that is not of a contact.
    """
    key = _id(person_key)
    if key is None or people.insured(key) is None:
        return lien
    kept = services.correct_contact(
        insured_id=key, channel=KINDS[channel.value], value=address, source=source, actor=actor
    )
    return kept if isinstance(kept, Refusal) else links.renewed(lien, actor=actor)


def keep_representative(
    person_key: str, *, channel: Channel, address: str, source: str, lien: str, actor: Actor
) -> str | Refusal:
    """The same for who acts or assists by law; such an address has no source but the notice's."""
    key = _id(person_key)
    if key is None or representatives.known(key) is None:
        return lien
    kept = representatives.correct_contact(
        representative_id=key, kind=KINDS[channel.value], value=address, actor=actor
    )
    return kept if isinstance(kept, Refusal) else links.renewed(lien, actor=actor)


def _id(person_key: str) -> UUID | None:
    """Messages may be about anybody: another key than an id is nobody of ours."""
    try:
        return UUID(person_key)
    except ValueError:
        return None
