"""Words of the calls. Pure: no Django, so that rules and signalling may use them."""

from __future__ import annotations

from enum import StrEnum


class SeatRole(StrEnum):
    """Who sits where; the role is kept by the record and shown on every screen."""

    MEDECIN_CONSEIL = "medecin_conseil"
    ASSURE = "assure"
    TIERS = "tiers"
    CONFRERE = "confrere"


class SessionState(StrEnum):
    """A session is open, then ended; it never reopens (a new one is opened instead)."""

    OPEN = "open"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a session ended."""

    CONCLUDED = "concluded"
    PHONE = "phone"
    IN_PERSON = "in_person"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Link(StrEnum):
    """What two seats may exchange: nothing; descriptions without any address; an empty relayed
    connection; sound and picture."""

    NONE = "none"
    PREPARED = "prepared"
    WARM = "warm"
    LIVE = "live"


class Gone(StrEnum):
    """Why a seat is empty."""

    LEFT = "left"
    LOST = "lost"
    EXCLUDED = "excluded"


class Handover(StrEnum):
    """How an interview goes on when the video does not work."""

    PHONE = "phone"
    IN_PERSON = "in_person"


class GuestRole(StrEnum):
    """As what a third person is invited; said on every screen and kept by the record."""

    INTERPRETE = "interprete"
    INTERPRETE_LSF = "interprete_lsf"
    PROCHE = "proche"
    AVOCAT = "avocat"
    MEDECIN = "medecin"


class GuestState(StrEnum):
    """An invitation is asked for, then given or not; once withdrawn it never comes back."""

    ASKED = "asked"
    INVITED = "invited"
    WITHDRAWN = "withdrawn"
