"""The panels of the first rooms: person, next step, avis, needs, appointments, messages, tasks, acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.journal import selectors as journal
from telecontrole.hall import words
from telecontrole.hall.protection.correcting import SETTLERS
from telecontrole.hall.staff import following
from telecontrole.hall.staff.access import MEDICAL_SERVICE, PROOF, READERS
from telecontrole.hall.staff.acts import ACTORS, ACTS
from telecontrole.hall.staff.inviting import INVITERS, STATES
from telecontrole.hall.staff.panels import Panel, register
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import inviting_words, reading, representing, subjects
from telecontrole.rooms.examinations.texts import CONCLUSIONS, languages
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices import words as notice_words
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import explaining, texts_why
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.worklist import selectors as worklist
from telecontrole.rooms.worklist import titles

Context = Mapping[str, Any]


def subjects_of(case: CaseInfo) -> list[str]:
    """What the messages of a case are about, from its appointment to the caisse's décision."""
    cancelled = [f"cancellation:{one.id}" for one in planning.versions(case.id)]
    told = subjects.of_case(case.id)
    return [f"appointment:{case.id}", *cancelled, *told, *_to_representatives(case)]


def _to_representatives(case: CaseInfo) -> list[str]:
    """Those to whoever acts, or acted, for the person: they stay proof after the mandate."""
    return [
        subject
        for one in representatives.ever(case.insured)
        for subject in representing.subjects_of(one.id, case.id)
    ]


def _person(case: CaseInfo, actor: Actor) -> Context:
    person = people.insured(case.insured)
    doctors = people.practitioners_by_rpps([case.prescripteur_rpps, case.medecin_traitant_rpps])
    return {
        "person": person,
        "prescriber": doctors.get(case.prescripteur_rpps),
        "treating": doctors.get(case.medecin_traitant_rpps),
        "language": languages(case.langue)[case.langue],
        "contacts": actor.has(*MEDICAL_SERVICE),
        "may_note": actor.has(*SETTLERS),
    }


def _representative(case: CaseInfo, actor: Actor) -> Context:
    one = representatives.standing(case.insured)
    acting = representatives.acting(case.insured)
    return {
        "one": one,
        "ended": one is not None and one.checked_at is not None and acting is None,
        "contacts": actor.has(*MEDICAL_SERVICE),
        "may_note": actor.has(*SETTLERS),
    }


def _outcome(case: CaseInfo, actor: Actor) -> Context:
    line = reading.lines([case.id]).get(case.id)
    return {
        "line": line,
        "label": CONCLUSIONS[line.code] if line else "",
        "closed": words.CLOSE_REASONS[case.closed_reason] if case.closed_reason else "",
    }


def _needs(case: CaseInfo, actor: Actor) -> Context:
    return {"needs": cases.needs(case.id, actor)}


def _appointments(case: CaseInfo, actor: Actor) -> Context:
    sites, medecins = territory.sites(), people.medecins()
    lines = [
        {
            "one": one,
            "way": words.MODALITIES[one.modalite],
            "state": words.APPOINTMENT_STATES[one.state],
            "medecin": medecins.get(one.medecin),
            "site": sites.get(one.site) if one.site else None,
        }
        for one in reversed(planning.versions(case.id))
    ]
    return {"lines": lines}


def _why(case: CaseInfo, actor: Actor) -> Context:
    found = explaining.explain(case, days=False)
    movable = found.appointment is not None and actor.has(Role.TECHNICIEN, Role.CHEF)
    move = reverse("planning:move", args=[found.appointment.id]) if movable else ""  # type: ignore[union-attr]
    return {"reference": case.reference, "sentences": texts_why.sentences(found), "move_url": move}


def _notices(case: CaseInfo, actor: Actor) -> Context:
    lines = [
        {
            "one": one,
            "kind": words.message_kind(one.subject, one.kind),
            "state": notice_words.STATES.get(one.state, (one.state, "neutral")),
        }
        for one in notices.notices_of(subjects_of(case))
    ]
    zone = territory.zone_of(case.caisse)
    return {"lines": lines, "zone": zone, "may_prove": actor.has(*PROOF)}


def _tasks(case: CaseInfo, actor: Actor) -> Context:
    found = worklist.for_subject(f"case:{case.id}", actor)
    return {"tasks": [{"one": task, "title": titles.title(task)} for task in found]}


def _guests(case: CaseInfo, actor: Actor) -> Context:
    found = visio_guests.guests(f"case:{case.id}")
    return {
        "case": case,
        "lines": [(one, inviting_words.ROLES[one.role], *STATES[one.state]) for one in found],
        "may_invite": actor.has(*INVITERS),
    }


def _next(case: CaseInfo, actor: Actor) -> Context:
    return {
        "case": case,
        "open": following.may_choose(case, actor),
        "ahead": following.ahead(case, actor) is not None,
    }


def _acts(case: CaseInfo, actor: Actor) -> Context:
    found = journal.acts_on(f"case:{case.id}", limit=50)
    return {
        "acts": [
            {
                "title": ACTS.get(act.action, act.action),
                "at": act.at,
                "text": ACTORS.get(act.actor_kind, act.actor_kind),
            }
            for act in found
        ]
    }


def register_all() -> None:
    """Declare them, in the order of the page."""
    medecin = frozenset({Role.MEDECIN_CONSEIL})
    heads = frozenset({Role.CHEF, Role.TECHNICIEN})
    for panel in (
        Panel("person", "La personne", "staff/panels/person.html", READERS, _person),
        Panel(
            "representative",
            "Représentant légal",
            "staff/panels/representative.html",
            READERS,
            _representative,
        ),
        Panel("next", "La suite", "staff/panels/next.html", READERS, _next),
        Panel("outcome", "L’avis", "staff/panels/outcome.html", READERS, _outcome),
        Panel("needs", "Besoins médicaux", "staff/panels/needs.html", medecin, _needs),
        Panel(
            "appointments", "Rendez-vous", "staff/panels/appointments.html", READERS, _appointments
        ),
        Panel(
            "guests",
            "Participants à la visio",
            "staff/panels/guests.html",
            MEDICAL_SERVICE,
            _guests,
        ),
        Panel("why", "Pourquoi ce rendez-vous", "planning/_why.html", MEDICAL_SERVICE, _why),
        Panel("notices", "Messages", "staff/panels/notices.html", MEDICAL_SERVICE, _notices),
        Panel("tasks", "Tâches", "staff/panels/tasks.html", READERS, _tasks),
        Panel("acts", "Journal", "staff/panels/acts.html", heads, _acts),
    ):
        register(panel)


register_all()
