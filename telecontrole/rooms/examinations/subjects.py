"""What the messages of a case are about, beside its appointments: the proof of all of them hangs on it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import CharField, F, Value

from telecontrole.rooms.examinations import absences, guests, reading, reserve_telling
from telecontrole.rooms.examinations.deciding import notifying
from telecontrole.rooms.examinations.models import Absence, Avis, Decision, Reserve
from telecontrole.rooms.visio import guests as visio_guests


def of_parties(case_id: UUID) -> list[str]:
    """Subjects of the ledger about an absence, documents asked for, avis and décisions, in one query.

    They speak to the person, to who acts by law, to the treating doctor and to the employer.
    """
    found = (
        (Absence, absences.subject_of, F("appointment"), F("recorded_at")),
        (Reserve, reserve_telling.subject_of, F("id"), F("requested_at")),
        (Avis, reading.subject_of, F("id"), F("told_at")),
        (Decision, notifying.subject_of, F("id"), F("proposed_at")),
    )
    names = {model.__name__: name for model, name, _, _ in found}
    rows = [
        model.objects.filter(case_id=case_id)
        .annotate(of=Value(model.__name__, CharField()), about=about, since=since)
        .values_list("of", "about", "since")
        for model, _, about, since in found
    ]
    union = rows[0].union(*rows[1:], all=True).order_by("since", "about")
    return [names[of](about) for of, about, _ in union]


def of_case(case_id: UUID) -> list[str]:
    """`of_parties`, and the invitations to the call, in the order in which things happened."""
    invited = visio_guests.guests(guests.about(case_id))
    return [*(guests.subject_of(one.id) for one in invited), *of_parties(case_id)]
