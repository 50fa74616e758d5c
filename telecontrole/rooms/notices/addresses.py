"""Every address that a notice has had, in clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telecontrole.foundations import vault
from telecontrole.rooms.notices import drafting
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.models import Notice, PastAddress


@dataclass(frozen=True, slots=True)
class AddressKnown:
    """An address of a notice, where it came from, and when it was replaced (None: it stands)."""

    address: str
    source: str
    until: datetime | None


def addresses_of(notice_id: UUID) -> list[AddressKnown]:
    """Every address a notice has had, the oldest first, in clear: the caller journals it."""
    row = Notice.objects.get(id=notice_id)
    past = PastAddress.objects.filter(notice=row).order_by("until")
    return [
        *(AddressKnown(_past(one), one.source, one.until) for one in past),
        AddressKnown(_current(row), row.address_source, None),
    ]


def telephone_of(notice_id: UUID) -> AddressKnown | None:
    """The number to call when a notice did not get there: that of the SMS to the same person about the same subject.

    Of the newest, with the corrections that it got; None when there is no SMS. In clear: the caller journals it.
    """
    row = Notice.objects.get(id=notice_id)
    sms = Notice.objects.filter(
        subject=row.subject,
        person_key=row.person_key,
        recipient=row.recipient,
        channel=Channel.SMS.value,
    )
    found = sms.order_by("-version", "-created_at", "id").first()
    return AddressKnown(_current(found), found.address_source, None) if found else None


def _past(row: PastAddress) -> str:
    return vault.unseal(row.address_sealed, row=drafting.past_address_row(row.id)).decode()


def _current(row: Notice) -> str:
    return vault.unseal(row.address_sealed, row=drafting.address_row(row.id)).decode()
