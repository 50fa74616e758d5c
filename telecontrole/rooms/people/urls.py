"""Addresses of the staff's sign-in. allauth's names are kept, since its views use them."""

from __future__ import annotations

from allauth.account.views import LogoutView
from allauth.account.views import ReauthenticateView as PasswordAgainView
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.urls import path
from django.views.generic import RedirectView

from telecontrole.rooms.people import views

HOME = settings.LOGIN_REDIRECT_URL

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="account_login"),
    path("deconnexion/", LogoutView.as_view(), name="account_logout"),
    path("connexion/code/", views.SignInCode.as_view(), name="mfa_authenticate"),
    path("connexion/mot-de-passe/", PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("connexion/confirmer/", ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("connexion/application/", ActivateTOTPView.as_view(), name="mfa_activate_totp"),
    # allauth sends here whoever has an application already; it is taken away by no page.
    path("connexion/application/reliee/", RedirectView.as_view(url=HOME), name="mfa_index"),
    path(
        "connexion/application/retirer/",
        RedirectView.as_view(url=HOME),
        name="mfa_deactivate_totp",
    ),
    path("connexion/secours/", ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "connexion/secours/nouveaux/",
        GenerateRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
