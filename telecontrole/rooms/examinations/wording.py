"""French words of the avis, for the person's page and the letter. One place, so that both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from telecontrole.foundations.web.formats import date_fr
from telecontrole.rooms.examinations.enums import AvisCode, Ground

_CONCLUSIONS: Mapping[AvisCode, str] = {
    AvisCode.AT_JUSTIFIE: "Votre arrêt de travail est médicalement justifié.",
    AvisCode.AT_NON_JUSTIFIE_REPRISE: "Votre arrêt de travail n’est plus médicalement justifié.",
    AvisCode.REPRISE_TPT: "Une reprise à temps partiel pour motif thérapeutique est possible.",
    AvisCode.STABILISE_INVALIDITE: "Votre état est stabilisé : votre droit à une pension d’invalidité va être étudié.",
    AvisCode.PROLONG_6M_ACCORD: "La poursuite de votre arrêt au-delà de six mois est acceptée.",
    AvisCode.PROLONG_6M_REFUS: "La poursuite de votre arrêt au-delà de six mois n’est pas acceptée.",
    AvisCode.GUERISON: "Votre guérison est constatée.",
    AvisCode.CONSOLID_SANS_IP: "Votre état est consolidé, sans séquelle indemnisable.",
    AvisCode.CONSOLID_AVEC_IP: "Votre état est consolidé, avec des séquelles : un taux d’incapacité va être étudié.",
    AvisCode.RECHUTE_ACCORD: "La rechute est reconnue.",
    AvisCode.RECHUTE_REFUS: "La rechute n’est pas reconnue.",
    AvisCode.NOUVELLE_LESION_ACCORD: "La nouvelle lésion est prise en charge.",
    AvisCode.NOUVELLE_LESION_REFUS: "La nouvelle lésion n’est pas prise en charge.",
    AvisCode.INV_CAT1: "Une invalidité de 1re catégorie est proposée.",
    AvisCode.INV_CAT2: "Une invalidité de 2e catégorie est proposée.",
    AvisCode.INV_CAT3: "Une invalidité de 3e catégorie est proposée.",
    AvisCode.INV_REFUS: "L’invalidité n’est pas reconnue.",
}
# With the date put in the place of {day}.
_EFFECTS: Mapping[AvisCode, str] = {
    AvisCode.AT_NON_JUSTIFIE_REPRISE: "Vous pouvez reprendre le travail le {day}. Vos indemnités journalières s’arrêtent la veille au soir.",
    AvisCode.REPRISE_TPT: "Cette reprise est possible à partir du {day}, avec une prescription de votre médecin traitant.",
    AvisCode.STABILISE_INVALIDITE: "Vos indemnités journalières s’arrêtent le {day}.",
    AvisCode.PROLONG_6M_REFUS: "Vos indemnités journalières s’arrêtent le {day}.",
    AvisCode.GUERISON: "Date de guérison : le {day}.",
    AvisCode.CONSOLID_SANS_IP: "Date de consolidation : le {day}.",
    AvisCode.CONSOLID_AVEC_IP: "Date de consolidation : le {day}.",
    AvisCode.RECHUTE_ACCORD: "Date de la rechute : le {day}.",
    AvisCode.NOUVELLE_LESION_ACCORD: "Date de la lésion : le {day}.",
    AvisCode.INV_CAT1: "À partir du {day}.",
    AvisCode.INV_CAT2: "À partir du {day}.",
    AvisCode.INV_CAT3: "À partir du {day}.",
}
_GROUNDS: Mapping[Ground, str] = {
    Ground.CAPACITE_RETROUVEE: "Le service médical considère que vous avez retrouvé la capacité de travailler.",
    Ground.ACTIVITE_POSSIBLE: "Le service médical considère que votre état permet d’exercer une activité.",
    Ground.REPRISE_PARTIELLE: "Le service médical considère que votre état permet une reprise partielle, de nature à favoriser votre rétablissement.",
    Ground.ETAT_STABILISE: "Le service médical considère que votre état n’évolue plus.",
    Ground.ETAT_GUERI: "Le service médical ne constate plus de suite de l’accident ou de la maladie.",
    Ground.ETAT_CONSOLIDE: "Le service médical considère que votre état est devenu permanent.",
    Ground.LIEN_NON_ETABLI: "Le service médical n’a pas établi de lien avec l’accident ou la maladie d’origine.",
    Ground.LIEN_ETABLI: "Le service médical a établi le lien avec l’accident ou la maladie d’origine.",
    Ground.INCAPACITE_CONFIRMEE: "Le service médical confirme votre incapacité de travailler.",
    Ground.CAPACITE_DES_DEUX_TIERS: "Le service médical considère que votre capacité de travail n’est pas réduite des deux tiers.",
    Ground.PERTE_DE_CAPACITE: "Le service médical considère que votre capacité de travail est réduite d’au moins deux tiers.",
}
_STEPS_STOP = (
    "Prévenez votre employeur de la date de reprise et demandez-lui, si votre arrêt a été long, une visite de reprise avec le médecin du travail.",
    "Si vous pensez ne pas pouvoir reprendre, voyez votre médecin traitant : il est informé.",
)
_STEPS_STOP_ALONE = (
    _STEPS_STOP[0],
    "Si vous pensez ne pas pouvoir reprendre, voyez votre médecin traitant et montrez-lui ce courrier.",
)
_STEPS: Mapping[AvisCode, tuple[str, ...]] = {
    AvisCode.AT_JUSTIFIE: (
        "Vous n’avez rien à faire : vos indemnités continuent jusqu’à la fin de votre arrêt.",
    ),
    AvisCode.AT_NON_JUSTIFIE_REPRISE: _STEPS_STOP,
    AvisCode.PROLONG_6M_REFUS: _STEPS_STOP,
    AvisCode.REPRISE_TPT: (
        "Voyez votre médecin traitant pour la prescription, puis votre employeur.",
    ),
}
_STEPS_OTHER = ("Votre caisse vous écrira pour la suite. Vous n’avez rien à faire d’ici là.",)

APPEAL = (
    "Vous pouvez saisir la commission médicale de recours amiable (CMRA) de votre caisse, par écrit, dans les deux mois "
    "qui suivent la réception de la décision de la caisse (code de la sécurité sociale, articles L. 142-4 et R. 142-8 et suivants). "
    "Sans réponse de la commission dans les quatre mois, votre demande est rejetée. Vous pouvez alors saisir le pôle social du "
    "tribunal judiciaire, dans les deux mois."
)


def conclusion(code: AvisCode) -> str:
    """What was concluded, in one plain sentence."""
    return _CONCLUSIONS[code]


def effect(code: AvisCode, day: str) -> str:
    """What the date means; `day` is already in French words. Empty for an avis without a date."""
    sentence = _EFFECTS.get(code, "")
    return sentence.format(day=day) if day else ""


def grounds(codes: list[Ground]) -> list[str]:
    """The grounds as sentences, none of them medical."""
    return [_GROUNDS[code] for code in codes]


def next_steps(code: AvisCode, *, doctor_told: bool) -> list[str]:
    """What the person has to do; nobody is said to be informed who is not."""
    steps = _STEPS.get(code, _STEPS_OTHER)
    return list(_STEPS_STOP_ALONE if steps is _STEPS_STOP and not doctor_told else steps)


def long_day(day: date | None) -> str:
    """`lundi 1er décembre 2026`; empty without a day."""
    return date_fr(day) if day else ""
