"""What the person is told and asked before anything else; without it there is no avis (CSP R4127-102)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import recording
from telecontrole.rooms.examinations.enums import Guarantee, IdentityMethod, ThirdParty
from telecontrole.rooms.examinations.models import Examination, Guarantees, GuaranteeTakenBack

_LANGUAGE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Told:
    """A guarantee that was ticked at an instant, and perhaps taken back at another (both UTC)."""

    guarantee: Guarantee
    at: datetime
    taken_back_at: datetime | None = None


@transaction.atomic
def tell_rights(*, examination_id: UUID, actor: Actor) -> Refusal | None:
    """Record that the person was told: they may stop at any time and be received on a site, without consequence.

    Twice changes nothing. Refusals: `unknown`, `already_concluded`.
    """
    examination = recording.locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    given = _of(examination)
    if given.rights_told_at is None:
        given.rights_told_at = clock.now()
        given.save()
        recording.note("rights_told", examination, actor)
    return None


@transaction.atomic
def note_presence(
    *, examination_id: UUID, roles: Iterable[ThirdParty], accepted: bool, actor: Actor
) -> Refusal | None:
    """Record who is there, by role only; no role = the person says that they are alone.

    Refusals: `third_party_not_accepted` without the person's consent, `unknown`, `already_concluded`.
    """
    refused = recording.note_third_parties(
        examination_id=examination_id, roles=roles, accepted=accepted, actor=actor
    )
    if refused is not None:
        return refused
    examination = recording.locked(examination_id)
    assert isinstance(examination, Examination)  # it was a statement ago, in this transaction
    given = _of(examination)
    if given.presence_noted_at is None:
        given.presence_noted_at = clock.now()
        given.save()
        recording.note("presence_noted", examination, actor)
    return None


@transaction.atomic
def note_language(*, examination_id: UUID, language: str, actor: Actor) -> Refusal | None:
    """Record the language of the interview, a code such as `fr`; `lsf` is one of them.

    Refusals: `language_unknown` (empty or too long), `unknown`, `already_concluded`.
    """
    examination = recording.locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    if not language or len(language) > _LANGUAGE_LENGTH or not language.isalpha():
        return Refusal("language_unknown")
    given = _of(examination)
    if given.language != language:
        given.language, given.language_noted_at = language, clock.now()
        given.save()
        recording.note("language_noted", examination, actor, language=language)
    return None


@transaction.atomic
def take_back(*, examination_id: UUID, guarantee: Guarantee, actor: Actor) -> Refusal | None:
    """The médecin-conseil unticks what was ticked: it counts no longer, and the record keeps both instants.

    What was not ticked changes nothing. Refusals: `unknown`, `already_concluded`.
    """
    examination = recording.locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    given = _of(examination)
    told_at = told(examination.mission_stated_at, given)[guarantee]
    if told_at is None:
        return None
    if guarantee is Guarantee.MISSION:
        examination.mission_stated_at, examination.mission_text = None, ""
        examination.save(update_fields=["mission_stated_at", "mission_text"])
    else:
        given.rights_told_at = None
        given.save(update_fields=["rights_told_at"])
    GuaranteeTakenBack.objects.create(
        examination=examination,
        guarantee=guarantee.value,
        told_at=told_at,
        taken_back_at=clock.now(),
    )
    recording.note(f"{guarantee}_taken_back", examination, actor, told_at=told_at.isoformat())
    return None


def told(mission_stated_at: datetime | None, given: Guarantees) -> dict[Guarantee, datetime | None]:
    """When each guarantee that may be taken back was ticked; None: it does not stand."""
    return {Guarantee.MISSION: mission_stated_at, Guarantee.RIGHTS: given.rights_told_at}


@transaction.atomic
def give_guarantees(
    *, examination_id: UUID, identity: IdentityMethod, actor: Actor, language: str = "fr"
) -> Refusal | None:
    """All of them at once, the person being alone: for the rehearsal and the like. The first refusal, or None."""
    return (
        recording.state_mission(examination_id=examination_id, actor=actor)
        or tell_rights(examination_id=examination_id, actor=actor)
        or recording.check_identity(examination_id=examination_id, method=identity, actor=actor)
        or note_presence(examination_id=examination_id, roles=[], accepted=False, actor=actor)
        or note_language(examination_id=examination_id, language=language, actor=actor)
    )


def given_to(examination_id: UUID) -> Guarantees:
    """The guarantees of an interview; an unsaved empty row when nothing was said yet."""
    found = Guarantees.objects.filter(examination_id=examination_id).first()
    return found or Guarantees(examination_id=examination_id)


def ticked(boxes: Iterable[Guarantee]) -> str:
    """Names of boxes, as the page keeps them."""
    return " ".join(boxes)


def history(examination_id: UUID) -> list[Told]:
    """What was ticked and when, what was taken back included, in the order in which it was said."""
    examination = Examination.objects.get(id=examination_id)
    rows = GuaranteeTakenBack.objects.filter(examination=examination)
    past = [Told(Guarantee(row.guarantee), row.told_at, row.taken_back_at) for row in rows]
    now = told(examination.mission_stated_at, given_to(examination_id)).items()
    standing = [Told(guarantee, at) for guarantee, at in now if at is not None]
    return sorted([*past, *standing], key=lambda one: (one.at, one.taken_back_at is None))


def _of(examination: Examination) -> Guarantees:
    return Guarantees.objects.get_or_create(examination=examination)[0]
