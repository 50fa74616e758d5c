"""French words of the décisions, for the letter and the pages alike. Nothing medical: what the code says, and law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from telecontrole.rooms.examinations.deciding.delays import AppealDelays
from telecontrole.rooms.examinations.deciding.effects import Effect, EffectCode
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
    LiftMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.wording import long_day

_BINDS = "L’avis du service du contrôle médical s’impose à la caisse (article L. 315-2)."
_INCAPACITY = (
    "L’indemnité journalière est due seulement pendant l’incapacité de travail (article L. 321-1)."
)
#: What is decided, without its day.
DECIDED: Mapping[str, str] = {
    AvisCode.AT_JUSTIFIE: "Vos indemnités journalières continuent.",
    AvisCode.AT_NON_JUSTIFIE_REPRISE: "Le versement de vos indemnités journalières prend fin.",
    AvisCode.REPRISE_TPT: "Vos indemnités journalières peuvent continuer pendant une reprise à temps partiel pour motif thérapeutique.",
    AvisCode.STABILISE_INVALIDITE: "Le versement de vos indemnités journalières prend fin et votre droit à une pension d’invalidité est étudié.",
    AvisCode.PROLONG_6M_ACCORD: "Vos indemnités journalières continuent au-delà de six mois.",
    AvisCode.PROLONG_6M_REFUS: "Le versement de vos indemnités journalières ne continue pas au-delà de six mois.",
    AvisCode.GUERISON: "La date de guérison est fixée et le versement de vos indemnités journalières prend fin.",
    AvisCode.CONSOLID_SANS_IP: "La date de consolidation est fixée, sans séquelle indemnisable, et le versement de vos indemnités journalières prend fin.",
    AvisCode.CONSOLID_AVEC_IP: "La date de consolidation est fixée et le versement de vos indemnités journalières prend fin. Un taux d’incapacité permanente va être étudié.",
    AvisCode.RECHUTE_ACCORD: "La rechute est prise en charge.",
    AvisCode.RECHUTE_REFUS: "La rechute n’est pas prise en charge.",
    AvisCode.NOUVELLE_LESION_ACCORD: "La nouvelle lésion est prise en charge.",
    AvisCode.NOUVELLE_LESION_REFUS: "La nouvelle lésion n’est pas prise en charge.",
    AvisCode.INV_CAT1: "Une pension d’invalidité de 1re catégorie vous est attribuée, si vous remplissez les conditions administratives.",
    AvisCode.INV_CAT2: "Une pension d’invalidité de 2e catégorie vous est attribuée, si vous remplissez les conditions administratives.",
    AvisCode.INV_CAT3: "Une pension d’invalidité de 3e catégorie vous est attribuée, si vous remplissez les conditions administratives.",
    AvisCode.INV_REFUS: "La pension d’invalidité ne vous est pas attribuée.",
    SUSPENSION_CODE: "Le versement de vos indemnités journalières est suspendu.",
    LIFT_CODE: "La suspension de vos indemnités journalières prend fin.",
    WITHDRAWAL_CODE: "Une décision précédente est retirée : elle ne produit plus d’effet.",
}
#: The ground in law: the condition, and what was found of it. The grounds of the médecin-conseil stay with the avis.
MOTIVES: Mapping[str, str] = {
    AvisCode.AT_JUSTIFIE: f"{_INCAPACITY} Cette condition est remplie.",
    AvisCode.AT_NON_JUSTIFIE_REPRISE: f"{_INCAPACITY} Le service du contrôle médical a conclu que cette condition n’est plus remplie. {_BINDS}",
    AvisCode.REPRISE_TPT: f"L’indemnité journalière peut être servie en cas de reprise à temps partiel pour motif thérapeutique (article L. 323-3). Le service du contrôle médical a conclu que cette reprise est possible. {_BINDS}",
    AvisCode.STABILISE_INVALIDITE: f"L’indemnité journalière cesse lorsque l’état de la personne est stabilisé ; l’invalidité est alors étudiée (article L. 341-3). {_BINDS}",
    AvisCode.PROLONG_6M_ACCORD: f"Au-delà de six mois, la poursuite du versement demande un examen du service du contrôle médical (article L. 324-1). Il a donné son accord. {_BINDS}",
    AvisCode.PROLONG_6M_REFUS: f"Au-delà de six mois, la poursuite du versement demande un examen du service du contrôle médical (article L. 324-1). Il n’a pas donné son accord. {_BINDS}",
    AvisCode.GUERISON: f"L’indemnité journalière est due jusqu’à la guérison ou la consolidation (article L. 433-1), dont la caisse fixe la date (article L. 442-6). {_BINDS}",
    AvisCode.CONSOLID_SANS_IP: f"L’indemnité journalière est due jusqu’à la guérison ou la consolidation (article L. 433-1), dont la caisse fixe la date (article L. 442-6). {_BINDS}",
    AvisCode.CONSOLID_AVEC_IP: f"L’indemnité journalière est due jusqu’à la guérison ou la consolidation (article L. 433-1), dont la caisse fixe la date (article L. 442-6). {_BINDS}",
    AvisCode.RECHUTE_ACCORD: f"Une rechute est prise en charge lorsqu’elle est liée à l’accident ou à la maladie d’origine (articles L. 443-1 et L. 443-2). Ce lien est établi. {_BINDS}",
    AvisCode.RECHUTE_REFUS: f"Une rechute est prise en charge lorsqu’elle est liée à l’accident ou à la maladie d’origine (articles L. 443-1 et L. 443-2). Ce lien n’est pas établi. {_BINDS}",
    AvisCode.NOUVELLE_LESION_ACCORD: f"Une lésion nouvelle est prise en charge lorsqu’elle est due à l’accident ou à la maladie d’origine (article L. 411-1). Ce lien est établi. {_BINDS}",
    AvisCode.NOUVELLE_LESION_REFUS: f"Une lésion nouvelle est prise en charge lorsqu’elle est due à l’accident ou à la maladie d’origine (article L. 411-1). Ce lien n’est pas établi. {_BINDS}",
    AvisCode.INV_CAT1: f"La pension d’invalidité suppose une capacité de travail ou de gain réduite d’au moins deux tiers (article L. 341-1) ; la catégorie dépend de la capacité qui reste (article L. 341-4). {_BINDS}",
    AvisCode.INV_CAT2: f"La pension d’invalidité suppose une capacité de travail ou de gain réduite d’au moins deux tiers (article L. 341-1) ; la catégorie dépend de la capacité qui reste (article L. 341-4). {_BINDS}",
    AvisCode.INV_CAT3: f"La pension d’invalidité suppose une capacité de travail ou de gain réduite d’au moins deux tiers (article L. 341-1) ; la catégorie dépend de la capacité qui reste (article L. 341-4). {_BINDS}",
    AvisCode.INV_REFUS: f"La pension d’invalidité suppose une capacité de travail ou de gain réduite d’au moins deux tiers (article L. 341-1). Cette condition n’est pas remplie. {_BINDS}",
    SUSPENSION_CODE: "L’indemnité journalière suppose de se soumettre aux contrôles du service médical (articles L. 315-2 et L. 323-6). Votre rendez-vous n’a pas eu lieu, faute de votre présence. Nous vous avons demandé pourquoi, et aucun motif valable n’a été retenu dans le délai qui vous était laissé.",
}
WITHDRAWALS: Mapping[WithdrawalMotive, str] = {
    WithdrawalMotive.AVIS_CORRIGE: "Le service du contrôle médical a rendu un nouvel avis.",
    WithdrawalMotive.ERREUR_MATERIELLE: "Une erreur matérielle a été constatée dans la décision. Une nouvelle décision vous sera adressée.",
    WithdrawalMotive.ERREUR_DESTINATAIRE: "La décision n’a pas été adressée à la bonne personne ou à la bonne adresse. Une nouvelle décision sera adressée.",
    WithdrawalMotive.RECOURS: "Il est fait droit à votre contestation.",
    WithdrawalMotive.ABSENCE_JUSTIFIEE: "Le motif de votre absence est finalement justifié.",
}
LIFTS: Mapping[LiftMotive, str] = {
    LiftMotive.CONTROLE_EFFECTUE: "L’indemnité journalière est suspendue tant que la personne ne se soumet pas au contrôle du service médical (article L. 315-2). Ce contrôle a eu lieu.",
    LiftMotive.MOTIF_JUSTIFIE: "L’indemnité journalière est suspendue lorsque la personne ne se soumet pas au contrôle du service médical (article L. 315-2). Le motif de votre absence est finalement justifié.",
}
_EFFECTS: Mapping[EffectCode, str] = {
    EffectCode.IJ_FIN: "Dernier jour indemnisé : {day}.",
    EffectCode.IJ_TEMPS_PARTIEL: "Possible à partir du {day}.",
    EffectCode.IJ_SUSPENDUES: "Suspension à partir du {day}, jusqu’à ce que vous vous présentiez au contrôle.",
    EffectCode.IJ_REPRISES: "Le versement reprend à compter du {day}, pour les jours d’arrêt qui restent indemnisables.",
    EffectCode.PRISE_EN_CHARGE: "À partir du {day}.",
    EffectCode.PENSION: "À partir du {day}.",
}
_EMPLOYER: Mapping[EffectCode, str] = {
    EffectCode.IJ_FIN: "Le versement des indemnités journalières prend fin. Dernier jour indemnisé : {day}.",
    EffectCode.IJ_SUSPENDUES: "Le versement des indemnités journalières est suspendu à partir du {day}.",
    EffectCode.IJ_REPRISES: "La suspension du versement des indemnités journalières prend fin à compter du {day}.",
    EffectCode.RETRAIT: "L’information que nous vous avions donnée sur le versement des indemnités journalières ne produit plus d’effet.",
}
_GO_BACK = "Reprenez le travail après le dernier jour indemnisé. Prévenez votre employeur ; si votre arrêt a été long, demandez-lui une visite de reprise avec le médecin du travail."
_SEE_DOCTOR = "Si vous pensez ne pas pouvoir reprendre, voyez votre médecin traitant : apportez-lui cette décision."
_STEPS: Mapping[EffectCode, tuple[str, ...]] = {
    EffectCode.IJ_FIN: (_GO_BACK, _SEE_DOCTOR),
    EffectCode.IJ_TEMPS_PARTIEL: (
        "Voyez votre médecin traitant : c’est lui qui prescrit le temps partiel.",
        "Voyez ensuite avec votre employeur les jours et les heures.",
    ),
    EffectCode.IJ_SUSPENDUES: (
        "Un nouveau rendez-vous, sur place, va vous être proposé : présentez-vous, et le versement pourra reprendre.",
        "Si vous aviez un empêchement, écrivez-le à votre caisse sans attendre.",
    ),
    EffectCode.IJ_REPRISES: (
        "Vous n’avez rien à faire : les jours dus sont versés par votre caisse.",
        "Si un avis du service médical vous a été communiqué, sa date de fin de versement s’applique.",
    ),
    EffectCode.PRISE_EN_CHARGE: ("Vous n’avez rien à faire : vos remboursements suivent.",),
    EffectCode.PENSION: (
        "Votre caisse vous écrira le montant de votre pension. Vous n’avez rien à faire d’ici là.",
    ),
    EffectCode.REFUS: (
        "Voyez votre médecin traitant : il peut vous expliquer et, si votre état change, faire une nouvelle demande.",
    ),
    EffectCode.IJ_MAINTENUES: ("Vous n’avez rien à faire.",),
    EffectCode.RETRAIT: (
        "Vous n’avez rien à faire : votre caisse tire les conséquences de ce retrait.",
    ),
}
_COMMISSIONS = {
    "cmra": (
        "la commission médicale de recours amiable (CMRA)",
        "code de la sécurité sociale, articles L. 142-4 et R. 142-8 et suivants",
    ),
    "cra": (
        "la commission de recours amiable (CRA)",
        "code de la sécurité sociale, articles L. 142-4 et R. 142-1 et suivants",
    ),
}
_NUMBERS = {1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}


def decided(code: str) -> str:
    """What is decided, in one or two plain sentences."""
    return DECIDED[code]


def motive(code: str, why: str = "") -> str:
    """The ground in law; for a withdrawal and for the end of a suspension, why."""
    if code == LIFT_CODE:
        return LIFTS[LiftMotive(why)]
    return WITHDRAWALS[WithdrawalMotive(why)] if code == WITHDRAWAL_CODE else MOTIVES[code]


def effect(found: Effect) -> str:
    """What the day means; empty for an effect without a day."""
    sentence = _EFFECTS.get(found.code, "")
    return sentence.format(day=long_day(found.day)) if found.day else ""


def employer(found: Effect) -> str:
    """What the employer is told: a date, nothing else. Raises KeyError for an effect that is none of its business."""
    return _EMPLOYER[found.code].format(day=long_day(found.day))


def next_steps(found: Effect) -> tuple[str, ...]:
    """What the person has to do now."""
    return _STEPS[found.code]


def commission(code: str) -> str:
    """The name of the commission `cmra` or `cra`."""
    return _COMMISSIONS[code][0]


def appeal(commission_code: str, delays: AppealDelays) -> str:
    """Ways and delays of appeal, as the letter must give them."""
    name, basis = _COMMISSIONS[commission_code]
    return (
        f"Vous pouvez saisir {name} de votre caisse, par écrit, dans les {_NUMBERS[delays.ask]} mois qui suivent "
        f"le jour où vous recevez cette décision ({basis}). Sans réponse de la commission dans les "
        f"{_NUMBERS[delays.silence]} mois, votre demande est rejetée. Vous pouvez alors saisir le pôle social du "
        f"tribunal judiciaire, dans les {_NUMBERS[delays.court]} mois."
    )


def day(value: date | None) -> str:
    """A day in words, or nothing."""
    return long_day(value)
