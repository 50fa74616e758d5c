"""Addresses of the staff's sign-in. allauth's names are kept, since its views use them."""

from __future__ import annotations

from allauth.account.views import LoginView, LogoutView
from allauth.account.views import ReauthenticateView as PasswordAgainView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.urls import path

from telecontrole.rooms.people import views

urlpatterns = [
    path("connexion/", LoginView.as_view(), name="account_login"),
    path("deconnexion/", LogoutView.as_view(), name="account_logout"),
    path("connexion/code/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("connexion/mot-de-passe/", PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("connexion/confirmer/", ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("connexion/application/", ActivateTOTPView.as_view(), name="mfa_activate_totp"),
    path("connexion/secours/", ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "connexion/secours/nouveaux/",
        GenerateRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
