"""The door of the room for writes: plan, move, send, correct. Callers pass everything."""

from __future__ import annotations

from telecontrole.rooms.notices.gateways.configured import BadGateway, email_gateway, sms_gateway
from telecontrole.rooms.notices.gateways.configured import using as using_gateways
from telecontrole.rooms.notices.gateways.protocol import Gateway, Outgoing
from telecontrole.rooms.notices.gateways.twins import Recording
from telecontrole.rooms.notices.keepers import register as register_keeper
from telecontrole.rooms.notices.readers import ALWAYS
from telecontrole.rooms.notices.readers import register as register_readers
from telecontrole.rooms.notices.services.batch import Batch
from telecontrole.rooms.notices.services.letters import (
    note_printed,
    note_reception,
    post_letters,
    print_letters,
)
from telecontrole.rooms.notices.services.people import correct_address, let_fall, resolve_unknown
from telecontrole.rooms.notices.services.planning import (
    NewNotice,
    calendar_uid,
    drop_waiting,
    plan_notice,
    plan_notices,
    set_head,
    set_heads,
)
from telecontrole.rooms.notices.services.reports import email_report, read_mailbox, receipts
from telecontrole.rooms.notices.services.ticking import Counts, run_due, tick
from telecontrole.rooms.notices.texts.registry import Message
from telecontrole.rooms.notices.texts.registry import register as register_message
from telecontrole.rooms.notices.texts.rendering import faults

__all__ = [
    "ALWAYS",
    "BadGateway",
    "Batch",
    "Counts",
    "Gateway",
    "Message",
    "NewNotice",
    "Outgoing",
    "Recording",
    "calendar_uid",
    "correct_address",
    "drop_waiting",
    "email_gateway",
    "email_report",
    "faults",
    "let_fall",
    "note_printed",
    "note_reception",
    "plan_notice",
    "plan_notices",
    "post_letters",
    "print_letters",
    "read_mailbox",
    "receipts",
    "register_keeper",
    "register_message",
    "register_readers",
    "resolve_unknown",
    "run_due",
    "set_head",
    "set_heads",
    "sms_gateway",
    "tick",
    "using_gateways",
]
