"""Heads of subjects, and notices to come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, vault
from telecontrole.foundations.database.keys import ordered_key
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import drafting, failures
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.ledger import heads, plans
from telecontrole.rooms.notices.ledger.plans import Key, Planned
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.texts import calendar, registry


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A message to plan: what, to whom, where, when, and the words' parameters.

    ``person_key`` is the person's id, for the daily quota. ``exempt`` frees from hours and quota
    (codes, changes on the day, conclusions). ``starts_at``: the appointment, if there is one.
    """

    subject: str
    version: int
    kind: Kind
    recipient: Recipient
    channel: Channel
    address: str
    address_source: str
    locale_zone: str
    template: str
    window: Window
    person_key: str
    caisse: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    exempt: bool = False
    starts_at: datetime | None = None

    @property
    def key(self) -> Key:
        """What makes it the same message, planned once."""
        return (self.subject, self.version, str(self.kind), str(self.recipient), str(self.channel))


def set_head(*, subject: str, version: int, open_: bool) -> Refusal | None:
    """Say which version of a subject messages may speak of, or that it is closed.

    In the caller's transaction. Waiting messages of older versions, or of a closed subject, fall
    at once. Refuses `stale_version`: the subject already stands on a newer one.
    """
    if set_heads([(subject, version, open_)]):
        return Refusal("stale_version", {"version": version})
    return None


@transaction.atomic
def set_heads(given: Sequence[tuple[str, int, bool]]) -> list[str]:
    """`set_head` for many subjects; returns those that stand on a newer version already."""
    latest = {subject: (subject, version, is_open) for subject, version, is_open in given}
    stale = heads.move(list(latest.values()), clock.now())
    for key in heads.moot_tasks(list(latest)):
        failures.close_task(key, "sans_objet")
    return stale


@transaction.atomic
def drop_waiting(*, subjects: Sequence[str], person_key: str) -> int:
    """What waits for one recipient about these subjects does not leave; what others get stands. Returns how many.

    What failed for that recipient needs nobody any more.
    """
    dropped = heads.drop(subjects, person_key)
    for key in dropped:
        failures.close_task(key, "sans_objet")
    failures.forget(subjects, person_key)
    return len(dropped)


def plan_notice(
    *,
    subject: str,
    version: int,
    kind: Kind,
    recipient: Recipient,
    channel: Channel,
    address: str,
    address_source: str,
    locale_zone: str,
    template: str,
    params: Mapping[str, str | int],
    window: Window,
    person_key: str,
    caisse: str,
    exempt: bool = False,
    starts_at: datetime | None = None,
) -> UUID | Refusal:
    """Plan one message, once: the same key again gives the same notice, unchanged.

    Refuses `stale_version` when the subject does not stand open on this version. Raises
    `UnknownMessage` for an undeclared template.
    """
    new = NewNotice(
        subject=subject,
        version=version,
        kind=kind,
        recipient=recipient,
        channel=channel,
        address=address,
        address_source=address_source,
        locale_zone=locale_zone,
        template=template,
        params=params,
        window=window,
        person_key=person_key,
        caisse=caisse,
        exempt=exempt,
        starts_at=starts_at,
    )
    return plan_notices([new]).get(new.key, Refusal("stale_version", {"version": version}))


@transaction.atomic
def plan_notices(given: Iterable[NewNotice]) -> dict[Key, UUID]:
    """Plan many messages, each once; those of a subject not open on their version are left out."""
    wanted = list(given)
    standing = plans.standing({new.subject for new in wanted})
    taken = {new.key: new for new in wanted if (new.subject, new.version) in standing}
    return plans.plan([_row(new) for new in taken.values()], clock.now())


def calendar_uid(subject: str) -> str:
    """The stable identifier of a subject's calendar entry, for the parameter `ics_uid`."""
    return calendar.uid(subject, drafting.sender_host())


def _row(new: NewNotice) -> Planned:
    registry.message(new.template)
    id_ = ordered_key()
    params = json.dumps(dict(new.params), ensure_ascii=False).encode()
    return Planned(
        id=id_,
        subject=new.subject,
        version=new.version,
        kind=str(new.kind),
        recipient=str(new.recipient),
        channel=str(new.channel),
        caisse=new.caisse,
        person_key=new.person_key,
        zone=new.locale_zone,
        exempt=new.exempt,
        template=new.template,
        params_sealed=vault.seal(params, row=drafting.params_row(id_)),
        address_sealed=vault.seal(new.address.encode(), row=drafting.address_row(id_)),
        address_source=new.address_source,
        starts_at=new.starts_at,
        opens_at=new.window.opens_at,
        closes_at=new.window.closes_at,
    )
