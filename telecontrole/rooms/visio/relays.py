"""The relays of the settings, for everyone who hands out credentials."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.turn import Relays, relays_of


def configured() -> Relays:
    """The relays of this installation. Raises ValueError when the settings contradict themselves."""
    return relays_of(settings.TURN_URLS, settings.TURN_SECRET)


def servers_for_a_test() -> list[dict[str, Any]]:
    """Credentials of one minute, under a name that no call uses: one server per address."""
    now, user = clock.now(), f"test:{secrets.token_hex(8)}"
    found = configured().servers(user=user, now=now, life=rules.TEST_CREDENTIAL_LIFE)
    return [{**server, "urls": [url]} for server in found for url in server["urls"]]
