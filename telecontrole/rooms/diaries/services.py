"""The door of the diaries for whoever writes; each service is one transaction."""

from __future__ import annotations

from telecontrole.rooms.diaries.booking import Taken, Wanted, book, book_many, release
from telecontrole.rooms.diaries.closing import NewClosure, close, held_by, lift
from telecontrole.rooms.diaries.weekly import NewHours, add_hours, end_rule, except_day, remove_day

__all__ = [
    "NewClosure",
    "NewHours",
    "Taken",
    "Wanted",
    "add_hours",
    "book",
    "book_many",
    "close",
    "end_rule",
    "except_day",
    "held_by",
    "lift",
    "release",
    "remove_day",
]
