"""What the tests of this room plan and send with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.rooms.notices import rules, services
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.gateways.twins import Recording
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.notices.texts import skeletons

START = datetime(2026, 12, 10, 9, 20, tzinfo=UTC)
TWO_DAYS_BEFORE = "2026-12-08T09:00:00+00:00"
CLERK = Actor(ActorKind.STAFF, "clerk", frozenset({Role.TECHNICIEN}))


def params(start: datetime = START, **changed: Any) -> dict[str, str | int]:
    """Parameters of the messages of an appointment by video."""
    return {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=20)).isoformat(),
        "zone": "Europe/Paris",
        "modalite": "visio",
        "lieu": "",
        "adresse": "",
        "acces": "",
        "lien": "ABCDEFGH2345",
        "code": "4821",
        "ics_uid": "uid-1@localhost",
        "ics_sequence": 0,
        **changed,
    }


@pytest.fixture
def own_templates() -> Iterator[None]:
    """For tests that put other words in the place of a template: what is known of it is forgotten."""
    skeletons.forget()
    yield
    skeletons.forget()


@dataclass
class Twins:
    """The recording gateways of a test."""

    email: Recording
    sms: Recording


@pytest.fixture
def twins() -> Iterator[Twins]:
    """Recording gateways instead of the configured ones."""
    both = Twins(Recording("record:email", gives_receipts=False), Recording("record:sms"))
    with services.using_gateways(both.email, both.sms):
        yield both


def new_notice(**changed: Any) -> NewNotice:
    """A J-2 SMS to a person, changed at will."""
    channel = changed.get("channel", Channel.SMS)
    kind = changed.get("kind", Kind.J2)
    address = "+33612345678" if channel == Channel.SMS else "anne@exemple.test"
    opens_at, closes_at = rules.notice_window(START, "Europe/Paris", 2)
    fields: dict[str, Any] = {
        "subject": "case:1",
        "version": 1,
        "kind": kind,
        "recipient": Recipient.ASSURE,
        "channel": channel,
        "address": address,
        "address_source": "compte",
        "locale_zone": "Europe/Paris",
        "template": f"notices/{kind}/{channel}.txt",
        "params": params(),
        "window": rules.Window(opens_at, closes_at),
        "person_key": "person-1",
        "caisse": "141",
        "starts_at": START,
    }
    return NewNotice(**{**fields, **changed})


@pytest.fixture
def plan(db: None) -> Callable[..., UUID]:
    """Plan one notice on an open subject and return its id."""

    def _plan(**changed: Any) -> UUID:
        new = new_notice(**changed)
        services.set_head(subject=new.subject, version=new.version, open_=True)
        return services.plan_notices([new])[new.key]

    return _plan
