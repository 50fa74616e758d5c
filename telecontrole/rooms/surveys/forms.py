"""One questionnaire as a form: a group of choices for each question."""

from __future__ import annotations

from typing import Any

from django import forms

from telecontrole.foundations.web.forms import KitForm, french_messages
from telecontrole.rooms.surveys.rules import Questionnaire


class AnswerForm(KitForm):
    """The questions in their order; every one has an answer."""

    def __init__(self, questionnaire: Questionnaire, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questionnaire.questions:
            self.fields[question.key] = forms.TypedChoiceField(
                label=question.text,
                choices=[(str(value), words) for value, words in question.answers.items()],
                widget=forms.RadioSelect,
                coerce=int,
            )
        french_messages(self.fields)
