"""Writes of the people whom the files name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import fields
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import contacts
from telecontrole.rooms.people.contacts import Left
from telecontrole.rooms.people.models import ContactHistory, Insured
from telecontrole.rooms.people.selectors import NIR_PURPOSE

FROM_FILE = "fichier"
_FILES = Actor.system("files")
_CONTACTS = ("email", "email_source", "mobile", "mobile_source", "contact_updated_at")
_CHANNELS: Mapping[str, Callable[[str], str | None]] = {
    "email": fields.email,
    "mobile": fields.mobile,
}


@dataclass(frozen=True, slots=True)
class InsuredLine:
    """An insured person as a file gives them; contacts are valid or empty, the NIR is normalised."""

    nir: str
    nom_naissance: str
    nom_usage: str
    prenoms: str
    sexe: str
    date_naissance: date
    caisse: str
    langue: str
    adresse: str
    code_postal: str
    commune: str
    latitude: float | None
    longitude: float | None
    email: str
    mobile: str


def nir_fingerprint(nir: str) -> bytes:
    """What finds a person by NIR without storing it in clear."""
    return vault.fingerprint(nir, purpose=NIR_PURPOSE)


@transaction.atomic
def put_insured(*, lines: Sequence[InsuredLine]) -> dict[str, UUID]:
    """Create or update the persons of a file; answers their ids by NIR.

    Of two lines of one person the later wins. A contact that somebody corrected since stays: the file
    replaces only what a file gave, and gives no contact back that was said not to be the person's. The
    caller journals, once for its batch.
    """
    by_print = {nir_fingerprint(line.nir): line for line in lines}
    known = {
        bytes(row.nir_fingerprint): row
        for row in Insured.objects.select_for_update()
        .filter(nir_fingerprint__in=list(by_print))
        .order_by("id")
    }
    fresh = {mark: line for mark, line in by_print.items() if mark not in known}
    ids = _insert(fresh)
    _update([(row, by_print[mark]) for mark, row in known.items()])
    ids.update({by_print[mark].nir: row.id for mark, row in known.items()})
    return ids


@transaction.atomic
def correct_contact(
    *,
    insured_id: UUID,
    channel: str,
    value: str,
    source: str,
    actor: Actor,
    wrong: bool = True,
) -> str | Refusal:
    """Replace the `email` or the `mobile` of a person; an empty value removes it. Answers what is kept.

    What the former address was sent opens nothing more; `wrong`: it was not the person's when we wrote there.
    Answers `Refusal("insured_unknown")`, `Refusal("courriel_invalide")`, `Refusal("mobile_invalide")`.
    Raises KeyError for another channel.
    """
    kept = _CHANNELS[channel](value.strip()) if value.strip() else ""
    if kept is None:
        return Refusal("courriel_invalide" if channel == "email" else "mobile_invalide")
    row = Insured.objects.select_for_update().filter(id=insured_id).first()
    if row is None:
        return Refusal("insured_unknown", {"insured": str(insured_id)})
    if getattr(row, channel) == kept:
        return kept
    history = _replace(row, {channel: kept}, source)
    ContactHistory.objects.bulk_create(history)
    row.save(update_fields=[channel, f"{channel}_source", "contact_updated_at"])
    data = {"channel": channel, "source": source}
    journal.record(
        action="people:contact:corrected", actor=actor, subject=f"insured:{insured_id}", data=data
    )
    contacts.leave([Left(insured_id, channel, removed=not kept, wrong=wrong)], actor=actor)
    return kept


_PLAIN = (
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "sexe",
    "date_naissance",
    "langue",
    "adresse",
    "code_postal",
    "commune",
    "latitude",
    "longitude",
)
_INSERT = """
    INSERT INTO people_insured (id, nir_fingerprint, nir_sealed, nom_naissance, nom_usage, prenoms, sexe,
           date_naissance, langue, adresse, code_postal, commune, latitude, longitude, caisse_id,
           email, mobile, email_source, mobile_source, contact_updated_at)
    SELECT *, CASE WHEN email = '' THEN '' ELSE 'fichier' END,
           CASE WHEN mobile = '' THEN '' ELSE 'fichier' END, %s::timestamptz
      FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[], %s::text[], %s::text[], %s::text[], %s::text[],
           %s::date[], %s::text[], %s::text[], %s::text[], %s::text[], %s::float8[], %s::float8[], %s::text[],
           %s::text[], %s::text[])
           AS line (id, mark, sealed, nom_naissance, nom_usage, prenoms, sexe, date_naissance, langue, adresse,
           code_postal, commune, latitude, longitude, caisse, email, mobile)
"""


def _insert(fresh: Mapping[bytes, InsuredLine]) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    rows: list[tuple[Any, ...]] = []
    for mark, line in fresh.items():
        ids[line.nir] = key = uuid.uuid4()
        sealed = vault.seal(line.nir.encode(), row=f"people.insured:{key}:nir")
        plain = [getattr(line, name) for name in _PLAIN]
        rows.append((key, mark, sealed, *plain, line.caisse, line.email, line.mobile))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [clock.now(), *map(list, zip(*rows, strict=True))])
    return ids


def _update(pairs: Sequence[tuple[Insured, InsuredLine]]) -> None:
    history: list[ContactHistory] = []
    former = _former([row for row, line in pairs if _fills(row, line)])
    for row, line in pairs:
        for name in _PLAIN:
            setattr(row, name, getattr(line, name))
        row.caisse_id = line.caisse
        given = {"email": line.email, "mobile": line.mobile}
        ours = {
            c: v
            for c, v in given.items()
            if getattr(row, f"{c}_source") in ("", FROM_FILE) and (row.id, c, v) not in former
        }
        history += _replace(row, ours, FROM_FILE)
    ContactHistory.objects.bulk_create(history, batch_size=1_000)
    Insured.objects.bulk_update(
        [row for row, _ in pairs], [*_PLAIN, "caisse", *_CONTACTS], batch_size=500
    )
    left = [
        Left(one.insured_id, one.channel, removed=not getattr(one.insured, one.channel))
        for one in history
    ]
    contacts.leave(left, actor=_FILES)


def _fills(row: Insured, line: InsuredLine) -> bool:
    """Whether the file gives a contact to somebody who has none."""
    return bool((line.email and not row.email) or (line.mobile and not row.mobile))


def _former(rows: Sequence[Insured]) -> set[tuple[UUID, str, str]]:
    """Contacts that these persons had and have no longer, in clear."""
    past = ContactHistory.objects.filter(insured__in=rows) if rows else ()
    return {
        (
            one.insured_id,
            one.channel,
            vault.unseal(
                bytes(one.value_sealed), row=f"people.contact_history:{one.id}:value"
            ).decode(),
        )
        for one in past
    }


def _replace(row: Insured, values: Mapping[str, str], source: str) -> list[ContactHistory]:
    """Set contacts of a row; what they replace, sealed, for the history."""
    history: list[ContactHistory] = []
    now = clock.now()
    for channel, value in values.items():
        before = getattr(row, channel)
        if before == value:
            continue
        if before:
            key = uuid.uuid4()
            history.append(
                ContactHistory(
                    id=key,
                    insured=row,
                    channel=channel,
                    value_sealed=vault.seal(
                        before.encode(), row=f"people.contact_history:{key}:value"
                    ),
                    source=getattr(row, f"{channel}_source"),
                    at=now,
                )
            )
        setattr(row, channel, value)
        setattr(row, f"{channel}_source", source if value else "")
        row.contact_updated_at = now
    return history
