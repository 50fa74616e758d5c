"""Who pays a téléconsultation: eligibility gate, then the split (domain note §5.1 and §5.2).

A télécontrôle is not a téléconsultation: none of this applies to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step, percent
from telecontrole.foundations.money import ZERO, share
from telecontrole.rooms.teleconsultation.enums import Act, PathwayException, TcsSpecialty
from telecontrole.rooms.teleconsultation.tables import table


@dataclass(frozen=True, slots=True)
class Consultation:
    """One act on ``on``, billed ``fee`` euros; amounts already paid in the year in euros.

    ``known_patient`` is asked for acts before avenant 9 only; ``participation_today`` counts what
    the same practitioner has already taken on that day.  ``work_accident``: care of an accident at
    work or an occupational disease; ``pension``: of a pensioner who is exempt; ``ame``: aide
    médicale de l'État.
    """

    act: Act
    on: date
    fee: Decimal
    age: int
    in_pathway: bool
    ald: bool = False
    maternity: bool = False
    c2s: bool = False
    alsace_moselle: bool = False
    participation_used: Decimal = ZERO
    participation_today: Decimal = ZERO
    specialty: TcsSpecialty | None = None
    pathway_exception: PathwayException | None = None
    video: bool = True
    territorial: bool = True
    zip_patient: bool = False
    known_patient: bool = True
    work_accident: bool = False
    pension: bool = False
    ame: bool = False

    def __post_init__(self) -> None:
        if min(self.fee, self.participation_used, self.participation_today) < 0:
            raise LawFault("bad_value", "Un montant est négatif.", "fee")
        if self.age < 0:
            raise LawFault("bad_value", "L'âge est négatif.", "age")

    @property
    def paid_whole(self) -> bool:
        """Whether the compulsory scheme pays the whole tariff."""
        return self.ald or self.maternity or self.work_accident or self.pension or self.ame


@dataclass(frozen=True, slots=True)
class Split:
    """Euros paid by the compulsory scheme, by the complementary cover, and by the patient.

    The three add up to the fee.  ``participation`` and ``excess`` are inside ``patient``.
    """

    amo: Decimal
    amc: Decimal
    patient: Decimal
    base: Decimal
    excess: Decimal
    participation: Decimal
    rate: Decimal
    refusals: tuple[str, ...]
    entries: tuple[Entry, ...]


def tariff(case: Consultation) -> tuple[Decimal, Entry]:
    """Convention tariff of the act, in euros, and where it is written.

    A TCS whose specialty is not told is reimbursed on its fee, up to the highest known tariff.

    :raises BeforeFirstParameter: the act did not exist on that day.
    """
    entry = table().entry(_tariff_key(case), on=case.on)
    return Decimal(entry.value), entry


def _tariff_key(case: Consultation) -> str:
    if case.act is not Act.TCS:
        return f"tarif_{case.act.lower()}"
    if case.specialty is None:
        return "tarif_tcs_maximum"
    if case.specialty is TcsSpecialty.GYNECOLOGUE:
        return "tarif_tcs_gynecologue"
    return "tarif_tcs_psychiatre"


def refusals(case: Consultation) -> tuple[str, ...]:
    """Reasons for which the act is not reimbursed as a téléconsultation; empty when it is."""
    found = (
        ("sans_video", not case.video),
        ("hors_parcours", not _pathway(case)),
        ("hors_territoire", not _territory(case)),
        ("patient_inconnu", not _known(case)),
    )
    return tuple(code for code, refused in found if refused)


def _pathway(case: Consultation) -> bool:
    """The coordinated pathway is respected, or not required.

    The law asks it of assurés and their family, which people under the AME are not.
    """
    adult = case.age >= table().integer("parcours_age", on=case.on)
    return case.in_pathway or case.pathway_exception is not None or case.ame or not adult


def _territory(case: Consultation) -> bool:
    """The doctor is of the patient's territory, or the patient lives in a ZIP."""
    return case.territorial or (case.zip_patient and table().in_force("exception_zip", on=case.on))


def _known(case: Consultation) -> bool:
    """Until avenant 9 the doctor had to know the patient, exceptions to the pathway aside."""
    asked = table().in_force("patient_connu_mois", on=case.on)
    return case.known_patient or case.pathway_exception is not None or not asked


def split(case: Consultation) -> Split:
    """Share the fee between compulsory scheme, complementary cover and patient.

    :raises BeforeFirstParameter: the act did not exist on that day.
    """
    known, written = tariff(case)
    base = min(case.fee, known)
    refused = refusals(case)
    if refused:
        return _refused(case, base, refused, written)
    rate = _rate(case)
    gross = share(base, Decimal(rate.value))
    taken, participation = _participation(case, base, gross)
    return Split(
        amo=gross - taken,
        amc=base - gross,
        patient=case.fee - base + taken,
        base=base,
        excess=case.fee - base,
        participation=taken,
        rate=Decimal(rate.value),
        refusals=(),
        entries=(written, rate, *participation),
    )


def _refused(case: Consultation, base: Decimal, refused: tuple[str, ...], written: Entry) -> Split:
    """Out of the pathway the compulsory scheme pays its reduced rate, which may be nothing."""
    entries: tuple[Entry, ...] = (written,)
    rate = ZERO
    if refused == ("hors_parcours",):
        entry = table().entry("taux_hors_parcours", on=case.on)
        rate, entries = Decimal(entry.value), (written, entry)
    paid = share(base, rate)
    taken = _participation(case, base, paid)[0]
    amo = paid - taken
    excess = case.fee - base
    return Split(amo, ZERO, case.fee - amo, base, excess, taken, rate, refused, entries)


def _rate(case: Consultation) -> Entry:
    """The compulsory scheme's share: the most favourable of those that apply."""
    if case.paid_whole:
        return table().entry("taux_amo_exonere", on=case.on)
    if case.alsace_moselle:
        return table().entry("taux_amo_alsace_moselle", on=case.on)
    return table().entry("taux_amo", on=case.on)


def _participation(
    case: Consultation, base: Decimal, paid: Decimal
) -> tuple[Decimal, tuple[Entry, ...]]:
    """The flat contribution kept by the scheme, within the day's and the year's limits.

    Never above what the scheme pays, nor above its ordinary share: on a very low fee an exemption
    would otherwise cost the patient more than no exemption.
    """
    adult = table().entry("participation_age", on=case.on)
    if case.age < adult.value or case.maternity or case.c2s or case.ame:
        return ZERO, (adult,)
    amount = table().entry("participation", on=case.on)
    year = table().entry("participation_an", on=case.on)
    acts = table().entry("participation_actes_jour", on=case.on)
    each = Decimal(amount.value)
    left = Decimal(year.value) - case.participation_used
    left_today = each * int(acts.value) - case.participation_today
    ordinary = share(base, table().decimal("taux_amo", on=case.on))
    return max(ZERO, min(each, left, left_today, paid, ordinary)), (amount, year, acts)


def steps(case: Consultation, found: Split) -> Iterator[Step]:
    """The reasoning of :func:`split`."""
    yield Step("base", {"act": case.act.value, "base": found.base}, found.entries[:1])
    yield from (Step(code) for code in found.refusals)
    rate = {"rate": percent(found.rate), "amount": found.amo + found.participation}
    yield Step("amo_refus" if found.refusals else _why(case), rate, found.entries[1:])
    if found.participation:
        yield Step("participation", {"amount": found.participation})
    elif not found.refusals:
        yield Step("participation_nulle")
    if not found.refusals:
        yield Step("amc_c2s" if case.c2s else "amc", {"amount": found.amc})
    if found.excess:
        yield Step("depassement", {"amount": found.excess})
        if case.c2s:
            yield Step("depassement_c2s")
    yield Step("patient", {"amount": found.patient})


def _why(case: Consultation) -> str:
    """Which share of the compulsory scheme was taken, as a step's code."""
    if case.ame:
        return "amo_ame"
    if case.paid_whole:
        return "amo_exonere"
    return "amo_alsace_moselle" if case.alsace_moselle else "amo"
