"""Who else was there: the roles on the record, the names with the call."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations import calls, representing
from telecontrole.rooms.examinations.enums import ThirdParty
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio.enums import GuestRole

_SYSTEM = Actor.system("examination")
_AS: dict[GuestRole, ThirdParty] = {
    GuestRole.INTERPRETE: ThirdParty.INTERPRETE,
    GuestRole.INTERPRETE_LSF: ThirdParty.INTERPRETE,
    GuestRole.PROCHE: ThirdParty.PROCHE,
    GuestRole.AVOCAT: ThirdParty.AVOCAT,
    GuestRole.MEDECIN: ThirdParty.MEDECIN,
}


def admitted_roles(appointment_id: UUID) -> set[ThirdParty]:
    """The roles of those who were let into the call: the record keeps them whatever a form says later."""
    found = visio_guests.presences(calls.subject_of(appointment_id))
    roles = {_AS[one.role] for one in found}
    return roles | (
        {ThirdParty.REPRESENTANT_LEGAL} if representing.beside(appointment_id) else set()
    )


@transaction.atomic
def keep_admitted(*, appointment_id: UUID) -> None:
    """Write on the record the roles of those who were let in; twice changes nothing."""
    record = Examination.objects.select_for_update().filter(appointment=appointment_id).first()
    roles = {role.value for role in admitted_roles(appointment_id)}
    if record is None or roles <= set(record.third_parties):
        return
    record.third_parties = sorted(roles | set(record.third_parties))
    record.third_parties_accepted_at = record.third_parties_accepted_at or clock.now()
    record.save(update_fields=["third_parties", "third_parties_accepted_at"])
    journal.record(
        action="examinations:interview:third_parties_noted",
        actor=_SYSTEM,
        subject=f"case:{record.case_id}",
        data={"examination": str(record.id), "roles": ",".join(record.third_parties)},
    )
