"""Words of the ledger. Kinds, channels and recipients are the words of the exports."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a message is for (`genre` in the exports)."""

    J2 = "j2"
    J1 = "j1"
    CHANGEMENT = "changement"
    ANNULATION = "annulation"
    CODE = "code"
    AVIS = "avis"
    # The caisse's décision, which follows the avis.
    DECISION = "decision"
    CONVOCATION = "convocation"
    QUESTIONNAIRE = "questionnaire"
    INVITATION = "invitation"


class Channel(StrEnum):
    """How a message leaves (`canal` in the exports)."""

    EMAIL = "email"
    SMS = "sms"
    LETTRE = "lettre"
    MSSANTE = "mssante"


class Recipient(StrEnum):
    """Whom a message is for (`destinataire` in the exports)."""

    ASSURE = "assure"
    MEDECIN_TRAITANT = "medecin_traitant"
    EMPLOYEUR = "employeur"
    # The legal representative of the insured person.
    REPRESENTANT = "representant"
    TIERS = "tiers"


class State(StrEnum):
    """Where a notice stands; the order of the first six is the ordinary life of a message."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    HANDED = "handed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


# A message not yet given to a gateway: it still falls when the subject moves or closes.
WAITING = (State.PLANNED, State.CLAIMED)
# States from which a corrected address makes a new attempt.
FAILED = (State.BOUNCED, State.REFUSED, State.EXPIRED)


class Outcome(StrEnum):
    """What became of one attempt."""

    SENDING = "sending"  # the point of no return is passed, the answer is not known
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    TEMPORARY = "temporary"  # refused for now: the notice is planned again
    REFUSED = "refused"
    BOUNCED = "bounced"
    NO_RECEIPT = "no_receipt"
    UNKNOWN = "unknown"
    LOST = "lost"  # a person found out that it never left


# At most one attempt of a notice may be in one of these: see the constraint in `models`.
LIVE_OUTCOMES = (Outcome.SENDING, Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.UNKNOWN)


class Failure(StrEnum):
    """Why a notice needs a person: the kind of its task, and part of the proof."""

    REFUSED = "refused"
    BOUNCED = "bounced"
    NO_RECEIPT = "no_receipt"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    QUOTA = "quota"
    TEXT = "text"
    ADDRESS = "address"


class Verdict(StrEnum):
    """What the other side said."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # released, and no answer came


class ReceiptStatus(StrEnum):
    """Delivered to the handset or the mailbox, failed for good, or on its way (ignored)."""

    DELIVERED = "delivered"
    FAILED = "failed"
    PENDING = "pending"
