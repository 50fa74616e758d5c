"""Messages about appointments: two days before, the day before, changes, cancellations, convocations.

A person with a valid email and a valid mobile gets both channels, for visio and in person alike; anybody else
is convened by letter. Messages of a version fall by themselves when the version does (the ledger's head).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices import rules as notice_rules
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo
from telecontrole.rooms.planning.rules import calendar_sequence
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.distances import crow_flies
from telecontrole.rooms.territory.selectors import CaisseInfo, SiteInfo

# The page of an appointment stays open until the ways of appeal are over (two months), and a month more.
LINKS_VALID_FOR = timedelta(days=92)
_ELECTRONIC = (Channel.EMAIL, Channel.SMS)


def subject_of(case_id: UUID) -> str:
    """The ledger's subject of a case's appointment; its versions are the appointment's."""
    return f"appointment:{case_id}"


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words of the messages need, read once for all appointments."""

    cases: Mapping[UUID, CaseInfo]
    insured: Mapping[UUID, InsuredInfo]
    caisses: Mapping[str, CaisseInfo]
    sites: Mapping[UUID, SiteInfo]
    tokens: Mapping[links.LinkWanted, str]
    before: Mapping[UUID, datetime]


def announce(
    *,
    appointments: Sequence[AppointmentInfo],
    actor: Actor,
    before: Mapping[UUID, datetime] | None = None,
) -> int:
    """Plan the messages of new versions, in the caller's transaction; returns how many were planned.

    A constant number of queries. From the second version on, a message of change leaves at once; `before`
    says, by case, when the version that it replaces was to begin: on that very day no hour is too late.
    """
    if not appointments:
        return 0
    context = _read(appointments, actor, before or {})
    notices.set_heads([(subject_of(a.case), a.version, True) for a in appointments])
    wanted = [notice for one in appointments for notice in _of(one, context)]
    return len(notices.plan_notices(wanted))


def announce_at_once(*, appointment: AppointmentInfo, within: timedelta, actor: Actor) -> None:
    """Say an appointment of this very hour, in the words of two days before: for the demonstration only."""
    context = _read([appointment], actor)
    window = Window(clock.now(), clock.now() + within)
    notices.plan_notices(
        _electronic(appointment, context, channel, Kind.J2, window, exempt=True)
        for channel in _ELECTRONIC
    )


def announce_again(*, appointment: AppointmentInfo, channel: Channel, actor: Actor) -> int:
    """Say a standing appointment once more by one channel: what was handed there reached somebody else.

    In the words of two days before, at once; once a version. Returns how many messages were planned.
    """
    context = _read([appointment], actor)
    if not context.insured[context.cases[appointment.case].insured].reachable:
        return 0
    window, exempt = notice_rules.change_window(
        clock.now(), appointment.starts_at, appointment.zone
    )
    again = _electronic(appointment, context, channel, Kind.CONVOCATION, window, exempt)
    return len(notices.plan_notices([again]))


def withdraw(*, appointment: AppointmentInfo, tell: bool, actor: Actor) -> None:
    """Let waiting messages of a version fall; `tell` the person that it no longer stands (a cancellation)."""
    notices.set_head(subject=subject_of(appointment.case), version=appointment.version, open_=False)
    if not tell:
        return
    context = _read([appointment], actor)
    case = context.cases[appointment.case]
    person = context.insured[case.insured]
    if not person.reachable:
        return
    # A cancellation is a subject of its own: the appointment's has just been closed.
    subject = f"cancellation:{appointment.id}"
    notices.set_head(subject=subject, version=appointment.version, open_=True)
    window, exempt = notice_rules.change_window(
        clock.now(), appointment.starts_at, appointment.zone
    )
    notices.plan_notices(
        [
            _electronic(
                appointment, context, channel, Kind.ANNULATION, window, exempt, subject=subject
            )
            for channel in _ELECTRONIC
        ]
    )


def _of(appointment: AppointmentInfo, context: _Context) -> Iterable[NewNotice]:
    case = context.cases[appointment.case]
    if not context.insured[case.insured].reachable:
        yield _letter(appointment, context)
        return
    for channel in _ELECTRONIC:
        if appointment.version > 1:
            before = context.before.get(appointment.case, appointment.starts_at)
            earliest = min(appointment.starts_at, max(before, clock.now()))
            window, exempt = notice_rules.change_window(clock.now(), earliest, appointment.zone)
            yield _electronic(appointment, context, channel, Kind.CHANGEMENT, window, exempt)
        for kind, days in ((Kind.J2, 2), (Kind.J1, 1)):
            window = Window(
                *notice_rules.notice_window(appointment.starts_at, appointment.zone, days)
            )
            if window.closes_at > clock.now():
                yield _electronic(appointment, context, channel, kind, window, exempt=False)


def _electronic(
    appointment: AppointmentInfo,
    context: _Context,
    channel: Channel,
    kind: Kind,
    window: Window,
    exempt: bool,
    subject: str = "",
) -> NewNotice:
    case = context.cases[appointment.case]
    person = context.insured[case.insured]
    by_email = channel is Channel.EMAIL
    return NewNotice(
        subject=subject or subject_of(appointment.case),
        version=appointment.version,
        kind=kind,
        recipient=Recipient.ASSURE,
        channel=channel,
        address=person.email if by_email else person.mobile,
        address_source=person.email_source if by_email else person.mobile_source,
        locale_zone=_person_zone(case, context),
        # A convocation by these channels is the announcement once more.
        template=f"notices/{'j2' if kind is Kind.CONVOCATION else kind.value}/{channel.value}.txt",
        params=_words(appointment, context, channel, cancelled=kind is Kind.ANNULATION),
        window=window,
        person_key=str(person.id),
        caisse=case.caisse,
        exempt=exempt,
        starts_at=appointment.starts_at,
    )


def _letter(appointment: AppointmentInfo, context: _Context) -> NewNotice:
    case = context.cases[appointment.case]
    person, caisse = context.insured[case.insured], context.caisses[case.caisse]
    return NewNotice(
        subject=subject_of(appointment.case),
        version=appointment.version,
        kind=Kind.CONVOCATION,
        recipient=Recipient.ASSURE,
        channel=Channel.LETTRE,
        address=f"{person.adresse}\n{person.code_postal} {person.commune}",
        address_source="fichier",
        locale_zone=caisse.fuseau,
        template="notices/letters/convocation.typ",
        params={
            **_words(appointment, context, Channel.LETTRE),
            "nom": f"{'Madame' if person.sexe == 'F' else 'Monsieur'} {person.prenoms} {person.nom}",
            "adresse_postale": f"{person.adresse}\n{person.code_postal} {person.commune}",
            "caisse": caisse.nom,
            "telephone": settings.PHONE,
        },
        window=_posting_window(appointment, caisse),
        person_key=str(person.id),
        caisse=case.caisse,
        exempt=True,
        starts_at=appointment.starts_at,
    )


def _posting_window(appointment: AppointmentInfo, caisse: CaisseInfo) -> Window:
    """From now until the last day on which posting still leaves the person the time that a letter needs."""
    now = clock.now()
    start_day = notice_rules.local_day(appointment.starts_at, caisse.fuseau)
    day = notice_rules.last_posting_day(start_day, cast(Calendar, caisse.calendrier))
    last = datetime.combine(day, time.max, ZoneInfo(caisse.fuseau))
    return Window(now, max(last, now + timedelta(hours=1)))


def _words(
    appointment: AppointmentInfo, context: _Context, channel: Channel, *, cancelled: bool = False
) -> dict[str, str | int]:
    site = context.sites.get(appointment.site) if appointment.site else None
    case = context.cases[appointment.case]
    wanted = _link(case, channel)
    subject = subject_of(appointment.case)
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "zone": appointment.zone,
        "modalite": appointment.modalite.value,
        "lieu": site.nom if site else "",
        "adresse": site.adresse if site else "",
        "acces": site.acces if site else "",
        "accessible": "oui" if site and site.accessible else "",
        "distance": distance(context.insured[case.insured], site),
        "lien": context.tokens[wanted],
        "langue": case.langue,
        "code": links.shared_code(subject),
        "ics_uid": notices.calendar_uid(subject),
        "ics_sequence": str(calendar_sequence(appointment.version, cancelled=cancelled)),
    }


def distance(person: InsuredInfo, site: SiteInfo | None) -> str:
    """Whole kilometres from home to a site in a straight line, at least 1; empty unless the files know both."""
    there = site.position if site else None
    if there is None or person.latitude is None or person.longitude is None:
        return ""
    return str(max(1, round(crow_flies((person.latitude, person.longitude), there))))


def _read(
    appointments: Sequence[AppointmentInfo],
    actor: Actor,
    before: Mapping[UUID, datetime] = MappingProxyType({}),
) -> _Context:
    found = cases.cases(one.case for one in appointments)
    insured = people.insured_many(case.insured for case in found.values())
    wanted = [
        _link(case, channel)
        for case in found.values()
        for channel in (_ELECTRONIC if insured[case.insured].reachable else (Channel.LETTRE,))
    ]
    return _Context(
        cases=found,
        insured=insured,
        caisses=territory.caisses(),
        sites=territory.sites(),
        tokens=links.issue_links(wanted=wanted, valid_for=LINKS_VALID_FOR, actor=actor),
        before=before,
    )


def _link(case: CaseInfo, channel: Channel) -> links.LinkWanted:
    return links.LinkWanted(f"case:{case.id}", channel.value, insured_id=case.insured)


def _person_zone(case: CaseInfo, context: _Context) -> str:
    return context.caisses[case.caisse].fuseau
