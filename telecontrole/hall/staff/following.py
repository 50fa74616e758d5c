"""What a person of the team may choose for a case that waits, and what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.formats import date_fr, heure_fr
from telecontrole.hall.staff.forms import AbsenceForm, ClosingForm
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import absences
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.wording import long_day
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.services import SECOND
from telecontrole.rooms.planning.texts import REASONS
from telecontrole.rooms.territory import selectors as territory

TEAM: Final = frozenset({Role.TECHNICIEN, Role.CHEF, Role.ADMINISTRATEUR})
#: Who may choose in some case or other.
CHOOSERS: Final = TEAM | {Role.MEDECIN_CONSEIL}
TEXTS: Final = {
    "no_place": "Aucune place sur place : {reason}. Rien n’a changé : ajoutez un créneau ou une salle, ou choisissez une autre suite.",
    "diary_busy": "Les créneaux sont pris au fur et à mesure. Recommencez dans un instant.",
    "plan_running": "Un plan est en cours. Recommencez quand il est terminé.",
    "not_waiting": "Ce dossier a déjà un rendez-vous à venir : rien n’a changé.",
    "appointment_exists": "Ce dossier a déjà un rendez-vous à venir : rien n’a changé.",
    "case_closed": "Ce dossier est clos : rien n’a changé.",
    "delay_runs": "La personne peut encore répondre jusqu’au {until} : avant la fin de ce délai, son silence ne se constate pas.",
    "never_told": "Rien ne montre que la personne a reçu un message sur ce rendez-vous et la question sur son absence : son silence ne peut pas lui être reproché. Notez « Les messages n’ont pas été reçus ou compris ».",
    "never_an_absence": "Une connexion ou un appareil qui n’a pas marché n’est jamais une absence : notez-la comme justifiée.",
    "not_proposer": "Seuls le médecin-conseil et le responsable proposent une suspension.",
    "not_judged": "La personne n’a pas encore été entendue, ou son motif est valable : rien n’a changé.",
    "already_proposed": "Une suspension est déjà proposée pour cette absence.",
    "appointment_unknown": "Ce rendez-vous a changé entre-temps : relisez la page.",
    "appointment_closed": "Ce rendez-vous a changé entre-temps : relisez la page.",
    "too_late": "L’heure de ce rendez-vous est passée : dites d’abord ce qu’il est devenu.",
    "has_begun": "L’heure de ce rendez-vous est passée : dites d’abord ce qu’il est devenu.",
    "nothing_ahead": "Ce dossier n’a plus de rendez-vous à venir : relisez la page.",
    "not_absent": "Le motif de cette absence est déjà noté : rien n’a changé.",
}
Said = str | Refusal
#: What the person may have said of an appointment to come, as on their own page.
ANSWERS: Final = {
    "refus": AppointmentState.REFUSE,
    "empechement": AppointmentState.EMPECHE,
}


def may_choose(case: CaseInfo, actor: Actor) -> bool:
    """The team, for any case that waits; a médecin-conseil, after an absence."""
    if not planning.waits(case):
        return False
    if actor.has(*TEAM):
        return True
    return actor.has(Role.MEDECIN_CONSEIL) and planning.is_missed(case)


def ahead(case: CaseInfo, actor: Actor) -> AppointmentInfo | None:
    """The appointment to come, for who may write what the person said of it, or call it off: the team."""
    if not actor.has(*TEAM):
        return None
    one = planning.current(case.id)
    return one if one is not None and one.ahead and clock.now() < one.starts_at else None


def text_of(refusal: Refusal) -> Refusal:
    """The refusal with its reason in French."""
    until = refusal.params.get("until")
    if isinstance(until, date):
        return Refusal(refusal.code, {"until": long_day(until)})
    reason = refusal.params.get("reason")
    if reason is None:
        return refusal
    return Refusal(refusal.code, {"reason": REASONS.get(reason, str(reason))})  # type: ignore[call-overload]


def place(case: CaseInfo, actor: Actor) -> Said:
    """A place on a site, now."""
    found = services.place_now(case_id=case.id, actor=actor, now=clock.now())
    return found if isinstance(found, Refusal) else f"Place trouvée : {told(found)}."


def put_back(case: CaseInfo, actor: Actor) -> Said:
    """The next plan."""
    refused = services.put_back(case_id=case.id, actor=actor, now=clock.now())
    return refused or "Le dossier est remis au prochain plan."


def answer(case: CaseInfo, actor: Actor, said: AppointmentState, version: str) -> Said:
    """The person called: no video, or prevented. The page names the version, so that twice is once."""
    one = next((v for v in planning.versions(case.id) if str(v.version) == version), None)
    if one is None:
        return Refusal("appointment_unknown")
    done = services.decline(appointment_id=one.id, reason=said, actor=actor, now=clock.now())
    if isinstance(done, Refusal):
        return done
    if done.next is not None:
        return f"C’est noté. Nouveau rendez-vous : {told(done.next)}."
    if done.why_not == SECOND:
        return "C’est noté. C’est le deuxième empêchement : une tâche est ouverte."
    return "C’est noté. Aucune place sur place pour le moment : une tâche est ouverte."


def call_off(case: CaseInfo, actor: Actor, form: ClosingForm) -> Said:
    """No control any more: the appointment falls and the case ends."""
    reason = CloseReason(form.cleaned_data["raison"])
    done = services.call_off(case_id=case.id, reason=reason, actor=actor, now=clock.now())
    if isinstance(done, Refusal):
        return done
    return "Le rendez-vous est annulé et le dossier est clos sans avis."


def close(case: CaseInfo, actor: Actor, form: ClosingForm) -> Said:
    """An end without avis."""
    reason = CloseReason(form.cleaned_data["raison"])
    refused = services.close_without_avis(case_id=case.id, reason=reason, actor=actor)
    return refused or "Le dossier est clos sans avis."


def hear(case: CaseInfo, actor: Actor, form: AbsenceForm) -> Said:
    """The reason of an absence."""
    heard = examinations.hear_absence(
        case_id=case.id,
        reason=AbsenceReason(form.cleaned_data["motif"]),
        excused=form.cleaned_data["justifiee"] == "oui",
        actor=actor,
    )
    if isinstance(heard, Refusal):
        return heard
    if heard.next is not None:
        return f"Motif noté. Place trouvée : {told(heard.next)}."
    if heard.excused:
        return "Motif noté. Aucune place sur place pour le moment : une tâche est ouverte."
    return "Motif noté. Le service médical examine le dossier : une tâche est ouverte."


def told(one: AppointmentInfo) -> str:
    """When and where, in French, on the clock of the place."""
    site = territory.site(one.site) if one.site else None
    where = f", {site.nom}, salle {one.salle}" if site else ""
    return f"{date_fr(one.starts_at, one.zone)} à {heure_fr(one.starts_at, one.zone)}{where}"


def is_absence(case: CaseInfo) -> bool:
    """Whether the reason of an absence is still awaited."""
    return case.state is CaseState.ATTENTE_REPONSE


def may_suspend(case: CaseInfo, actor: Actor) -> bool:
    """Whether a suspension may be proposed: the absence was judged not valid, and nobody has proposed yet."""
    absence = absences.latest(case.id)
    judged = absence is not None and absence.excused is False and not absence.proposed
    return judged and actor.has(*absences.PROPOSERS)


def suspend(case: CaseInfo, actor: Actor) -> Said:
    """A proposal for the caisse's managers."""
    done = examinations.propose_suspension(case_id=case.id, actor=actor)
    if isinstance(done, Refusal):
        return done
    return "La suspension est proposée à la caisse. Un gestionnaire la suit, ou non."


ACTS: Final[dict[str, Callable[[CaseInfo, Actor], Said]]] = {
    "place": place,
    "plan": put_back,
    "suspendre": suspend,
}
