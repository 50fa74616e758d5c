"""Who keeps the addresses of a kind of recipient: asked when a message gets another one.

The messages know nobody. Without this a corrected address would serve one message only, and the message would carry
a link that went to the former address too.
"""

from __future__ import annotations

import json
from typing import Protocol

from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import drafting
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.notices.models import Notice

#: Channels whose address stands in somebody's file; letters and secure health mail are asked for elsewhere.
_KEPT = (Channel.EMAIL, Channel.SMS)


class Keeper(Protocol):
    """Keeps an address for a person (`person_key`) and answers the link that the message is to carry instead of `lien`."""

    def __call__(
        self,
        person_key: str,
        *,
        channel: Channel,
        address: str,
        source: str,
        lien: str,
        actor: Actor,
    ) -> str | Refusal: ...


_ASKED: dict[str, Keeper] = {}


def register(recipient: Recipient, keeper: Keeper) -> None:
    """The room that knows a kind of recipient keeps their addresses."""
    _ASKED[recipient.value] = keeper


def keep(notice: Notice, *, address: str, source: str, actor: Actor) -> Refusal | None:
    """Have the address kept, and write the link that the message is to carry into its words. The caller saves."""
    keeper = _ASKED.get(notice.recipient)
    if keeper is None or notice.channel not in _KEPT:
        return None
    params = drafting.opened_params(notice.id, bytes(notice.params_sealed))
    before = str(params.get("lien", ""))
    lien = keeper(
        notice.person_key,
        channel=Channel(notice.channel),
        address=address,
        source=source,
        lien=before,
        actor=actor,
    )
    if isinstance(lien, Refusal):
        return lien
    if lien != before:
        words = json.dumps({**params, "lien": lien}, ensure_ascii=False).encode()
        notice.params_sealed = vault.seal(words, row=drafting.params_row(notice.id))
    return None
