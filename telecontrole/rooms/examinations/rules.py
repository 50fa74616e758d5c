"""When an avis may be given, with which date, and what must have been done before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, ConflictKind, DateRule, Ground

_FUTURE_ONLY = "code de la sécurité sociale, article L. 315-2"
_MISSION = "code de la santé publique, article R. 4127-102"
_OWN_PATIENT = "code de la santé publique, article R. 4127-101"


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done in the interview so far, as far as the rules ask."""

    mission_stated: bool
    identity_checked: bool
    concluded: bool
    own_patient: bool
    #: The appointment is still to come, as far as anybody has said.
    ahead: bool
    #: Told: to stop at any time, to be received on a site. Asked: who is there, in which language.
    rights_told: bool
    presence_noted: bool
    language_noted: bool


def codes_for(motif: Motif) -> tuple[AvisCode, ...]:
    """The conclusions that a case of this kind may have, in the order of the catalogue."""
    return tuple(code for code, row in CATALOGUE.items() if motif in row.motifs)


def may_conclude(progress: Progress) -> Refusal | None:
    """None when the interview allows an avis.

    Refusals: `own_patient` (R4127-101), `already_concluded`, `not_open` (declined, moved, cancelled…),
    and those of `missing_guarantees`.
    """
    if progress.own_patient:
        return Refusal("own_patient", references=(_OWN_PATIENT,))
    if progress.concluded:
        return Refusal("already_concluded")
    if not progress.ahead:
        return Refusal("not_open")
    return next(iter(missing_guarantees(progress)), None)


def missing_guarantees(progress: Progress) -> tuple[Refusal, ...]:
    """What must still be told or asked before an avis, in the order of the interview.

    `mission_not_stated` (R4127-102), `rights_not_told`, `identity_not_checked`, `presence_not_noted`,
    `language_not_noted`.
    """
    asked = (
        (progress.mission_stated, Refusal("mission_not_stated", references=(_MISSION,))),
        (progress.rights_told, Refusal("rights_not_told")),
        (progress.identity_checked, Refusal("identity_not_checked")),
        (progress.presence_noted, Refusal("presence_not_noted")),
        (progress.language_noted, Refusal("language_not_noted")),
    )
    return tuple(refusal for done, refusal in asked if not done)


def conflict(*, rpps: str, address: str, doctors: Mapping[str, str]) -> ConflictKind | None:
    """The conflict of interest that the files show (R4127-101), or None.

    `doctors`: address by RPPS of the case's prescriber and treating doctor; `address` is the one at which the
    médecin-conseil also practises, as far as the directory knows. An empty address says nothing.
    """
    if rpps in doctors:
        return ConflictKind.PATIENT
    here = plain_address(address)
    if here and any(plain_address(other) == here for other in doctors.values()):
        return ConflictKind.CABINET
    return None


def plain_address(address: str) -> str:
    """An address without what two files write differently: capitals, accents, signs, lines."""
    bare = unicodedata.normalize("NFKD", address.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", bare.encode("ascii", "ignore").decode()))


def may_open(*, starts_at: datetime, before: timedelta, now: datetime) -> Refusal | None:
    """None from `before` the hour on: earlier there was no interview to tell of.

    Refusal: `too_early`, with `minutes` before the hour from which it may be opened.
    """
    if now < starts_at - before:
        return Refusal("too_early", {"minutes": before // timedelta(minutes=1)})
    return None


def earliest_effect(informed_on: date) -> date:
    """The first day from which a benefit may stop: the day after the person was informed (L315-2)."""
    return informed_on + timedelta(days=1)


def check_avis(
    *,
    code: AvisCode,
    motif: Motif,
    date_effet: date | None,
    grounds: Sequence[Ground],
    informed_on: date,
    leave_start: date,
) -> Refusal | None:
    """None when code, date and grounds fit together and fit the case. Days are those of the person's zone.

    Refusals: `code_not_for_motif`, `ground_missing`, `ground_not_for_code`, `date_missing`,
    `date_not_expected`, `date_not_after_information` (with `earliest`), `date_before_leave`.
    """
    row = CATALOGUE[code]
    if motif not in row.motifs:
        return Refusal("code_not_for_motif", {"code": code, "motif": motif})
    if not grounds:
        return Refusal("ground_missing", {"code": code})
    if any(ground not in row.grounds for ground in grounds):
        return Refusal("ground_not_for_code", {"code": code})
    return _check_date(row.date_rule, date_effet, informed_on, leave_start)


def _check_date(
    rule: DateRule, date_effet: date | None, informed_on: date, leave_start: date
) -> Refusal | None:
    if rule is DateRule.NONE:
        return Refusal("date_not_expected") if date_effet is not None else None
    if date_effet is None:
        return Refusal("date_missing")
    if rule is DateRule.AFTER_INFORMATION and date_effet < earliest_effect(informed_on):
        earliest = earliest_effect(informed_on)
        return Refusal("date_not_after_information", {"earliest": earliest}, (_FUTURE_ONLY,))
    if date_effet < leave_start:
        return Refusal("date_before_leave", {"earliest": leave_start})
    return None


def is_absence(
    *, starts_at: datetime, now: datetime, grace: timedelta, seen: bool, technical_failure: bool
) -> Refusal | None:
    """None when the person may be recorded as absent.

    Refusals: `too_early` (the grace period runs, with `from_`), `person_was_seen`, `technical_failure`:
    a person who was there, or could not connect, is never absent.
    """
    if seen:
        return Refusal("person_was_seen")
    if technical_failure:
        return Refusal("technical_failure")
    if now < starts_at + grace:
        return Refusal("too_early", {"from_": starts_at + grace})
    return None
