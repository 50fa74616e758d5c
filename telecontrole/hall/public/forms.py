"""The form for everybody: a message that one doubts."""

from __future__ import annotations

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from telecontrole.foundations.web.forms import KitForm

_LONGEST = 5_000
# What no message holds and no keyboard writes: control signs, halves of signs, signs that do not exist.
_NEVER = frozenset({"Cc", "Cs", "Cn"})


def no_strange_signs(text: str) -> None:
    """Raises ValidationError for a sign that no message holds."""
    if any(unicodedata.category(sign) in _NEVER and sign not in "\r\n\t" for sign in text):
        raise ValidationError(
            "Ce texte contient des signes qu’aucun message ne contient. Copiez-le de nouveau depuis votre téléphone, "
            "ou appelez votre caisse."
        )


class PastedForm(KitForm):
    """The whole message, its link alone, or its code."""

    text = forms.CharField(
        label="Collez ici le message que vous avez reçu, ou son lien",
        help_text="Sans toucher le lien : copiez le texte, puis collez-le. Nous ne le gardons pas.",
        max_length=_LONGEST,
        validators=[no_strange_signs],
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Collez le message, ou le lien qu’il contient.",
            "max_length": "C’est trop long. Collez seulement le message, sans ce qui l’entoure.",
        },
    )
