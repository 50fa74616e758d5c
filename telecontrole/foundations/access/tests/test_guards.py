"""Who passes the guard of the staff's pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from telecontrole.foundations.access import (
    Actor,
    ActorKind,
    Role,
    for_roles,
    for_staff,
    for_staff_who,
)

CHEF = Actor(ActorKind.STAFF, "chef", frozenset({Role.CHEF}))
EXPERT = Actor(ActorKind.STAFF, "expert", frozenset({Role.EXPERT}))
NO_ROLE = Actor(ActorKind.STAFF, "new")
NOT_STAFF = [Actor(kind, "x", frozenset(Role)) for kind in ActorKind if kind is not ActorKind.STAFF]


@for_staff
def anyones(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return HttpResponse(actor.id)


@for_roles(Role.CHEF, Role.TECHNICIEN)
def heads(request: HttpRequest, actor: Actor, *, name: str) -> HttpResponseBase:
    """A page of heads."""
    return HttpResponse(f"{actor.id} {name}")


@for_roles()
def nobodys(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return HttpResponse()


@for_staff_who(lambda actor: actor.id == "new")
def the_new_ones(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return HttpResponse(actor.id)


def ask(view: Any, actor: object, *, signed_in: bool = True, **parts: str) -> HttpResponse:
    request = RequestFactory().get("/quelque/part/")
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    if actor is not None:
        request.actor = actor  # type: ignore[attr-defined]
    answer: HttpResponse = view(request, **parts)
    return answer


def test_the_view_gets_the_actor_and_what_the_address_holds() -> None:
    assert ask(heads, CHEF, name="un").content == b"chef un"


def test_who_is_signed_out_goes_to_sign_in_and_comes_back() -> None:
    answer = ask(anyones, None, signed_in=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/quelque/part/")


@pytest.mark.parametrize("actor", [CHEF, EXPERT, NO_ROLE], ids=lambda actor: actor.id)
def test_any_of_the_staff_passes_where_no_role_is_asked_for(actor: Actor) -> None:
    assert ask(anyones, actor).content.decode() == actor.id


@pytest.mark.parametrize("actor", [EXPERT, NO_ROLE], ids=lambda actor: actor.id)
def test_staff_without_one_of_the_roles_are_refused(actor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        ask(heads, actor, name="un")


def test_a_list_without_roles_lets_nobody_in() -> None:
    with pytest.raises(PermissionDenied):
        ask(nobodys, Actor(ActorKind.STAFF, "all", frozenset(Role)))


def test_a_condition_of_the_room_decides() -> None:
    assert ask(the_new_ones, NO_ROLE).content == b"new"
    with pytest.raises(PermissionDenied):
        ask(the_new_ones, CHEF)


@pytest.mark.parametrize("view", [anyones, the_new_ones])
@pytest.mark.parametrize("actor", [*NOT_STAFF, None, "chef"], ids=str)
def test_who_is_not_of_the_staff_is_refused_whatever_their_roles(view: Any, actor: object) -> None:
    with pytest.raises(PermissionDenied):
        ask(view, actor)


def test_a_guarded_view_keeps_its_name_and_its_words() -> None:
    assert (heads.__name__, heads.__doc__) == ("heads", "A page of heads.")
