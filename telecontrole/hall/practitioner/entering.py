"""Which practitioner is behind a browser, and what they have proved: RPPS number, then a code to the same address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.links import LinkInfo
from telecontrole.rooms.people.selectors import PractitionerInfo

_LINK = "practitioner_link"
_PROOF = "practitioner_proof"
AVIS = "avis:"


class Proof(StrEnum):
    """How far a practitioner has come."""

    LINK = "link"
    RPPS = "rpps"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Reader:
    """A practitioner who comes for one avis. `doctor` is known once the RPPS number is given."""

    link: LinkInfo
    avis_id: UUID
    doctor: PractitionerInfo | None
    proof: Proof

    @property
    def actor(self) -> Actor:
        """The practitioner of the link."""
        return Actor(ActorKind.PRACTITIONER, str(self.link.practitioner_id))


def remember(request: HttpRequest, link: LinkInfo) -> None:
    """Open the session of a link under a new session key; an earlier proof is gone unless it is its own."""
    request.session.cycle_key()
    if request.session.get(_LINK) != str(link.id):
        request.session.pop(_PROOF, None)
    request.session[_LINK] = str(link.id)


def reader(request: HttpRequest) -> Reader | None:
    """The practitioner whose link this browser holds; None without one, or once it closed."""
    kept = request.session.get(_LINK)
    link = links.find_link(UUID(kept)) if kept else None
    if link is None or link.practitioner_id is None or not link.subject.startswith(AVIS):
        return None
    avis_id = UUID(link.subject.removeprefix(AVIS))
    proof = request.session.get(_PROOF)
    if not proof:
        return Reader(link, avis_id, None, Proof.LINK)
    doctor = doctor_of(link, proof["rpps"])
    if doctor is None:
        return Reader(link, avis_id, None, Proof.LINK)
    return Reader(link, avis_id, doctor, Proof(proof["proof"]))


def doctor_of(link: LinkInfo, rpps: str) -> PractitionerInfo | None:
    """The practitioner of an RPPS number, if the link was sent to that one."""
    doctor = people.practitioner_by_rpps(rpps)
    return doctor if doctor is not None and doctor.id == link.practitioner_id else None


def prove(request: HttpRequest, rpps: str, proof: Proof) -> None:
    """Keep what was proved for the link of this session."""
    if proof is Proof.CODE:
        request.session.cycle_key()
    request.session[_PROOF] = {"rpps": rpps, "proof": proof.value}


def forget(request: HttpRequest) -> None:
    """Close the reading: what a shared computer should not keep."""
    request.session.pop(_LINK, None)
    request.session.pop(_PROOF, None)
