"""Becoming one of the persons of the demonstration. What stands for passwords and codes elsewhere is given."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from telecontrole.foundations.access import Role
from telecontrole.hall.demonstration import cast, interview
from telecontrole.hall.demonstration.cast import Part
from telecontrole.hall.person import entering as person
from telecontrole.rooms.people import links
from telecontrole.rooms.people.middleware import DEMONSTRATION_KEY

# Addresses that stand in messages and letters: they never change.
PERSON_PAGE, LINK_PAGE = "/rdv/", "/r/"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def enter(request: HttpRequest, one: Part) -> str | None:
    """Open this browser's session as the person; answers where to go, None before the demonstration is loaded."""
    if one.key == cast.INSURED:
        return _by_link(request, cast.insured_token())
    if one.key == cast.REPRESENTATIVE:
        return _by_link(request, cast.representative_token())
    if one.key == cast.DOCTOR:
        token = cast.doctor_token()
        return f"{LINK_PAGE}{token}" if token else None
    return _as_staff(request, one)


def _as_staff(request: HttpRequest, one: Part) -> str | None:
    account = cast.account(one)
    if account is None:
        return None
    seal = request.META.get("CSRF_COOKIE")
    login(request, account, backend=_BACKEND)
    if seal:
        # The page of all persons stays open in another window: its other buttons go on working.
        request.META["CSRF_COOKIE"] = seal
    request.session[DEMONSTRATION_KEY] = True
    now = interview.current()
    if one.role is Role.MEDECIN_CONSEIL and now is not None:
        return reverse("examinations:interview", args=[now[1].id])
    return _home()


def _by_link(request: HttpRequest, token: str | None) -> str | None:
    """The person, or who acts for them: what the second factor stands for is given."""
    link = links.resolve_link(token) if token else None
    if link is None:
        return None
    person.remember(request, link)
    who = person.visitor(request)
    if who is None:
        return None
    person.prove(request, who, person.Proof.CODE)
    return PERSON_PAGE


def _home() -> str:
    try:
        return reverse("hall:desk")
    except NoReverseMatch:
        return "/"
