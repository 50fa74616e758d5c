"""From a claimed notice to the bytes that leave and the proof that stays."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from telecontrole.foundations import vault
from telecontrole.foundations.database.keys import ordered_key
from telecontrole.rooms.notices.enums import Channel, Failure
from telecontrole.rooms.notices.gateways.protocol import Outgoing
from telecontrole.rooms.notices.ledger.claims import Claimed
from telecontrole.rooms.notices.ledger.starts import Draft
from telecontrole.rooms.notices.texts import calendar, registry, rendering
from telecontrole.rooms.notices.texts.email import BadAddress, Email, compose, safe_address

log = logging.getLogger(__name__)

_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A notice whose text or address may not leave: for a person, with the reason in codes."""

    draft: Draft
    failure: Failure
    detail: str


def draft(claimed: Claimed, *, gateway: str, now: datetime) -> tuple[Draft, Outgoing] | Unsendable:
    """The attempt of a claimed notice. Whatever is wrong with one notice is a value, for a person."""
    key = ordered_key()
    address, words = "", rendering.Words("", "")
    try:
        address = vault.unseal(claimed.address_sealed, row=address_row(claimed.id)).decode()
        params = opened_params(claimed.id, claimed.params_sealed)
        words = rendering.words(claimed.template, params)
        made = _draft(claimed, key, gateway, _proof(claimed, address, words))
        return made, _outgoing(claimed, made, params, words, address, now)
    except BadAddress:
        failure, detail = Failure.ADDRESS, "not_an_address"
    except rendering.TextRefused as refused:
        failure, detail = Failure.TEXT, str(refused)[:80]
    except Exception as error:  # noqa: BLE001 -- one notice must not stop the others
        failure, detail = Failure.TEXT, type(error).__name__
    made = _draft(claimed, key, gateway, _proof(claimed, address, words))
    log.warning("notice not sendable", extra={"notice": str(claimed.id), "code": detail})
    return Unsendable(made, failure, detail)


def opened_params(notice: UUID, sealed: bytes) -> dict[str, object]:
    """Parameters of a notice, in clear."""
    opened: dict[str, object] = json.loads(vault.unseal(sealed, row=params_row(notice)))
    return opened


def params_row(notice: UUID) -> str:
    """Identity of the sealed parameters."""
    return f"notices.notice:{notice}:params"


def address_row(notice: UUID) -> str:
    """Identity of the sealed address."""
    return f"notices.notice:{notice}:address"


def past_address_row(past: UUID) -> str:
    """Identity of a sealed address that was corrected."""
    return f"notices.pastaddress:{past}:address"


def proof_row(attempt: UUID) -> str:
    """Identity of the sealed proof."""
    return f"notices.attempt:{attempt}:proof"


def digest(proof: bytes) -> bytes:
    """The hash that the ledger keeps beside a proof."""
    return hashlib.sha256(proof).digest()


def sender_address() -> str:
    """The address that emails come from."""
    return str(settings.EMAIL_FROM or f"ne-pas-repondre@{sender_host()}")


def sender_host() -> str:
    """The domain of our addresses: that of the sender, else of the site."""
    return _host(str(settings.EMAIL_FROM), settings.BASE_URL)


@lru_cache(maxsize=4)
def _host(sender: str, site: str) -> str:
    return sender.rpartition("@")[2] or urlsplit(site).hostname or "localhost"


def _outgoing(
    claimed: Claimed,
    made: Draft,
    params: Mapping[str, object],
    words: rendering.Words,
    address: str,
    now: datetime,
) -> Outgoing:
    if claimed.channel == Channel.SMS:
        body = words.text.encode()
        return Outgoing(made.key, _mobile(address), body, valid_until=claimed.starts_at)
    sender, recipient = sender_address(), safe_address(address)
    method = registry.message(claimed.template).calendar
    entry = b""
    if method:
        entry = calendar.entry(params, method=method, organizer=sender, attendee=recipient, at=now)
    body = compose(
        Email(
            key=f"{claimed.id}.{made.number}",
            sender=sender,
            sender_name="Assurance Maladie",
            recipient=recipient,
            subject=words.subject,
            text=words.text,
            parts=words.parts,
            at=now,
            calendar=entry,
            method=method,
        )
    )
    return Outgoing(made.key, recipient, body, f"bounce+{made.key.hex}@{sender_host()}")


def _mobile(address: str) -> str:
    if not (address.startswith("+") and address[1:].isascii() and address[1:].isdigit()):
        raise BadAddress("not a number in international form")
    return address


def _proof(claimed: Claimed, address: str, words: rendering.Words) -> bytes:
    said = {
        "address": address,
        "source": claimed.address_source,
        "channel": claimed.channel,
        "template": claimed.template,
        "subject": words.subject,
        "text": words.text,
    }
    return _as_json(said).encode()


def _draft(claimed: Claimed, key: UUID, gateway: str, proof: bytes) -> Draft:
    return Draft(
        key=key,
        notice=claimed.id,
        claim=claimed.claim,
        number=claimed.number,
        gateway=gateway,
        person_key=claimed.person_key,
        zone=claimed.zone,
        exempt=claimed.exempt,
        kind=claimed.kind,
        channel=claimed.channel,
        caisse=claimed.caisse,
        starts_at=claimed.starts_at,
        proof_sealed=vault.seal(proof, row=proof_row(key)),
        digest=digest(proof),
    )
