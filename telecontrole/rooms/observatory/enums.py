"""What is counted, and its words."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """A weekly number of one caisse and modality; some carry a sum beside it."""

    PREVU = "prevu"
    TENU = "tenu"
    REFUSE = "refuse"
    EMPECHE = "empeche"
    ABSENT = "absent"
    ECHEC_TECHNIQUE = "echec_technique"
    # Sum: hours from the arrival of the case to the interview.
    WAIT = "attente"
    # Sum: minutes from the opening of the interview to the letter.
    LETTER = "lettre"
    # Interviews by video; sum: kilometres there and back, of those whose way is known (KNOWN_WAY).
    KNOWN_WAY = "trajet_connu"
    # An avis by its code: `avis:<code>`.
    AVIS = "avis"


# What the states of a week add up to, and the conclusions: wholes, beside their parts.
PLACED, TOLD = "places", "conclus"
WAYS = {"visio": "Visio", "presentiel": "Présentiel"}
STATE_LABELS = {
    Measure.PREVU: "À venir",
    Measure.TENU: "Tenus",
    Measure.REFUSE: "Visio refusée",
    Measure.EMPECHE: "Empêchés",
    Measure.ABSENT: "Absences",
    Measure.ECHEC_TECHNIQUE: "Échecs techniques",
}
COLUMNS = {PLACED: "Placés", **{state.value: label for state, label in STATE_LABELS.items()}}
