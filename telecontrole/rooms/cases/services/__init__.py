"""Writes of the room: cases, and the files that bring them."""

from __future__ import annotations

from telecontrole.rooms.cases.services.cases import set_state, set_states
from telecontrole.rooms.cases.services.imports import correct, forget, process, receive, tick

__all__ = ["correct", "forget", "process", "receive", "set_state", "set_states", "tick"]
