"""What each code of the avis means: for which cases, with which date, for whom. One row per code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations.enums import AvisCode, DateRule, Ground

_SICK = frozenset({Motif.MALADIE})
_WORK = frozenset({Motif.ACCIDENT_TRAVAIL, Motif.MALADIE_PROFESSIONNELLE})
_INVALIDITY = frozenset({Motif.INVALIDITE})


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One possible avis.

    `stops_benefit`: the daily allowance ends (L315-2, for the future only). `tells_doctor`: the treating
    doctor is told at once. `decided`: the caisse's décision follows; without it nothing changes for the person.
    Whether the employer is told is a dated parameter (`employer_told_codes`).
    """

    code: AvisCode
    motifs: frozenset[Motif]
    date_rule: DateRule
    grounds: tuple[Ground, ...]
    legal_basis: tuple[str, ...]
    stops_benefit: bool = False
    tells_doctor: bool = True
    decided: bool = True


_CSS = "code de la sécurité sociale, article "

CATALOGUE: Mapping[AvisCode, Conclusion] = {
    conclusion.code: conclusion
    for conclusion in (
        Conclusion(
            AvisCode.AT_JUSTIFIE,
            _SICK | _WORK,
            DateRule.NONE,
            (Ground.INCAPACITE_CONFIRMEE,),
            (f"{_CSS}L. 315-1", f"{_CSS}L. 321-1"),
            tells_doctor=False,
            decided=False,
        ),
        Conclusion(
            AvisCode.AT_NON_JUSTIFIE_REPRISE,
            _SICK | _WORK,
            DateRule.AFTER_INFORMATION,
            (Ground.CAPACITE_RETROUVEE, Ground.ACTIVITE_POSSIBLE),
            (f"{_CSS}L. 315-1", f"{_CSS}L. 315-2", f"{_CSS}L. 321-1"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.REPRISE_TPT,
            _SICK | _WORK,
            DateRule.AFTER_INFORMATION,
            (Ground.REPRISE_PARTIELLE,),
            (f"{_CSS}L. 315-1", f"{_CSS}L. 323-3"),
        ),
        Conclusion(
            AvisCode.STABILISE_INVALIDITE,
            _SICK,
            DateRule.AFTER_INFORMATION,
            (Ground.ETAT_STABILISE,),
            (f"{_CSS}L. 315-2", f"{_CSS}L. 341-3"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.PROLONG_6M_ACCORD,
            _SICK,
            DateRule.NONE,
            (Ground.INCAPACITE_CONFIRMEE,),
            (f"{_CSS}L. 324-1",),
        ),
        Conclusion(
            AvisCode.PROLONG_6M_REFUS,
            _SICK,
            DateRule.AFTER_INFORMATION,
            (Ground.CAPACITE_RETROUVEE, Ground.ETAT_STABILISE),
            (f"{_CSS}L. 324-1", f"{_CSS}L. 315-2"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.GUERISON,
            _WORK,
            DateRule.MEDICAL,
            (Ground.ETAT_GUERI,),
            (f"{_CSS}L. 433-1", f"{_CSS}L. 442-6"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.CONSOLID_SANS_IP,
            _WORK,
            DateRule.MEDICAL,
            (Ground.ETAT_CONSOLIDE,),
            (f"{_CSS}L. 433-1", f"{_CSS}L. 442-6"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.CONSOLID_AVEC_IP,
            _WORK,
            DateRule.MEDICAL,
            (Ground.ETAT_CONSOLIDE,),
            (f"{_CSS}L. 433-1", f"{_CSS}L. 434-1", f"{_CSS}L. 434-2"),
            stops_benefit=True,
        ),
        Conclusion(
            AvisCode.RECHUTE_ACCORD,
            _WORK,
            DateRule.MEDICAL,
            (Ground.LIEN_ETABLI,),
            (f"{_CSS}L. 443-1", f"{_CSS}L. 443-2"),
        ),
        Conclusion(
            AvisCode.RECHUTE_REFUS,
            _WORK,
            DateRule.NONE,
            (Ground.LIEN_NON_ETABLI,),
            (f"{_CSS}L. 443-1", f"{_CSS}L. 443-2"),
        ),
        Conclusion(
            AvisCode.NOUVELLE_LESION_ACCORD,
            _WORK,
            DateRule.MEDICAL,
            (Ground.LIEN_ETABLI,),
            (f"{_CSS}L. 411-1",),
        ),
        Conclusion(
            AvisCode.NOUVELLE_LESION_REFUS,
            _WORK,
            DateRule.NONE,
            (Ground.LIEN_NON_ETABLI,),
            (f"{_CSS}L. 411-1",),
        ),
        *(
            Conclusion(
                code,
                _INVALIDITY,
                DateRule.MEDICAL,
                (Ground.PERTE_DE_CAPACITE,),
                (f"{_CSS}L. 341-1", f"{_CSS}L. 341-4"),
                tells_doctor=False,
            )
            for code in (AvisCode.INV_CAT1, AvisCode.INV_CAT2, AvisCode.INV_CAT3)
        ),
        Conclusion(
            AvisCode.INV_REFUS,
            _INVALIDITY,
            DateRule.NONE,
            (Ground.CAPACITE_DES_DEUX_TIERS,),
            (f"{_CSS}L. 341-1",),
        ),
    )
}
