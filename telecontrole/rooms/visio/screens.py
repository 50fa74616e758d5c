"""What a page needs to show a call: `{% include "visio/_call.html" with call=… %}`."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from telecontrole.foundations import vault
from telecontrole.rooms.visio import rules, selectors
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.selectors import SeatInfo

WEBSOCKET = "/ws/visio"
"""Followed by the session in a call: a proxy brings both ends to one process by it. It is no right."""


@dataclass(frozen=True)
class CallScreen:
    """A call as one person sees it. `config` is read by the script, the rest by the template."""

    role: SeatRole
    name: str
    host_name: str
    host_detail: str
    config: dict[str, Any]

    @property
    def invited(self) -> bool:
        """Whether this is the screen of somebody beside the insured person and the médecin-conseil."""
        return self.role in (SeatRole.TIERS, SeatRole.CONFRERE)

    @property
    def hosts(self) -> bool:
        """Whether this is the médecin-conseil's screen."""
        return self.role is rules.HOST


def test() -> dict[str, Any]:
    """What the fragment `visio/_test.html` wants as `test`: where to ask and where to tell."""
    return {
        "config": {
            "socket": WEBSOCKET,
            "servers": reverse("visio:test-servers"),
            "results": reverse("visio:test-results"),
        }
    }


def call(*, seat_id: UUID, leave_url: str) -> CallScreen | None:
    """The call screen of a seat, or None when there is no such seat.

    The page that includes it has checked the right; the websocket checks it again.
    """
    seats = selectors.seats_beside(seat_id)
    own = next((one for one in seats if one.id == seat_id), None)
    if own is None:
        return None
    host = next((one for one in seats if one.role is rules.HOST), None)
    return CallScreen(
        role=own.role,
        name=own.name_shown,
        host_name=host.name_shown if host else "",
        host_detail=host.detail if host else "",
        config={
            "socket": f"{WEBSOCKET}/{own.session}",
            "ticket": reverse("visio:ticket", args=[own.session]),
            "session": str(own.session),
            "seat": str(own.id),
            "host": own.role is rules.HOST,
            "leave": leave_url,
            **_keep(own),
        },
    )


def _keep(seat: SeatInfo) -> dict[str, str]:
    """The key under which the médecin-conseil's own window remembers what was written, until the end of the call."""
    if seat.role is not rules.HOST:
        return {}
    key = vault.fingerprint(str(seat.id), purpose="visio.written")
    return {"keep": base64.b64encode(key).decode()}
