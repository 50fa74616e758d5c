"""Forms of the page « calculer »: what a person types, as the fields that a verb reads."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telecontrole.hall.law.forms.acts import (
    ActivityForm,
    TeleconsultationForm,
    TeleconsultationLeaveForm,
    TeleexpertiseForm,
)
from telecontrole.hall.law.forms.leaves import (
    CeilingForm,
    InvalidityForm,
    RightsForm,
    SendingForm,
    SicknessForm,
    WorkForm,
)
from telecontrole.hall.law.forms.recovery import DeadlineForm, OverpaymentForm

#: Addresses of the calculators, in the order of the page.
QUESTIONS: Final = MappingProxyType(
    {
        "arret-maladie": SicknessForm,
        "accident-du-travail": WorkForm,
        "droit-aux-indemnites": RightsForm,
        "envoi-de-l-arret": SendingForm,
        "duree-de-prescription": CeilingForm,
        "indu": OverpaymentForm,
        "delai": DeadlineForm,
        "teleconsultation": TeleconsultationForm,
        "arret-en-teleconsultation": TeleconsultationLeaveForm,
        "part-de-teleconsultations": ActivityForm,
        "tele-expertise": TeleexpertiseForm,
        "invalidite": InvalidityForm,
    }
)
