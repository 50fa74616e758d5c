"""Writes of the calls: the door that other rooms use, and what the signalling asks."""

from __future__ import annotations

from telecontrole.rooms.visio.entering import enter, ticket
from telecontrole.rooms.visio.filing import file_exchange
from telecontrole.rooms.visio.inviting import (
    accept_guest,
    forget_addresses,
    invite_guest,
    show_link,
    withdraw_guest,
)
from telecontrole.rooms.visio.inviting import token_of as token_of_guest
from telecontrole.rooms.visio.keeping import keep_report, purge_tickets, record_test, tick
from telecontrole.rooms.visio.moving import (
    admit,
    admit_as,
    end,
    end_by_seat,
    exclude,
    hand_over,
    left,
)
from telecontrole.rooms.visio.opening import open_session, pass_host, seat, tell, tell_rank
from telecontrole.rooms.visio.quality_keeping import register_grouping
from telecontrole.rooms.visio.quality_keeping import tick as tick_quality

__all__ = [
    "accept_guest",
    "admit",
    "admit_as",
    "end",
    "end_by_seat",
    "enter",
    "exclude",
    "file_exchange",
    "forget_addresses",
    "hand_over",
    "invite_guest",
    "keep_report",
    "left",
    "open_session",
    "pass_host",
    "purge_tickets",
    "record_test",
    "register_grouping",
    "seat",
    "show_link",
    "tell",
    "tell_rank",
    "tick",
    "tick_quality",
    "ticket",
    "token_of_guest",
    "withdraw_guest",
]
