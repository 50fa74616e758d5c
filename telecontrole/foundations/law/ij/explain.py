"""The steps of an allowance, for the reader who must be able to check every euro."""

from __future__ import annotations

from collections.abc import Iterator

from telecontrole.foundations.law.ij import at_mp, maladie
from telecontrole.foundations.law.ij.calculation import contributions
from telecontrole.foundations.law.ij.leave import KEEPS_RULES, Allowance, Leave, Risk
from telecontrole.foundations.law.ij.wages import COUNT, PAY_DAYS, whole
from telecontrole.foundations.law.ij.waiting import waiting
from telecontrole.foundations.law.steps import Step, counted, percent
from telecontrole.foundations.law.tables import shared


def steps(leave: Leave, paid: Allowance) -> Iterator[Step]:
    """Steps from the wages to the net amount, in order of calculation."""
    if leave.initial_start:
        kept = shared().entry(KEEPS_RULES, on=leave.start)
        yield Step("prolongation", {"start": leave.initial_start}, (kept,))
    if any(wage.days_paid is not None for wage in leave.wages):
        yield Step("mois_incomplet")
    yield from _sickness(leave, paid) if leave.risk is Risk.MALADIE else _work(leave, paid)
    if leave.lost_daily is not None:
        entry = shared().entry("temps_partiel_salaire_perdu", on=leave.rules_date)
        yield Step("temps_partiel", {"lost": leave.lost_daily}, (entry,))
    yield from _total(leave, paid)


def _sickness(leave: Leave, paid: Allowance) -> Iterator[Step]:
    known = maladie.numbers(leave.rules_date, leave.rhythm)
    grosses = [whole(wage, PAY_DAYS.get(leave.rhythm)) for wage in leave.wages]
    each = (known.each,) if maladie.cap_matters(grosses, known) else ()
    yield Step(
        "plafond",
        {"multiple": known.multiple, "on": known.smic_on, "smic": known.smic, "cap": known.cap},
        (*known.cap_entries, *each),
    )
    yield Step(
        "base_maladie",
        {
            "count": COUNT[leave.rhythm],
            "total": maladie.capped_total(grosses, known),
            "divisor": known.divisor,
            "base": paid.daily_base,
        },
        known.base_entries,
    )
    capped = all(gross >= known.cap for gross in grosses)
    daily = maladie.daily_amounts(grosses, known)[1]
    params = {"rate": percent(known.rate), "daily": daily, "maximum": known.maximum}
    if capped:
        yield Step("ij_maximum", params, known.maximum_entries)
    else:
        yield Step("ij_maladie", params, known.daily_entries)
    wait = waiting(leave)
    yield Step(wait.reason, {"days": wait.days}, wait.entries)
    yield from _duration(leave, paid)


def _duration(leave: Leave, paid: Allowance) -> Iterator[Step]:
    """What was checked of the maximum number of days, or that it was not."""
    limit = shared().entry("duree_indemnites_maximum", on=leave.rules_date)
    period = shared().entry("duree_periode_mois", on=leave.rules_date)
    if leave.ald:
        again = shared().entry("duree_ald_reprise_mois", on=leave.rules_date)
        yield Step("duree_ald", {"months": period.value}, (period, again))
    elif leave.ald is False:
        params = {"limit": limit.value, "months": period.value}
        yield Step("duree_limitee", params, (limit, period))
    elif sum(part.days for part in paid.periods) > limit.value:
        yield Step("duree_non_verifiee", {"limit": limit.value}, (limit,))


def _work(leave: Leave, paid: Allowance) -> Iterator[Step]:
    known = at_mp.numbers(leave.rules_date)
    daily = at_mp.daily_amounts(whole(leave.wages[0]), known)
    if paid.employer_days:
        yield Step("jour_employeur")
    yield Step("base_at", {"divisor": known.divisor, "base": paid.daily_base}, known.base_entries)
    yield Step("gain_net", {"net": daily.net_gain}, known.net_entries)
    yield Step(
        "ij_at",
        {
            "first_rate": percent(known.first_rate),
            "first": daily.first,
            "days": known.first_days,
            "next_rate": percent(known.next_rate),
            "next": daily.next,
            "change": known.first_days + 1,
        },
        known.rate_entries,
    )
    accident = leave.accident_date
    if accident is not None and at_mp.last_payable_day(accident) < leave.end:
        longest = shared().entry(at_mp.LONGEST, on=accident)
        yield Step("duree_at", {"months": longest.value}, (longest,))


def _total(leave: Leave, paid: Allowance) -> Iterator[Step]:
    for part in paid.periods:
        yield Step(
            "periode",
            {
                "first": part.first,
                "last": part.last,
                "days": counted(part.days, "jour"),
                "daily": part.daily,
                "amount": part.amount,
            },
        )
    if not paid.periods:
        yield Step("aucune_indemnite")
        return
    known = contributions(leave.start)
    yield Step(
        "cotisations",
        {
            "csg_rate": percent(known.csg),
            "csg": paid.csg,
            "crds_rate": percent(known.crds),
            "crds": paid.crds,
            "net": paid.net,
        },
        known.entries,
    )
