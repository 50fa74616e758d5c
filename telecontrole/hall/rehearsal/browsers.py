"""The browsers of a call, for robots: both ends come in, the person is let in, each end reports at the end."""

from __future__ import annotations

from uuid import UUID

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.rehearsal.draws import Line
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import EndReason


class Browsers:
    """Entering and reports as pages send them. No sound, no picture: what a browser would say of them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seats: dict[UUID, list[UUID]] = {}

    def meet(self, appointment: AppointmentInfo, case: CaseInfo) -> None:
        """Both come in, and the médecin-conseil lets the person in. Nothing for a call that nobody prepared."""
        seats = self._seats[appointment.id] = _seats(appointment, case)
        for seat in seats:
            browser = f"robot:{seat}"
            token = visio.ticket(seat_id=seat, browser_session=browser)
            if not isinstance(token, Refusal):
                visio.enter(token=token, browser_session=browser)
        if seats:
            visio.admit(by_seat=seats[0], seat_id=seats[1])

    def report(self, appointment: AppointmentInfo, case: CaseInfo, *, connected: bool) -> None:
        """What each end tells of the call when it is over."""
        line = Line(self._seed, case.reference, appointment.version, connected=connected)
        seats = self._seats.get(appointment.id, [])
        for seat, told in zip(seats, (line.of_agent(), line.of_person()), strict=False):
            visio.keep_report(seat_id=seat, instance=seat.hex, report=told)

    def part(self, appointment: AppointmentInfo) -> None:
        """The médecin-conseil hangs up; a call that ended otherwise stays as it ended."""
        for host in self._seats.get(appointment.id, [])[:1]:
            visio.end_by_seat(by_seat=host, reason=EndReason.CONCLUDED)


def _seats(appointment: AppointmentInfo, case: CaseInfo) -> list[UUID]:
    """The médecin-conseil's and the person's; empty when the call was not prepared."""
    keys = (calls.medecin_key(appointment.medecin), calls.insured_key(case.insured))
    found = [calls.seat_of(appointment.id, key) for key in keys]
    return [seat for seat in found if seat is not None] if all(found) else []
