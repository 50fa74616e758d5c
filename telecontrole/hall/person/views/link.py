"""Where every link of our messages arrives: from here on the address bar holds no token."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from telecontrole.foundations.web import errors
from telecontrole.hall.guest import entering as guest
from telecontrole.hall.person import entering
from telecontrole.hall.practitioner import entering as practitioner
from telecontrole.hall.throttle import may_try_link
from telecontrole.rooms.people import links
from telecontrole.rooms.visio import guests


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Put the link into the session and go to its page; an unknown or closed one says what to do."""
    if not may_try_link(request, token):
        return errors.page(request, 429)
    found = links.resolve_link(token)
    invited = guests.guest_by_token(token) if found is None else None
    if invited is not None:
        guest.remember(request, invited)
        answer = HttpResponseRedirect(reverse("guest:home"))
    elif found is None:
        closed = links.link_is_closed(token)
        status = 410 if closed else 404
        return render(request, "person/link_unknown.html", {"closed": closed}, status=status)
    elif found.practitioner_id is not None:
        practitioner.remember(request, found)
        answer = HttpResponseRedirect(reverse("practitioner:home"))
    else:
        entering.remember(request, found)
        answer = HttpResponseRedirect(reverse("person:home"))
    # The next page must not be told the address that holds the token.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
