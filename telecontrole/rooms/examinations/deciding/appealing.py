"""The form with which a person contests a décision, filled in for them. Made on demand, not kept: it is theirs."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from telecontrole.foundations import clock, journal, letters
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import envelopes
from telecontrole.rooms.examinations.deciding import delays, opening, rules, wording, words
from telecontrole.rooms.examinations.models import Decision

_TEMPLATE = Path(__file__).parents[1] / "letters" / "recours.typ"


def form(*, decision_id: UUID, case_id: UUID, actor: Actor) -> bytes | Refusal:
    """The PDF, with the delay counted from receipt when the day is known. Refuses `unknown`.

    The making is journalled, as any reading of what was decided.
    """
    row = (
        Decision.objects.select_related("avis", "withdraws", "delegation")
        .filter(id=decision_id, case_id=case_id, signed_at__isnull=False)
        .first()
    )
    if row is None or row.signed_on is None:
        return Refusal("unknown")
    parties = words.parties_of(row)
    commission = words.kind_of_appeal(row)
    months = delays.appeal_delays(commission, row.signed_on).ask
    until = ""
    if row.received_on is not None:
        calendar = opening.calendar_of(row.caisse_id)
        until = rules.appeal_until(row.received_on, months=months, calendar=calendar).isoformat()
    person = parties.person
    journal.record(
        action="examinations:decision:appeal_form_made",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id)},
    )
    return letters.render(
        _TEMPLATE,
        {
            "sender": {
                "name": envelopes.name_of(person),
                "lines": envelopes.address_of(person),
            },
            "recipient": [
                parties.caisse.nom,
                _to(commission),
                "(adresse : en tête de la décision)",
            ],
            "date": opening.today_at(row.caisse_id),
            "object": "contestation d’une décision",
            "name": envelopes.name_of(person),
            "reference": parties.case.reference,
            "decided": wording.decided(row.code),
            "effect": wording.effect(words.effect(row)),
            "commission": wording.commission(commission),
            "signed_on": row.signed_on.isoformat(),
            "received_on": row.received_on.isoformat() if row.received_on else "",
            "until": until,
            "months": "deux" if months == 2 else str(months),
            "medical": "oui" if commission == "cmra" else "non",
        },
        made_at=clock.now(),
    )


def _to(commission: str) -> str:
    words_ = wording.commission(commission).removeprefix("la ")
    return words_[0].upper() + words_[1:]
