"""Who is behind a browser: the link that it opened, and what it has proved since.

The session keeps the link's identifier, never its token. What was proved holds for one person and one
case: another link of the same case (the email's after the SMS's) has it, any other has not. `forget` ends both.

A link that is closed because its address was not the person's closes the page for whoever has nothing else. Who gave
the code keeps the page, unless the code itself went to an address that was not the person's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import contacts, links, representatives
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.links import LinkInfo
from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.people.selectors import InsuredInfo

_LINK = "person_link"
_PROOF = "person_proof"
_AS = "representant"
CASE = "case:"


ONLY_ASSISTS = "Vous assistez cette personne : elle fait cela elle-même, avec son propre lien."


class Proof(StrEnum):
    """How sure we are that the holder of the link is the insured person, or who acts for them."""

    LINK = "link"
    # The birth date is right, a code is on its way.
    BIRTH_DATE = "birth_date"
    # Birth date, and no code came: worth a place in the call, where the médecin-conseil checks.
    ON_SCREEN = "on_screen"
    # Birth date and one-time code.
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Visitor:
    """An insured person at the door of one case; or who acts for them, or assists, by law (`representative`)."""

    link: LinkInfo
    case: CaseInfo
    person: InsuredInfo
    actor: Actor
    proof: Proof
    representative: RepresentativeInfo | None = None

    @property
    def may_join(self) -> bool:
        """Whether the second factor, or what stands for it, was given."""
        return self.proof in (Proof.CODE, Proof.ON_SCREEN)

    @property
    def holder(self) -> str:
        """Whose secret the second factor is: the person's, or the representative's own."""
        return str(self.representative.id if self.representative else self.person.id)

    @property
    def initials(self) -> str:
        """What a representative may see before the second factor: enough to know which person, too little to name it."""
        return f"{self.person.prenoms[:1]}. {self.person.nom[:1]}."

    @property
    def acts(self) -> bool:
        """Whether everything of the case is theirs to do; who only assists sees appointment and décision."""
        return self.representative is None or self.representative.acts

    def proved(self, proof: Proof) -> Visitor:
        """The same visitor with what they have just proved."""
        return replace(self, proof=proof)


def remember(request: HttpRequest, link: LinkInfo) -> None:
    """Open the session of a link under a new session key, so that nobody can have prepared it."""
    request.session.cycle_key()
    request.session[_LINK] = str(link.id)


def forget(request: HttpRequest) -> None:
    """Close the page: what a shared computer should not keep."""
    request.session.pop(_LINK, None)
    request.session.pop(_PROOF, None)


def visitor(request: HttpRequest) -> Visitor | None:
    """Whose link this browser opened; None without one, or once it expired, was revoked, or the mandate ended."""
    link = _link(request)
    if link is None or not link.subject.startswith(CASE):
        return None
    one = representatives.acting_as(link.representative_id) if link.representative_id else None
    insured = one.insured if one else link.insured_id
    case = cases.case(UUID(link.subject.removeprefix(CASE)))
    person = people.insured(insured) if insured else None
    # A link is never worth more than the case it was made for.
    if case is None or person is None or case.insured != person.id:
        return None
    holder = str(one.id if one else person.id)
    actor = Actor(ActorKind.INSURED, holder, caisse=case.caisse, label=_AS if one else "")
    return Visitor(link, case, person, actor, _proof(request, holder, case), one)


def prove(request: HttpRequest, who: Visitor, proof: Proof, *, channel: str = "") -> None:
    """Keep what was proved, and by which channel its code came; entering for good changes the session's key."""
    if proof in (Proof.CODE, Proof.ON_SCREEN):
        request.session.cycle_key()
    request.session[_PROOF] = {
        "person": who.holder,
        "case": str(who.case.id),
        "proof": proof.value,
        "channel": channel,
        "at": clock.now().isoformat(),
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


def for_acting(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for what only the person does, or who acts for them: who assists is sent back to the first page."""

    @wraps(view)
    @for_visitor
    def guarded(request: HttpRequest, who: Visitor, **kwargs: Any) -> HttpResponseBase:
        if not who.acts:
            messages.info(request, ONLY_ASSISTS)
            return redirect("person:home")
        return view(request, who, **kwargs)

    return guarded


def _link(request: HttpRequest) -> LinkInfo | None:
    """The link of the session; a closed one for who gave a code since it was opened (see `_proof`)."""
    kept = request.session.get(_LINK)
    found = links.find_link(UUID(kept)) if kept else None
    proved = (request.session.get(_PROOF) or {}).get("proof") == Proof.CODE
    if found is not None or not kept or not proved:
        return found
    closed = links.proved_link(UUID(kept))
    if closed is None or closed.insured_id is None:
        return None
    return closed if _code_stands(request, closed.insured_id) else None


def _proof(request: HttpRequest, holder: str, case: CaseInfo) -> Proof:
    kept = request.session.get(_PROOF) or {}
    if (kept.get("person"), kept.get("case")) != (holder, str(case.id)):
        return Proof.LINK
    proof = Proof(kept["proof"])
    if proof is Proof.CODE and holder == str(case.insured):
        return proof if _code_stands(request, case.insured) else Proof.LINK
    return proof


def _code_stands(request: HttpRequest, insured_id: UUID) -> bool:
    """Whether the code of the session came to an address that is still the person's."""
    kept = request.session[_PROOF]
    channel, at = kept.get("channel", ""), kept.get("at", "")
    if not channel or not at:
        return True
    since = datetime.fromisoformat(at)
    return not contacts.left_since(insured_id, channel=channel, since=since)
