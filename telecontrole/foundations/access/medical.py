"""The wall of medical secrecy (CSP art. R4127-104): one door, and each passage is journalled.

The runtime role of the database has no right on schema `medical`. Inside `medical(…)` the transaction
takes the medical role; it loses it at the end of the block, or with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access.actors import Actor, ActorKind, Role

# Programs of the medical service itself; each reads for a stated purpose and is journalled once per passage.
_MEDICAL_SYSTEMS = frozenset(
    {"planner", "importer", "rehearsal", "retention", "demonstration", "examination", "letters"}
    # What a person asks about themself (RGPD art. 15, CSP L1111-7).
    | {"rights"}
)


class MedicalAccessRefused(PermissionError):
    """The actor has no right to medical data. The message never says which."""


def may_enter_medical(actor: Actor) -> bool:
    """Médecins-conseils, and the medical service's own programs; nobody else (CSP R4127-104)."""
    if actor.kind is ActorKind.SYSTEM:
        return actor.id in _MEDICAL_SYSTEMS
    return actor.kind is ActorKind.STAFF and actor.has(Role.MEDECIN_CONSEIL)


@contextmanager
def medical(actor: Actor, *, purpose: str, subject: str) -> Iterator[None]:
    """Open the medical schema for the block, in a (nested) transaction, with one journal entry.

    `purpose` is a short code (`plan`, `examination`, `import`…), `subject` what is read (`case:<uuid>`,
    or a set such as `plan:<id>`). Raises `MedicalAccessRefused` for an actor without the right; the
    attempt is journalled by the caller's error handling, since the refusal rolls nothing back.
    """
    if not may_enter_medical(actor):
        raise MedicalAccessRefused("access to medical data refused")
    with transaction.atomic():
        journal.record(
            action="access:medical:entered", actor=actor, subject=subject, data={"purpose": purpose}
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            before = cursor.fetchone()[0]
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.MEDICAL_ROLE)}")
        yield
        # A block inside a block leaves the outer one its role; an exception rolls the savepoint back,
        # and with it the role.
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(before)}")
