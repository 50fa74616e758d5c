"""Staff pages open with two factors only."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from telecontrole.foundations.access import Actor
from telecontrole.rooms.people.accounts import actor_of
from telecontrole.rooms.people.models import Account

# Set by the demonstration's one-time links, which stand for both factors; read in a demonstration only.
DEMONSTRATION_KEY = "signed_in_for_demonstration"
# Set once an account with TOTP was let in: asked of the database once a session.
SECOND_FACTOR_KEY = "second_factor_known"

_FREE_NAMES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


class ActorOfRequest:
    """Gives each request its actor: `request.actor`, an `Actor` for signed-in staff, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        return self._get_response(request)


class StaffSecondFactor:
    """Sends a signed-in account without TOTP to the page where it sets TOTP up, whatever it asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Let anonymous visitors, the sign-in pages and two-factor accounts through."""
        if not request.user.is_authenticated or _is_free(request) or _has_second_factor(request):
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _actor(request: HttpRequest) -> Actor | None:
    return actor_of(request.user) if isinstance(request.user, Account) else None


def _is_free(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (
        match.url_name in _FREE_NAMES or "public" in match.namespaces or match.app_name == "web"
    )


def _has_second_factor(request: HttpRequest) -> bool:
    if settings.DEMONSTRATION and request.session.get(DEMONSTRATION_KEY):
        return True
    if request.session.get(SECOND_FACTOR_KEY):
        return True
    known: bool = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.TOTP
    ).exists()
    if known:
        # allauth let the session in with the code; remember it rather than ask the database each time.
        request.session[SECOND_FACTOR_KEY] = True
    return known
