"""Forms of the people room."""

from __future__ import annotations

from django import forms

from telecontrole.foundations.web.forms import KitForm


class PasswordForm(KitForm):
    """Choice of the first password, typed once and shown on demand rather than typed twice."""

    password = forms.CharField(
        label="Votre mot de passe",
        help_text="12 caractères au moins. Une phrase que vous seul connaissez convient très bien.",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
