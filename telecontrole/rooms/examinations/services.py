"""The door for writes: the interview, its conclusion, what leaves from it."""

from __future__ import annotations

from telecontrole.rooms.examinations.absences import answer as answer_absence
from telecontrole.rooms.examinations.absences import hear as hear_absence
from telecontrole.rooms.examinations.absences import propose_suspension
from telecontrole.rooms.examinations.calls import prepare_call, prepare_due
from telecontrole.rooms.examinations.concluding import conclude
from telecontrole.rooms.examinations.conflicts import stop as stop_for_conflict
from telecontrole.rooms.examinations.deciding.following import acknowledge, read_online
from telecontrole.rooms.examinations.deciding.following import tick as follow_decisions
from telecontrole.rooms.examinations.ending import end_for_in_person, record_absence
from telecontrole.rooms.examinations.guarantees import (
    give_guarantees,
    note_language,
    note_presence,
    take_back,
    tell_rights,
)
from telecontrole.rooms.examinations.recording import (
    check_identity,
    note_third_parties,
    open_examination,
    save_notes,
    state_mission,
)
from telecontrole.rooms.examinations.reserving import hold as hold_for_documents
from telecontrole.rooms.examinations.reserving import receive as receive_document
from telecontrole.rooms.examinations.reserving import tick as follow_reserves

__all__ = [
    "acknowledge",
    "answer_absence",
    "check_identity",
    "conclude",
    "end_for_in_person",
    "follow_decisions",
    "follow_reserves",
    "give_guarantees",
    "hear_absence",
    "hold_for_documents",
    "note_language",
    "note_presence",
    "note_third_parties",
    "open_examination",
    "prepare_call",
    "prepare_due",
    "propose_suspension",
    "read_online",
    "receive_document",
    "record_absence",
    "save_notes",
    "state_mission",
    "stop_for_conflict",
    "take_back",
    "tell_rights",
]
