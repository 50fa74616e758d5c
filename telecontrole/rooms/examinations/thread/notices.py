"""The message that says that something waits in the exchange: the same words for a message and for a call."""

from __future__ import annotations

from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.services import Message, register_message

DOCTOR_THREAD = "examinations/messages/echange_medecin.txt"
_WORDS = {"lien": "ABCDEFGHIJKL", "caisse": "CPAM de Rouen-Elbeuf-Dieppe-Seine-Maritime"}


def register_all() -> None:
    """Declare it; called when the application starts. The same words by secure health mail and by email."""
    register_message(Message(Kind.AVIS, Channel.MSSANTE, DOCTOR_THREAD, _WORDS))
