"""Conflicts of interest that the files show (CSP R4127-101); `conflicts` acts on them."""

from __future__ import annotations

from uuid import UUID

from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import rules
from telecontrole.rooms.examinations.enums import ConflictKind
from telecontrole.rooms.people import selectors as people


def found_in_data(case: CaseInfo, medecin_id: UUID) -> ConflictKind | None:
    """What the files say: own patient (prescriber or treating doctor), or an address shared with one of them."""
    medecin = people.medecin(medecin_id)
    if medecin is None:
        return None
    doctors = {case.prescripteur_rpps, case.medecin_traitant_rpps} - {""}
    known = people.practitioners_by_rpps([medecin.rpps, *doctors])
    own = known.get(medecin.rpps)
    return rules.conflict(
        rpps=medecin.rpps,
        address=own.adresse if own else "",
        doctors={rpps: known[rpps].adresse if rpps in known else "" for rpps in doctors},
    )


def same_name(case: CaseInfo, medecin_id: UUID) -> bool:
    """Whether the person and the médecin-conseil bear one family name: the desk asks, it proves nothing."""
    person, medecin = people.insured(case.insured), people.medecin(medecin_id)
    if person is None or medecin is None:
        return False
    return medecin.nom.casefold() in {
        person.nom_naissance.casefold(),
        person.nom_usage.casefold(),
    } - {""}
