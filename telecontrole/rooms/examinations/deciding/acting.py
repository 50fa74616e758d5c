"""What a manager may do with a décision, in the state in which it is; and its words on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import (
    following,
    opening,
    signing,
    texts,
    wording,
)
from telecontrole.rooms.examinations.deciding.enums import (
    DecisionKind,
    DecisionState,
    LiftMotive,
    ReceiptMeans,
    SetAsideMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.deciding.forms import (
    LiftForm,
    ReceiptForm,
    SetAsideForm,
    ValidationForm,
    WithdrawalForm,
)
from telecontrole.rooms.examinations.deciding.rules import SIGNED
from telecontrole.rooms.examinations.deciding.selectors import DecisionInfo


@dataclass
class Forms:
    """The forms that the state of a décision opens; None for the others. `wrong` is the one to correct."""

    validation: ValidationForm | None = None
    set_aside: SetAsideForm | None = None
    receipt: ReceiptForm | None = None
    withdrawal: WithdrawalForm | None = None
    lift: LiftForm | None = None
    wrong: BaseForm | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A décision in French, for managers."""

    kind: str
    state: str
    tone: str
    code: str
    decided: str
    effect: str
    article: str
    motive: str
    received_how: str


def words_of(one: DecisionInfo) -> Words:
    """Kind, state, code and effect in words."""
    state, tone = texts.STATES[one.state]
    if one.replaced:
        state, tone = texts.REPLACED
    elif one.withdrawn_on is not None:
        state, tone = "Retirée", "neutral"
    elif one.lifted_from is not None:
        state, tone = "Levée", "success"
    return Words(
        kind=texts.KINDS[one.kind],
        state=state,
        tone=tone,
        code=texts.CODES[one.code],
        decided=wording.decided(one.code),
        effect=wording.effect(one.effect) if one.effect else "",
        article=one.effect.article if one.effect else "",
        motive=texts.MOTIVES.get(one.motive, ""),
        received_how=texts.ALL_MEANS[ReceiptMeans(one.received_how)] if one.received_how else "",
    )


def forms_of(one: DecisionInfo, data: Any = None) -> Forms:
    """The forms of a décision; with `data`, only the one that was sent is bound."""
    sent = data.get("acte", "") if data is not None else ""

    def given(acte: str) -> Any:
        return data if sent == acte else None

    forms = Forms()
    if one.state is DecisionState.A_VALIDER and not one.replaced:
        # Whoever was told of the first act is told of its withdrawal or its end: nothing to type again.
        asks = one.tells_employer and one.kind not in (DecisionKind.RETRAIT, DecisionKind.LEVEE)
        forms.validation = ValidationForm(given("valider"), tells_employer=asks)
        if one.kind is DecisionKind.SUSPENSION:
            forms.set_aside = SetAsideForm(given("ecarter"))
    if one.state is DecisionState.SIGNEE:
        forms.receipt = ReceiptForm(given("reception"))
    if one.state in SIGNED and one.kind is not DecisionKind.RETRAIT and one.withdrawal is None:
        forms.withdrawal = WithdrawalForm(given("retirer"))
        if one.kind is DecisionKind.SUSPENSION and one.lift is None:
            forms.lift = LiftForm(given("lever"))
    return forms


def act(one: DecisionInfo, forms: Forms, actor: Actor, asked: str) -> str | Refusal | None:
    """Do what was asked; None when the form must be corrected (`forms.wrong`)."""
    known = {
        "valider": (forms.validation, _validate),
        "ecarter": (forms.set_aside, _set_aside),
        "reception": (forms.receipt, _receive),
        "retirer": (forms.withdrawal, _withdraw),
        "lever": (forms.lift, _lift),
    }
    form, do = known.get(asked, (None, None))
    if form is None or do is None:
        return Refusal("not_to_validate")
    if not form.is_valid():
        forms.wrong = form
        return None
    return do(one, form, actor)


def _validate(one: DecisionInfo, form: Any, actor: Actor) -> str | Refusal:
    refused = signing.validate(
        decision_id=one.id,
        employer=form.employer,
        no_employer=bool(form.cleaned_data.get("no_employer")),
        actor=actor,
    )
    return refused or "La décision est validée : un délégataire du directeur la signe."


def _set_aside(one: DecisionInfo, form: Any, actor: Actor) -> str | Refusal:
    motive = SetAsideMotive(form.cleaned_data["motive"])
    refused = signing.set_aside(decision_id=one.id, motive=motive, actor=actor)
    return refused or "La suspension n’est pas prononcée. Un nouveau rendez-vous sera proposé."


def _receive(one: DecisionInfo, form: Any, actor: Actor) -> str | Refusal:
    refused = following.record_receipt(
        decision_id=one.id,
        on=form.cleaned_data["received_on"],
        means=ReceiptMeans(form.cleaned_data["means"]),
        actor=actor,
    )
    return refused or "La date de réception est notée : le délai de recours court de ce jour."


def _withdraw(one: DecisionInfo, form: Any, actor: Actor) -> str | Refusal:
    motive = WithdrawalMotive(form.cleaned_data["motive"])
    done = opening.propose_withdrawal(decision_id=one.id, motive=motive, actor=actor)
    if isinstance(done, Refusal):
        return done
    return "Le retrait est proposé : il se valide et se signe comme une décision."


def _lift(one: DecisionInfo, form: Any, actor: Actor) -> str | Refusal:
    done = opening.propose_lift(
        decision_id=one.id,
        motive=LiftMotive(form.cleaned_data["motive"]),
        on=form.cleaned_data["on"],
        actor=actor,
    )
    if isinstance(done, Refusal):
        return done
    return "La levée est proposée : elle se valide et se signe comme une décision."
