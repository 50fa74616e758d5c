"""Pages of the staff's first sign-in."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth import login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people.forms import PasswordForm

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """The sign-in; wrong credentials answer 422, as every form of the site that is shown again."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


class SignInCode(AuthenticateView):  # type: ignore[misc]  # idem
    """The second factor of the sign-in; a wrong code answers 422."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by an invitation's link, then set the second factor up."""
    account = accounts.invited_account(token)
    if account is None:
        return render(request, "people/invitation_closed.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = accounts.accept_invitation(token=token, password=form.cleaned_data["password"])
        if not isinstance(result, Refusal):
            login(request, result, backend=_BACKEND)
            # The password was typed this instant: the next page must not ask for it again.
            reauthenticate_by_password(request)
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        for reason in _sentences(result):
            form.add_error("password", reason)
    status = 422 if form.errors else 200
    return render(
        request, "people/invitation.html", {"form": form, "invited": account}, status=status
    )


def _sentences(refusal: Refusal) -> list[str]:
    reasons = refusal.params.get("reasons")
    if isinstance(reasons, list):
        return [str(reason) for reason in reasons]
    return ["Cette invitation n’est plus valable. Demandez-en une autre à votre administrateur."]
