"""Controls drawn in Python are Django's own, letter for letter, whatever is typed into them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from telecontrole.foundations.web.controls import ControlRenderer

WIDGETS: tuple[forms.Widget, ...] = (
    forms.TextInput(attrs={"autocomplete": "off", "aria-invalid": False, "autofocus": True}),
    forms.HiddenInput(),
    forms.EmailInput(),
    forms.NumberInput(),
    forms.PasswordInput(render_value=True),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.RadioSelect(choices=[("a", "L’un <b>"), ("b", "L’autre")]),
    forms.CheckboxSelectMultiple(choices=[("a", "Un"), ("b", "Deux")]),
    forms.Select(choices=[("a", "Un"), ("b", "Deux")]),
)
TYPED = (None, "", "a", "b", 3, True, '"><script>', "L’été & l’hiver\nfini")
ATTRS = {"id": "id_x", "class": "input", "aria-describedby": 'id_x_hint "x"'}


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("value", TYPED, ids=repr)
def test_a_control_is_the_same_as_djangos(widget: forms.Widget, value: Any) -> None:
    drawn, given = (
        widget.render("x", value, attrs=ATTRS, renderer=renderer)
        for renderer in (ControlRenderer(), TemplatesSetting())
    )
    assert drawn == given


@pytest.mark.parametrize("value", TYPED, ids=repr)
def test_one_choice_alone_is_the_same_as_djangos(value: Any) -> None:
    pages = []
    for renderer in (ControlRenderer(), TemplatesSetting()):
        form = forms.Form({"x": value}, renderer=renderer)
        form.fields["x"] = forms.ChoiceField(
            choices=[("a", "L’un <b>"), ("b", "L’autre")], widget=forms.RadioSelect
        )
        pages.append([(choice.tag(), choice.choice_label) for choice in form["x"]])
    assert pages[0] == pages[1]
