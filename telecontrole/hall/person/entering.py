"""Who is behind a browser: the link that it opened, and what it has proved since.

The session keeps the link's identifier, never its token. What was proved holds for one person and one
case: another link of the same case (the email's after the SMS's) keeps it, any other loses it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.links import LinkInfo
from telecontrole.rooms.people.selectors import InsuredInfo

_LINK = "person_link"
_PROOF = "person_proof"
CASE = "case:"


class Proof(StrEnum):
    """How sure we are that the holder of the link is the insured person."""

    LINK = "link"
    # The birth date is right, a code is on its way.
    BIRTH_DATE = "birth_date"
    # Birth date, and no code came: worth a place in the call, where the médecin-conseil checks.
    ON_SCREEN = "on_screen"
    # Birth date and one-time code.
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Visitor:
    """An insured person at the door of one case."""

    link: LinkInfo
    case: CaseInfo
    person: InsuredInfo
    actor: Actor
    proof: Proof

    @property
    def may_join(self) -> bool:
        """Whether the second factor, or what stands for it, was given."""
        return self.proof in (Proof.CODE, Proof.ON_SCREEN)

    def proved(self, proof: Proof) -> Visitor:
        """The same visitor with what they have just proved."""
        return replace(self, proof=proof)


def remember(request: HttpRequest, link: LinkInfo) -> None:
    """Open the session of a link under a new session key, so that nobody can have prepared it."""
    request.session.cycle_key()
    request.session[_LINK] = str(link.id)


def visitor(request: HttpRequest) -> Visitor | None:
    """The person whose link this browser opened; None without one, or once it expired or was revoked."""
    kept = request.session.get(_LINK)
    link = links.find_link(UUID(kept)) if kept else None
    if link is None or link.insured_id is None or not link.subject.startswith(CASE):
        return None
    case = cases.case(UUID(link.subject.removeprefix(CASE)))
    person = people.insured(link.insured_id)
    # A link is never worth more than the case it was made for.
    if case is None or person is None or case.insured != person.id:
        return None
    actor = Actor(ActorKind.INSURED, str(person.id), caisse=case.caisse)
    return Visitor(link, case, person, actor, _proof(request, person, case))


def prove(request: HttpRequest, who: Visitor, proof: Proof) -> None:
    """Keep what was proved; entering for good changes the session's key."""
    if proof in (Proof.CODE, Proof.ON_SCREEN):
        request.session.cycle_key()
    request.session[_PROOF] = {
        "person": str(who.person.id),
        "case": str(who.case.id),
        "proof": proof.value,
    }


def for_visitor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the person of the link; without one, a page says how to come back."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        who = visitor(request)
        if who is None:
            gone = _LINK in request.session
            return render(
                request, "person/closed.html", {"gone": gone}, status=410 if gone else 403
            )
        return view(request, who, **kwargs)

    return guarded


def _proof(request: HttpRequest, person: InsuredInfo, case: CaseInfo) -> Proof:
    kept = request.session.get(_PROOF) or {}
    if (kept.get("person"), kept.get("case")) != (str(person.id), str(case.id)):
        return Proof.LINK
    return Proof(kept["proof"])
