"""The changes of a diary, each with what it takes away and how it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import rules as names
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries import services as diary_services
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.selectors import AvailabilityInfo
from telecontrole.rooms.diaries.services import NewClosure, held_by
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import reading, rules
from telecontrole.rooms.planning.changes.finding import propose
from telecontrole.rooms.planning.changes.hitting import hit
from telecontrole.rooms.planning.changes.proposal import Change, Proposal
from telecontrole.rooms.planning.solver.problem import Busy
from telecontrole.rooms.territory import selectors as territory


def closing(new: NewClosure, *, begun: bool = False) -> Change:
    """An absence, a block, a closed site, a room out of use; with `begun`, what should be going on is freed too."""
    resources = held_by(new.kind, medecin=new.medecin, site=new.site, salle=new.salle)
    taken = tuple(reading.busy_of(name, new.start, new.end) for name in resources)

    def save(actor: Actor) -> Refusal | None:
        made = diary_services.close(new=new, actor=actor)
        return made if isinstance(made, Refusal) else None

    return Change(find=partial(_find, taken, begun=begun), save=save, taken=taken)


def ending_rule(rule_id: UUID, last: date, today: date) -> Change:
    """A weekly rule that ends on `last`, included."""
    rule = diaries.rule(rule_id)
    gone = _hours_of_rule(rule_id, max(last, today - timedelta(days=1)) + timedelta(days=1))
    save = partial(diary_services.end_rule, rule_id=rule_id, last=last)
    return _without(rule.medecin if rule else None, gone, lambda actor: save(actor=actor))


def excepting_day(rule_id: UUID, day: date) -> Change:
    """A day on which a weekly rule does not hold."""
    rule = diaries.rule(rule_id)
    gone = [one for one in _hours_of_rule(rule_id, day) if one.date == day]
    save = partial(diary_services.except_day, rule_id=rule_id, day=day)
    return _without(rule.medecin if rule else None, gone, lambda actor: save(actor=actor))


def removing_hours(hours: AvailabilityInfo) -> Change:
    """Hours given for one day, taken away."""
    save = partial(diary_services.remove_day, availability_id=hours.id)
    return _without(hours.medecin, [hours], lambda actor: save(actor=actor))


def _find(taken: tuple[Busy, ...], now: datetime, *, begun: bool = False) -> Proposal:
    return propose(hit(taken, now, begun=begun), taken, now)


def _without(
    medecin: UUID | None,
    gone: Collection[AvailabilityInfo],
    save: Callable[[Actor], Refusal | None],
) -> Change:
    """The doctor is no longer there in the hours that are gone, unless other hours still cover them."""
    if medecin is None or not gone:
        return Change(find=lambda _now: Proposal(()), save=save)
    ids = {one.id for one in gone}
    days = [one.date for one in gone]
    offered = diaries.availabilities(min(days), max(days), medecin=medecin, closed=True)
    kept: dict[date, list[names.Interval]] = defaultdict(list)
    for one, interval in _instants([one for one in offered if one.id not in ids], medecin):
        kept[one.date].append(interval)
    taken = tuple(
        Busy("agent", str(medecin), *piece)
        for one, interval in _instants(gone, medecin)
        for piece in names.gaps(interval, kept[one.date])
    )
    return Change(find=partial(_find, taken), save=save, taken=taken)


def _hours_of_rule(rule_id: UUID, first: date) -> list[AvailabilityInfo]:
    rule = diaries.rule(rule_id)
    if rule is None or rule.last < first:
        return []
    offered = diaries.availabilities(first, rule.last, medecin=rule.medecin, closed=True)
    return [one for one in offered if one.rule == rule_id]


def _instants(
    hours: Iterable[AvailabilityInfo], medecin: UUID
) -> Iterator[tuple[AvailabilityInfo, names.Interval]]:
    """Local hours as UTC instants: on the clock of the site, for video of the doctor's caisse."""
    zones = {code: info.fuseau for code, info in territory.caisses().items()}
    sites = {key: zones[info.caisse] for key, info in territory.sites().items()}
    doctor = people.medecin(medecin)
    assert doctor is not None
    for one in hours:
        on_site = one.modalite is Modalite.PRESENTIEL and one.site is not None
        zone = sites[one.site] if on_site and one.site else zones[doctor.caisse]
        start = rules.instant(one.date, one.debut, zone)
        yield one, (start, rules.instant(one.date, one.fin, zone))


def day_span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """From the first minute of `first` to the last one of `last`, on the clock of `zone`, in UTC."""
    return (
        rules.instant(first, time(), zone),
        rules.instant(last + timedelta(days=1), time(), zone),
    )
