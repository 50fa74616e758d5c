"""How this room writes to somebody: links by email and SMS to the person, letters, links to a doctor.

What is said, and when, is each caller's affair (`telling`, `absences`, `reserve_telling`, `deciding.notifying`,
`thread.telling`); where it goes, for how long it may wait and how long its link opens is said here, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import envelopes
from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import links, representatives
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.people.selectors import InsuredInfo, PractitionerInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo

#: These messages leave at any hour; after that long without success a person takes over.
PATIENCE: Final = timedelta(hours=48)
#: A letter waits for a person to post it.
POSTING: Final = timedelta(days=7)
#: Until the ways of appeal against an avis are over (two months), and a month more.
LINKS_VALID_FOR: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Parties:
    """A case, whom it is about, and the caisse that writes."""

    case: CaseInfo
    person: InsuredInfo
    caisse: CaisseInfo


@dataclass(frozen=True, slots=True)
class Matter:
    """What messages are about: the ledger's subject and version, their kind, how long their links open."""

    subject: str
    version: int
    kind: Kind = Kind.AVIS
    links_valid_for: timedelta = LINKS_VALID_FOR


def parties_of(case: CaseInfo) -> Parties:
    """The person and the caisse of a case: foreign keys hold both."""
    person, caisse = people.insured(case.insured), territory.caisse(case.caisse)
    assert person is not None
    assert caisse is not None
    return Parties(case, person, caisse)


def by_link(
    matter: Matter, to: Parties, *, email: str, sms: str, quoi: str, actor: Actor, **said: str | int
) -> Iterator[NewNotice]:
    """One message by email and one by SMS, with a link each; none to a person who lacks one of them.

    `email` and `sms` are templates; they get `lien`, `code` and what is `said`. Who acts for the person by
    law is told the same (`quoi`: `avis, absence, pieces, decision`); who only assists, of a décision.
    """
    person, case = to.person, to.case
    one = representatives.acting(person.id)
    if one is not None and (one.acts or matter.kind is Kind.DECISION):
        given = {"jusqu_au": "", **said, "quoi": quoi}
        yield from to_representative(
            matter,
            to,
            one,
            email=messages.REPRESENTATIVE_EMAIL,
            sms=messages.REPRESENTATIVE_SMS,
            said=given,
            actor=actor,
        )
    if not person.reachable:
        return
    for channel, address, source, template in (
        (Channel.EMAIL, person.email, person.email_source, email),
        (Channel.SMS, person.mobile, person.mobile_source, sms),
    ):
        wanted = links.LinkWanted(f"case:{case.id}", channel.value, insured_id=person.id)
        yield _notice(
            matter,
            to,
            recipient=Recipient.ASSURE,
            channel=channel,
            address=address,
            source=source,
            template=template,
            params={**_way_in(wanted, matter, to, actor), **said},
            person_key=str(person.id),
        )


def within_mandate(window: Window, one: RepresentativeInfo) -> Window | None:
    """The part of a window in which somebody still acts or assists by law; None when nothing of it is left.

    The last day of a mandate ends where `representatives.acting` ends it.
    """
    if one.over_at is None:
        return window
    closes = min(window.closes_at, one.over_at)
    return Window(window.opens_at, closes) if closes > window.opens_at else None


def to_representative(
    matter: Matter,
    to: Parties,
    one: RepresentativeInfo,
    *,
    email: str,
    sms: str,
    said: Mapping[str, str | int],
    actor: Actor,
    window: Window | None = None,
) -> Iterator[NewNotice]:
    """The same to a legal representative: two messages, two links of his or her own; none after the mandate.

    `window`: when they may leave; at once without it.
    """
    window = within_mandate(window or _at_once(Channel.EMAIL), one)
    if window is None:
        return
    for channel, address, template in (
        (Channel.EMAIL, one.email, email),
        (Channel.SMS, one.mobile, sms),
    ):
        wanted = links.LinkWanted(f"case:{to.case.id}", channel.value, representative_id=one.id)
        told = _notice(
            matter,
            to,
            recipient=Recipient.REPRESENTANT,
            channel=channel,
            address=address,
            source="representant",
            template=template,
            params={**_way_in(wanted, matter, to, actor), **said},
            person_key=str(one.id),
        )
        yield replace(told, window=window)


def posted_to_representative(
    matter: Matter,
    to: Parties,
    one: RepresentativeInfo,
    *,
    template: str,
    said: Mapping[str, str | int],
) -> Iterator[NewNotice]:
    """The letter again to who acts or assists by law: none without an address, none after the mandate."""
    window = within_mandate(_at_once(Channel.LETTRE), one)
    if not one.adresse or window is None:
        return
    told = by_post(
        matter,
        to,
        template=template,
        said={**said, **envelopes.of_representative(one, to.person)},
        recipient=Recipient.REPRESENTANT,
        source="representant",
        person_key=str(one.id),
    )
    yield replace(told, window=window)


def _way_in(
    wanted: links.LinkWanted, matter: Matter, to: Parties, actor: Actor
) -> dict[str, str | int]:
    """A link of one's own, and the code by which the person knows that the message is ours."""
    token = links.issue_link(wanted=wanted, valid_for=matter.links_valid_for, actor=actor)
    return {"lien": token, "code": links.shared_code(f"appointment:{to.case.id}")}


def by_post(
    matter: Matter,
    to: Parties,
    *,
    template: str,
    said: Mapping[str, str | int],
    recipient: Recipient = Recipient.ASSURE,
    source: str = "fichier",
    person_key: str = "",
) -> NewNotice:
    """A letter, to the person unless the words (`nom`, `adresse_postale`) name somebody else."""
    params: dict[str, str | int] = {
        **envelopes.of_person(to.person),
        "caisse": to.caisse.nom,
        **said,
    }
    return _notice(
        matter,
        to,
        recipient=recipient,
        channel=Channel.LETTRE,
        address=str(params["adresse_postale"]),
        source=source,
        template=template,
        params=params,
        person_key=person_key or str(to.person.id),
    )


def to_doctor(
    matter: Matter,
    to: Parties,
    doctor: PractitionerInfo,
    *,
    template: str,
    params: Mapping[str, str | int],
) -> NewNotice:
    """A message to a doctor by secure health mail, else by email, else by letter."""
    channel = channel_of(doctor)
    by_letter = channel is Channel.LETTRE
    return _notice(
        matter,
        to,
        recipient=Recipient.MEDECIN_TRAITANT,
        channel=channel,
        address=doctor.adresse if by_letter else (doctor.mssante or doctor.courriel),
        source="annuaire",
        template=template,
        params=params,
        person_key=str(doctor.id),
    )


def channel_of(doctor: PractitionerInfo) -> Channel:
    """How one writes to a doctor."""
    if doctor.mssante:
        return Channel.MSSANTE
    return Channel.EMAIL if doctor.courriel else Channel.LETTRE


def doctor_link(
    *, subject: str, doctor: PractitionerInfo, valid_for: timedelta = LINKS_VALID_FOR, actor: Actor
) -> str:
    """The token of a doctor's link, for the channel by which it leaves."""
    wanted = links.LinkWanted(subject, channel_of(doctor).value, practitioner_id=doctor.id)
    return links.issue_link(wanted=wanted, valid_for=valid_for, actor=actor)


def _notice(
    matter: Matter,
    to: Parties,
    *,
    recipient: Recipient,
    channel: Channel,
    address: str,
    source: str,
    template: str,
    params: Mapping[str, str | int],
    person_key: str,
) -> NewNotice:
    if recipient is Recipient.ASSURE:
        params = {"langue": to.case.langue, **params}
    return NewNotice(
        subject=matter.subject,
        version=matter.version,
        kind=matter.kind,
        recipient=recipient,
        channel=channel,
        address=address,
        address_source=source,
        locale_zone=to.caisse.fuseau,
        template=template,
        params=params,
        window=_at_once(channel),
        person_key=person_key,
        caisse=to.case.caisse,
        exempt=True,
    )


def _at_once(channel: Channel) -> Window:
    now = clock.now()
    return Window(now, now + (POSTING if channel is Channel.LETTRE else PATIENCE))
