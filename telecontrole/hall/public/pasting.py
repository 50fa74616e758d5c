"""What we know of a pasted link: as much as opening it would tell, counted in the same way."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from telecontrole.hall.person import entering
from telecontrole.hall.person.entering import CASE
from telecontrole.hall.person.standing import subject_of
from telecontrole.hall.public.judging import Judgment, Link, Verdict
from telecontrole.hall.public.judging import judge as judged
from telecontrole.hall.throttle import may_try_link
from telecontrole.rooms.people import links
from telecontrole.rooms.visio import guests
from telecontrole.rooms.visio.enums import GuestState


class TooOften(Exception):
    """Somebody tries links."""


def judge(request: HttpRequest, text: str) -> Judgment:
    """Is it ours? Raises `TooOften`."""

    def known(token: str) -> tuple[Link, str]:
        if not may_try_link(request, token):
            raise TooOften
        return _known(token)

    found = judged(text, site=settings.BASE_URL, known=known)
    return _compared(request, found) if found.verdict is Verdict.CODE_ALONE else found


def _compared(request: HttpRequest, found: Judgment) -> Judgment:
    """A code alone, for who has opened a link of ours in this browser: it is the same as theirs, or not."""
    who = entering.visitor(request)
    if who is None:
        return found
    same = found.code == links.shared_code(subject_of(who.case.id))
    return Judgment(Verdict.CODE_SAME if same else Verdict.CODE_DIFFERS)


def _known(token: str) -> tuple[Link, str]:
    found = links.resolve_link(token)
    if found is not None:
        _, case, key = found.subject.partition(CASE)
        return Link.OPEN, links.shared_code(subject_of(UUID(key))) if case else ""
    if links.link_is_closed(token):
        return Link.CLOSED, ""
    invited = guests.guest_by_token(token)
    if invited is None:
        return Link.UNKNOWN, ""
    return Link.OPEN if invited.state is GuestState.INVITED else Link.CLOSED, ""
