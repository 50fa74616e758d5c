"""Conflicts of interest that the files show (CSP R4127-101); `conflicts` acts on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import rules
from telecontrole.rooms.examinations.enums import ConflictKind
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo, MedecinInfo


def found_in_data(case: CaseInfo, medecin_id: UUID) -> ConflictKind | None:
    """What the files say: own patient (prescriber or treating doctor), or an address shared with one of them."""
    medecin = people.medecin(medecin_id)
    if medecin is None:
        return None
    doctors = _doctors(case)
    known = people.practitioners_by_rpps([medecin.rpps, *doctors])
    own = known.get(medecin.rpps)
    return rules.conflict(
        rpps=medecin.rpps,
        address=own.adresse if own else "",
        doctors={rpps: known[rpps].adresse if rpps in known else "" for rpps in doctors},
    )


def practising_beside(case_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """RPPS of the médecins-conseils who share the practice of a doctor of each case, for the planner.

    The directory says where somebody practises: where it knows no address of a médecin-conseil, two queries and
    nothing else. What it does not know, the desk finds or the médecin-conseil declares.
    """
    numbers = [one.rpps for one in people.medecins().values()]
    known = people.practitioners_by_rpps(numbers).values()
    beside: dict[str, set[str]] = {}
    for one in known:
        if plain := rules.plain_address(one.adresse):
            beside.setdefault(plain, set()).add(one.rpps)
    if not beside:
        return {}
    listed = cases.cases(case_ids)
    doctors = {one: _doctors(case) for one, case in listed.items()}
    found = people.practitioners_by_rpps({rpps for one in doctors.values() for rpps in one})
    at = {rpps: beside.get(rules.plain_address(one.adresse), set()) for rpps, one in found.items()}
    ruled = {key: {out for rpps in one for out in at.get(rpps, ())} for key, one in doctors.items()}
    return {key: frozenset(out) for key, out in ruled.items() if out}


def _doctors(case: CaseInfo) -> set[str]:
    return {case.prescripteur_rpps, case.medecin_traitant_rpps} - {""}


def same_name(person: InsuredInfo, medecin: MedecinInfo) -> bool:
    """Whether the person and the médecin-conseil bear one family name: the desk asks, it proves nothing."""
    return medecin.nom.casefold() in {
        person.nom_naissance.casefold(),
        person.nom_usage.casefold(),
    } - {""}
