"""The legal representative of an insured person: declared, checked on its deed, ended; what he or she may do.

Declared by the person and checked by a technician, or noted by a technician who has the deed. Nobody counts before
that, nor after the last day of the mandate: links, messages and pages ask `acting` each time.

Code civil, articles 371-1 (parents), 440 (curatelle, tutelle), 477 (mandat de protection future), 494-1
(habilitation familiale).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import fields
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.people import links
from telecontrole.rooms.people import representing_rules as rules
from telecontrole.rooms.people.codes import forget_codes
from telecontrole.rooms.people.contacts import CHANNELS
from telecontrole.rooms.people.models import AccessLink, Insured, Representative
from telecontrole.rooms.people.representing_rules import Power, Quality
from telecontrole.rooms.territory import selectors as territory

__all__ = ["WORDS", "Power", "Quality", "RepresentativeInfo"]

WORDS = {
    Quality.TUTEUR: "Tuteur ou tutrice",
    Quality.CURATEUR: "Curateur ou curatrice",
    Quality.PARENT: "Père, mère ou autre titulaire de l’autorité parentale",
    Quality.HABILITE: "Personne habilitée (habilitation familiale)",
    Quality.MANDATAIRE: "Mandataire (mandat de protection future)",
}
_READ: dict[str, Callable[[str], str | None]] = {"email": fields.email, "mobile": fields.mobile}


@dataclass(frozen=True, slots=True)
class RepresentativeInfo:
    """A representative; `checked_at` None means that nobody has verified it yet, and that it does not count.

    `until` is the last day of the mandate (None: no end is known); `power` is what the quality allows today.
    """

    id: UUID
    insured: UUID
    quality: Quality
    nom: str
    prenoms: str
    email: str
    mobile: str
    adresse: str
    declared_at: datetime
    checked_at: datetime | None
    until: date | None
    power: Power | None

    @property
    def words(self) -> str:
        """The quality, in French."""
        return WORDS[self.quality]

    @property
    def name(self) -> str:
        """First names and name."""
        return f"{self.prenoms} {self.nom}"

    @property
    def over_at(self) -> datetime | None:
        """The first instant (UTC) after the last day of the mandate, where `acting` ends it; None: no end is known."""
        if self.until is None:
            return None
        over = datetime.combine(self.until + timedelta(days=1), time(), ZoneInfo(territory.PARIS))
        return over.astimezone(UTC)

    @property
    def acts(self) -> bool:
        """Whether this person does all that the insured person does by link."""
        return self.power is Power.ACT


@transaction.atomic
def declare(
    *,
    insured_id: UUID,
    quality: Quality,
    nom: str,
    prenoms: str,
    email: str,
    mobile: str,
    actor: Actor,
    adresse: str = "",
) -> UUID | Refusal:
    """Declare; one declared before ends. Refuses `courriel_invalide`, `mobile_invalide`, `insured_unknown`."""
    address, number = fields.email(email.strip()), fields.mobile(mobile.strip())
    if not address:
        return Refusal("courriel_invalide")
    if not number:
        return Refusal("mobile_invalide")
    if not Insured.objects.select_for_update().filter(id=insured_id).exists():
        return Refusal("insured_unknown")
    end(insured_id=insured_id, actor=actor)
    row = Representative.objects.create(
        insured_id=insured_id,
        quality=quality.value,
        nom=nom.strip(),
        prenoms=prenoms.strip(),
        email=address,
        mobile=number,
        adresse=adresse.strip(),
        declared_at=clock.now(),
    )
    _note("declared", insured_id, actor, quality=quality.value)
    return row.id


@transaction.atomic
def check(*, insured_id: UUID, actor: Actor, until: date | None = None) -> Refusal | None:
    """A member of the staff has seen the judgment or the deed; `until`: its last day, when it names one.

    Refuses `representative_unknown`, `mandate_over` (that day is past, or the child is of age).
    """
    row = _standing(insured_id).select_for_update(of=("self",)).first()
    if row is None:
        return Refusal("representative_unknown")
    if row.checked_at is not None:
        return None
    today = clock.today()
    birth = row.insured.date_naissance
    last = rules.last_day(Quality(row.quality), birth=birth, until=until, on=today)
    if last is not None and last < today:
        return Refusal("mandate_over")
    row.checked_at, row.checked_by, row.valid_until = clock.now(), UUID(actor.id), last
    row.save(update_fields=["checked_at", "checked_by", "valid_until"])
    _note("checked", insured_id, actor, until=last.isoformat() if last else "")
    events.publish(name="people.representative_checked", payload={"representative": str(row.id)})
    return None


@transaction.atomic
def note(
    *,
    insured_id: UUID,
    quality: Quality,
    nom: str,
    prenoms: str,
    email: str,
    mobile: str,
    adresse: str,
    until: date | None,
    actor: Actor,
) -> UUID | Refusal:
    """A member of the staff, the deed at hand, declares and checks at once. Refusals: `declare`'s and `check`'s."""
    with transaction.atomic():
        made = declare(
            insured_id=insured_id,
            quality=quality,
            nom=nom,
            prenoms=prenoms,
            email=email,
            mobile=mobile,
            adresse=adresse,
            actor=actor,
        )
        if isinstance(made, Refusal):
            return made
        refused = check(insured_id=insured_id, actor=actor, until=until)
        if refused is not None:
            # Nothing of it happened: the one before stays.
            transaction.set_rollback(True)
        return refused or made


@transaction.atomic
def correct_contact(
    *, representative_id: UUID, kind: str, value: str, actor: Actor
) -> str | Refusal:
    """Replace the `email` or the `mobile`; links that went to the former one open nothing more. Answers what is kept.

    Refuses `representative_unknown`, `courriel_invalide`, `mobile_invalide`. Raises KeyError for another kind.
    """
    kept = _READ[kind](value.strip())
    if not kept:
        return Refusal("courriel_invalide" if kind == "email" else "mobile_invalide")
    row = Representative.objects.select_for_update().filter(id=representative_id).first()
    if row is None:
        return Refusal("representative_unknown")
    if getattr(row, kind) == kept:
        return kept
    setattr(row, kind, kept)
    row.save(update_fields=[kind])
    links.close_links(channel=CHANNELS[kind], holders=[row.id], actor=actor)
    forget_codes(channel=CHANNELS[kind], holders=[row.id])
    _note("readdressed", row.insured_id, actor, channel=kind)
    return kept


@transaction.atomic
def end(*, insured_id: UUID, actor: Actor) -> None:
    """Nobody acts for the person any longer, and links open nothing more; ending nothing changes nothing."""
    row = _standing(insured_id).select_for_update(of=("self",)).first()
    if row is None:
        return
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    AccessLink.objects.filter(representative=row, revoked_at=None).update(revoked_at=clock.now())
    _note("ended", insured_id, actor)
    events.publish(name="people.representative_ended", payload={"representative": str(row.id)})


def standing(insured_id: UUID) -> RepresentativeInfo | None:
    """Who is declared now, checked or not; None without one."""
    row = _standing(insured_id).first()
    return _info(row) if row else None


def acting(insured_id: UUID) -> RepresentativeInfo | None:
    """Who acts for the person, or assists, today: checked, not ended, within the mandate."""
    return acting_of([insured_id]).get(insured_id)


def acting_of(insured_ids: Iterable[UUID]) -> dict[UUID, RepresentativeInfo]:
    """`acting` for several persons, in one query."""
    rows = Representative.objects.filter(_in_force(), insured_id__in=list(insured_ids))
    found = {row.insured_id: _info(row) for row in rows}
    return {key: one for key, one in found.items() if one.power is not None}


def all_acting() -> list[RepresentativeInfo]:
    """Everybody who acts for somebody, or assists, today: few, beside the insured persons."""
    rows = Representative.objects.filter(_in_force()).order_by("declared_at", "id")
    return [one for one in map(_info, rows) if one.power is not None]


def acting_as(representative_id: UUID) -> RepresentativeInfo | None:
    """The representative of a link, as long as he or she acts or assists."""
    row = Representative.objects.filter(_in_force(), id=representative_id).first()
    found = _info(row) if row else None
    return found if found is not None and found.power is not None else None


def may_read(person_key: str, *, hold: bool) -> datetime | None:
    """Until when a representative may be written to (UTC), for the messages; None: no longer.

    `hold`: in the caller's transaction; whoever ends the mandate waits for it.
    """
    key = UUID(person_key)
    if hold:
        Representative.objects.select_for_update().filter(id=key).first()
    found = acting_as(key)
    return (found.over_at or notices.ALWAYS) if found else None


def ever(insured_id: UUID) -> list[RepresentativeInfo]:
    """Everybody whose deed was checked once, the latest first: what they were sent is proof."""
    rows = Representative.objects.filter(insured_id=insured_id, checked_at__isnull=False)
    return [_info(row) for row in rows.order_by("-declared_at", "id")]


def known(representative_id: UUID) -> RepresentativeInfo | None:
    """A representative of now or of before, for what was planned in his or her name."""
    row = Representative.objects.filter(id=representative_id).first()
    return _info(row) if row else None


def _standing(insured_id: UUID) -> QuerySet[Representative]:
    rows = Representative.objects.select_related("insured")
    return rows.filter(insured_id=insured_id, ended_at__isnull=True)


def _in_force() -> Q:
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today())
    return Q(checked_at__isnull=False, ended_at__isnull=True) & still


def _info(row: Representative) -> RepresentativeInfo:
    return RepresentativeInfo(
        row.id,
        row.insured_id,
        Quality(row.quality),
        row.nom,
        row.prenoms,
        row.email,
        row.mobile,
        row.adresse,
        row.declared_at,
        row.checked_at,
        row.valid_until,
        rules.power(Quality(row.quality), clock.today()),
    )


def _note(verb: str, insured_id: UUID, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"people:representative:{verb}",
        actor=actor,
        subject=f"insured:{insured_id}",
        data=data,
    )
