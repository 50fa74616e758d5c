"""The messages that several rooms send: appointments and codes. Other rooms declare their own."""

from __future__ import annotations

from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.texts.registry import Message, register

# The longest of each, so that the check of an SMS sees its worst day.
_APPOINTMENT = {
    "starts_at": "2026-12-23T10:30:00+00:00",
    "ends_at": "2026-12-23T10:50:00+00:00",
    "zone": "Europe/Paris",
    "modalite": "presentiel",
    "lieu": "Centre de l'Assurance Maladie",
    "adresse": "1 place du Marché, 14000 Caen",
    "acces": "tram à 100 mètres, entrée de plain-pied",
    "lien": "ABCDEFGHIJKL",
    "code": "4821",
    "ics_uid": "0@localhost",
    "ics_sequence": "0",
}
_CODE = {"code": "482193", "minutes": "10"}
_LETTER = {
    **_APPOINTMENT,
    "nom": "Madame Catherine COLIN",
    "adresse_postale": "45 rue des Écoles\n69000 Lyon",
    "caisse": "CPAM du Rhône",
    "telephone": "3646",
}


def register_all() -> None:
    """Declare them; called when the application starts."""
    for kind in (Kind.J2, Kind.J1, Kind.CHANGEMENT, Kind.ANNULATION):
        method = {Kind.J1: "", Kind.ANNULATION: "CANCEL"}.get(kind, "REQUEST")
        register(_message(kind, Channel.EMAIL, calendar=method))
        register(_message(kind, Channel.SMS))
    register(Message(Kind.CODE, Channel.EMAIL, "notices/code/email.txt", _CODE))
    register(Message(Kind.CODE, Channel.SMS, "notices/code/sms.txt", _CODE))
    register(Message(Kind.CONVOCATION, Channel.LETTRE, "notices/letters/convocation.typ", _LETTER))


def _message(kind: Kind, channel: Channel, calendar: str = "") -> Message:
    template = f"notices/{kind.value}/{channel.value}.txt"
    return Message(kind, channel, template, _APPOINTMENT, calendar)  # type: ignore[arg-type]
