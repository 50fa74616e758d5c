"""The caisses' own acts in the weeks before today: validated one morning, signed the same afternoon, acknowledged; calls."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.law.calendars import is_closed
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import cast
from telecontrole.hall.rehearsal.agenda import Agenda
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.deciding import following, selectors, signing
from telecontrole.rooms.examinations.deciding.enums import DecisionState
from telecontrole.rooms.examinations.deciding.words import Employer
from telecontrole.rooms.worklist import selectors as worklist
from telecontrole.rooms.worklist import services as tasks
from telecontrole.rooms.worklist.enums import Done

_PARIS = ZoneInfo("Europe/Paris")
_MORNING, _AFTERNOON, _EVENING = time(10), time(15), time(18)
# A manager looks the next morning: what was proposed since then waits.
_LOOKED_AT_AFTER = timedelta(hours=12)
_EMPLOYER = Employer("Établissements Martin", "3 rue du Commerce\n75015 Paris")
_PROGRAM = Actor.system("demonstration")
# What one call settles; the rest of the worklist waits, as it does in life.
_BY_CALLING = {"tiers_a_inviter": Done.APPELE, "medecin_traitant_inconnu": Done.CORRIGE}
_AT_ONCE = 200


class Office:
    """A manager of several caisses, the director's delegate, and the caisses' own system."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        [self._manager] = cast.actors_of(cast.COLLEAGUE)
        [self._delegate] = cast.actors("chef")

    def open(self, until: datetime) -> None:
        """Put the working days from the instant of the clock to `until` (aware) into the agenda."""
        day = clock.today()
        while day < until.astimezone(_PARIS).date():
            if not is_closed(day, "metropole"):
                for hour, act in (
                    (_MORNING, self._validate),
                    (_AFTERNOON, self._sign),
                    (_EVENING, self._acknowledge),
                    (_EVENING, self._call_back),
                ):
                    self._agenda.put(datetime.combine(day, hour, _PARIS), act)
            day += timedelta(days=1)

    def _validate(self) -> None:
        proposed = selectors.listed(self._manager).filter(
            state=DecisionState.A_VALIDER.value, proposed_at__lt=clock.now() - _LOOKED_AT_AFTER
        )
        for decision in list(proposed.values_list("id", flat=True)):
            refused = self._validated(decision, _EMPLOYER)
            if refused is not None and refused.code == "employer_not_told":
                self._validated(decision, None)

    def _validated(self, decision: UUID, employer: Employer | None) -> Refusal | None:
        return signing.validate(
            decision_id=decision, employer=employer, no_employer=False, actor=self._manager
        )

    def _sign(self) -> None:
        ready = selectors.listed(self._delegate).filter(state=DecisionState.VALIDEE.value)
        for decision in list(ready.values_list("id", flat=True)):
            signing.sign(decision_id=decision, actor=self._delegate)

    def _acknowledge(self) -> None:
        """What the caisses' system would answer to the export of the day."""
        today = clock.today().isoformat()
        signed = [row for row in selectors.export_rows() if row[4] == today]
        lines = [";".join((row[0], row[2], row[3], row[5])) for row in signed]
        if lines:
            examinations.acknowledge(lines=[";".join(following.COLUMNS), *lines], actor=_PROGRAM)

    def _call_back(self) -> None:
        """Tasks that one call settles, on the day on which they are due."""
        for task in worklist.waiting(self._delegate, limit=_AT_ONCE):
            done = _BY_CALLING.get(task.kind)
            if done is not None and task.due_at < clock.now():
                tasks.finish(task_id=task.id, actor=self._delegate, done=done.value)
