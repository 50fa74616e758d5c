"""Everything that the letters of a décision say, as plain texts: gathered once, for the vault and the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from telecontrole.foundations import vault
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import addressing, envelopes
from telecontrole.rooms.examinations.addressing import Parties
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import delays, rules, wording
from telecontrole.rooms.examinations.deciding.effects import Effect, effect_of
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
    DecisionKind,
)
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Decision
from telecontrole.rooms.people import accounts

_CSS = "code de la sécurité sociale, article "
_BASIS = {
    SUSPENSION_CODE: (f"{_CSS}L. 315-2", f"{_CSS}L. 323-6"),
    LIFT_CODE: (f"{_CSS}L. 315-2", f"{_CSS}L. 323-6"),
    WITHDRAWAL_CODE: (
        "code des relations entre le public et l’administration, articles L. 240-1 et suivants",
    ),
}
_EMPLOYER_BASIS = (f"{_CSS}L. 315-2",)


@dataclass(frozen=True, slots=True)
class Employer:
    """Who is told the date, and where."""

    name: str
    address: str


def parties_of(row: Decision) -> Parties:
    """Who a décision is about, and the caisse that decides: a foreign key holds the case."""
    case = cases.case(row.case_id)
    assert case is not None
    return addressing.parties_of(case)


def kind_of_appeal(row: Decision) -> str:
    """`cmra` or `cra`."""
    withdrawn = row.withdraws
    of = DecisionKind(withdrawn.kind) if withdrawn is not None else None
    return rules.commission(DecisionKind(row.kind), of_withdrawn=of)


def effect(row: Decision) -> Effect:
    """The effect of a décision and its day."""
    informed = row.avis.informed_on if row.avis is not None else None
    return effect_of(row.code, date_effet=row.date_effet, informed_on=informed)


def legal_basis(row: Decision) -> tuple[str, ...]:
    """The texts that it applies."""
    if row.code in _BASIS:
        return _BASIS[row.code]
    own = CATALOGUE[AvisCode(row.code)].legal_basis
    return tuple(dict.fromkeys((*own, effect(row).article)))


def appeal(row: Decision, on: date) -> str:
    """Ways and delays of appeal in force on a day."""
    commission = kind_of_appeal(row)
    return wording.appeal(commission, delays.appeal_delays(commission, on))


def of_decision(row: Decision, parties: Parties) -> dict[str, str]:
    """The letter to the person. The décision is signed."""
    assert row.signed_on is not None
    found = effect(row)
    return {
        **envelopes.of_person(parties.person),
        "caisse": parties.caisse.nom,
        "service": "Service des prestations",
        "objet": f"notification de décision, dossier {parties.case.reference}",
        "decided": wording.decided(row.code),
        "effect": wording.effect(found),
        "withdrawn": _withdrawn(row),
        "motive": wording.motive(row.code, row.motive),
        "legal_basis": "\n".join(legal_basis(row)),
        "next_steps": "\n".join(wording.next_steps(found)),
        "appeal": appeal(row, row.signed_on),
        **_signature(row),
    }


def of_employer(row: Decision, parties: Parties, employer: Employer) -> dict[str, str]:
    """The letter to the employer: a date and nothing else."""
    return {
        "nom": employer.name,
        "adresse_postale": employer.address,
        "caisse": parties.caisse.nom,
        "service": "Service des prestations",
        "objet": "versement des indemnités journalières",
        "employee": envelopes.name_of(parties.person),
        "information": wording.employer(effect(row)),
        "legal_basis": "\n".join(_EMPLOYER_BASIS),
        **_signature(row),
    }


def seal_employer(row: Decision, employer: Employer) -> bytes:
    """Name and address, sealed for this row."""
    text = json.dumps({"name": employer.name, "address": employer.address}, ensure_ascii=False)
    return vault.seal(text.encode(), row=employer_row(row.id))


def employer_of(row: Decision) -> Employer | None:
    """The employer of a décision, opened."""
    if row.employer_sealed is None:
        return None
    opened = json.loads(vault.unseal(bytes(row.employer_sealed), row=employer_row(row.id)))
    return Employer(opened["name"], opened["address"])


def employer_row(decision_id: UUID) -> str:
    """Identity of the sealed employer."""
    return f"examinations.decision:{decision_id}:employer"


def _withdrawn(row: Decision) -> str:
    if row.lifts is not None:
        return f"La suspension décidée le {wording.day(row.lifts.signed_on)} est levée."
    earlier = row.withdraws
    if earlier is None:
        return ""
    return f"La décision du {wording.day(earlier.signed_on)} est retirée : « {wording.decided(earlier.code)} »"


def _signature(row: Decision) -> dict[str, str]:
    delegation = row.delegation
    assert delegation is not None  # signed
    signer = accounts.holder(delegation.delegate_id)
    return {
        "signatory": signer.name if signer else "",
        "title": delegation.title,
        "deed": delegation.deed,
    }
