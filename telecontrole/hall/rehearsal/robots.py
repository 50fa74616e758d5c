"""Robots in the place of people: insured persons, médecins-conseils. They act through the services, as pages do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall import codes as messages
from telecontrole.hall.codes import Destination
from telecontrole.hall.rehearsal.agenda import Action, Agenda
from telecontrole.hall.rehearsal.browsers import Browsers
from telecontrole.hall.rehearsal.draws import Conduct, Draw
from telecontrole.hall.rehearsal.gateways import Outside
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.enums import Ending, IdentityMethod
from telecontrole.rooms.notices.enums import Channel, Recipient
from telecontrole.rooms.people import codes, links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.links import LinkInfo, LinkWanted
from telecontrole.rooms.people.selectors import InsuredInfo
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.surveys import selectors as surveys_reads
from telecontrole.rooms.surveys import services as surveys
from telecontrole.rooms.worklist import services as worklist

TALK = timedelta(minutes=15)
# The message comes the next morning.
_REMEMBERS = timedelta(hours=32)
_GRACE = timedelta(minutes=16)
_BREAKS_AFTER = timedelta(minutes=4)
_TEAM = Actor.system("rehearsal")
_LINKS = timedelta(days=92)
_COMES = frozenset({Conduct.ATTENDS, Conduct.NEEDS_A_ROOM, Conduct.FAILS_TECHNICALLY})
T = TypeVar("T")


class RehearsalFault(RuntimeError):
    """A service refused what a person is always granted: the campaign is wrong, and says where."""


class Robots:
    """Everybody of one campaign; with `browsers`, calls are joined and reported on too."""

    def __init__(
        self, *, seed: int, agenda: Agenda, out: Outside, browsers: Browsers | None = None
    ) -> None:
        self.steps: Counter[str] = Counter()
        self._browsers = browsers
        self._seed, self._agenda, self._out = seed, agenda, out
        # What the robots need of a case is as its file says: nothing of it changes during a campaign.
        self._cases: dict[UUID, CaseInfo] = {}

    def expect_all(self, appointments: Iterable[AppointmentInfo]) -> None:
        """`expect` for a whole plan."""
        planned = list(appointments)
        self._cases.update(cases.cases(one.case for one in planned))
        for appointment in planned:
            self.expect(appointment)

    def expect(self, appointment: AppointmentInfo) -> None:
        """Put down what the person of a new version will do."""
        case = self._case(appointment)
        draw = Draw(self._seed, case.reference, appointment.version)
        by_video = appointment.modalite is Modalite.VISIO
        conduct = draw.conduct(by_video=by_video)
        at = appointment.starts_at
        if self._browsers and by_video and conduct in _COMES:
            self._put(at, lambda: self._meet(appointment))
        if conduct in (Conduct.REFUSES_VIDEO, Conduct.IS_PREVENTED):
            says = max(at - draw.says_before(), appointment.created_at + timedelta(hours=1))
            self._put(min(says, at), lambda: self._decline(appointment, conduct))
        elif conduct is Conduct.FAILS_TECHNICALLY:
            self._put(at + _BREAKS_AFTER, lambda: self._end(appointment, Ending.ECHEC_TECHNIQUE))
        elif conduct is Conduct.NEEDS_A_ROOM:
            self._put(at, lambda: self._open(appointment))
            self._put(at + TALK, lambda: self._end(appointment, Ending.PRESENTIEL_REQUIS))
        elif conduct is Conduct.ATTENDS:
            if by_video and draw.asks_a_code():
                self._put(at - timedelta(minutes=6), lambda: self._ask_code(appointment))
            self._put(at, lambda: self._open(appointment))
            self._put(at + TALK, lambda: self._conclude(appointment, draw))
        else:
            explained = draw.explains_after() if conduct is Conduct.ABSENT_WITH_REASON else None
            self._put(at + _GRACE, lambda: self._absent(appointment, explained))

    # -- the insured person

    def _decline(self, appointment: AppointmentInfo, conduct: Conduct) -> None:
        refuses = conduct is Conduct.REFUSES_VIDEO
        said = planning.decline(
            appointment_id=appointment.id,
            reason=AppointmentState.REFUSE if refuses else AppointmentState.EMPECHE,
            actor=self._by_link(appointment)[1],
            now=clock.now(),
        )
        declined = _granted(said)
        self.steps["refused_video" if refuses else "prevented"] += 1
        self._follow(declined.next)

    def _ask_code(self, appointment: AppointmentInfo) -> None:
        link, actor, person = self._by_link(appointment)
        case = self._case(appointment)
        to = Destination(
            channel=Channel.EMAIL,
            address=person.email,
            source=person.email_source,
            recipient=Recipient.ASSURE,
            person_key=str(person.id),
            zone=appointment.zone,
            caisse=case.caisse,
        )
        refused = messages.send_code(link_id=link.id, to=to, actor=actor)
        if refused is not None:
            raise RehearsalFault(refused.code)
        self.steps["codes_asked"] += 1
        self._put(
            clock.now() + timedelta(minutes=1), lambda: self._type_code(link, actor, person.email)
        )

    def _type_code(self, link: LinkInfo, actor: Actor, address: str) -> None:
        code = self._out.code_for(address)
        if not code:  # a given server keeps its messages for itself
            return
        refused = codes.check_code(link_id=link.id, code=code, actor=actor)
        if refused is not None:
            raise RehearsalFault(refused.code)
        self.steps["codes_accepted"] += 1

    def _by_link(self, appointment: AppointmentInfo) -> tuple[LinkInfo, Actor, InsuredInfo]:
        """What the person's message opens: the link must still stand."""
        case = self._case(appointment)
        person = people.insured(case.insured)
        assert person is not None  # a foreign key holds it
        channel: links.Channel = "sms" if person.reachable else "lettre"
        wanted = LinkWanted(f"case:{case.id}", channel, insured_id=person.id)
        link = links.resolve_link(links.issue_link(wanted=wanted, valid_for=_LINKS, actor=_TEAM))
        if link is None:
            raise RehearsalFault("link_closed")
        return link, Actor(ActorKind.INSURED, str(person.id), caisse=case.caisse), person

    # -- the call

    def _meet(self, appointment: AppointmentInfo) -> None:
        if self._browsers:
            self._browsers.meet(appointment, self._case(appointment))

    def _hang_up(self, appointment: AppointmentInfo, *, connected: bool = True) -> None:
        if self._browsers and appointment.modalite is Modalite.VISIO:
            self._browsers.report(appointment, self._case(appointment), connected=connected)
            self._browsers.part(appointment)

    # -- the médecin-conseil and the team

    def _open(self, appointment: AppointmentInfo) -> UUID:
        actor = _medecin(appointment)
        record = _granted(
            examinations.open_examination(
                appointment_id=appointment.id, medecin_id=appointment.medecin, actor=actor
            )
        )
        return record.id

    def _conclude(self, appointment: AppointmentInfo, draw: Draw) -> None:
        actor, case = _medecin(appointment), self._case(appointment)
        record = self._open(appointment)
        examinations.give_guarantees(
            examination_id=record, identity=IdentityMethod.DOCUMENT_SHOWN, actor=actor
        )
        informed_on = clock.now().astimezone(ZoneInfo(appointment.zone)).date()
        code = draw.code(case.motif)
        _granted(
            examinations.conclude(
                examination_id=record,
                code=code,
                grounds=draw.grounds(code),
                date_effet=draw.effect(code, informed_on, case.date_debut),
                actor=actor,
            )
        )
        self._hang_up(appointment)
        self.steps["avis"] += 1
        if draw.answers_questions():
            self._put(clock.now() + _REMEMBERS, lambda: self._answer_questions(case, draw))
        self.steps[
            "held_by_video" if appointment.modalite is Modalite.VISIO else "held_on_site"
        ] += 1

    def _answer_questions(self, case: CaseInfo, draw: Draw) -> None:
        """The link of the message of the day after; a given server keeps its messages for itself."""
        person = people.insured(case.insured)
        assert person is not None  # a foreign key holds it
        token = self._out.questions_for(person.email or person.mobile)
        asked = surveys_reads.open_questionnaire(token) if token else None
        if asked is None:
            return
        refused = surveys.answer(token=token, values=draw.answers(asked))
        if refused is not None:
            raise RehearsalFault(refused.code)
        self.steps["questionnaires_answered"] += 1

    def _end(self, appointment: AppointmentInfo, ending: Ending) -> None:
        said = examinations.end_for_in_person(
            appointment_id=appointment.id, ending=ending, actor=_medecin(appointment)
        )
        if isinstance(said, Refusal):
            raise RehearsalFault(said.code)
        technical = ending is Ending.ECHEC_TECHNIQUE
        self._hang_up(appointment, connected=not technical)
        self.steps["technical_failures" if technical else "in_person_needed"] += 1
        self._follow(said)

    def _absent(self, appointment: AppointmentInfo, explained: timedelta | None) -> None:
        refused = examinations.record_absence(
            appointment_id=appointment.id,
            seen=False,
            technical_failure=False,
            actor=_medecin(appointment),
        )
        if refused is not None:
            raise RehearsalFault(refused.code)
        self.steps["absent"] += 1
        if explained is not None:
            self._put(clock.now() + explained, lambda: self._accept_reason(appointment))

    def _accept_reason(self, appointment: AppointmentInfo) -> None:
        """The reason is good: a place in person, without sanction; without a place the task stays open."""
        self.steps["absences_explained"] += 1
        placed = planning.place_one_in_person(
            case_id=appointment.case, actor=_TEAM, reason="absence_justifiee", now=clock.now()
        )
        if isinstance(placed, Refusal):
            if placed.code != "no_place":
                raise RehearsalFault(placed.code)
            self.steps["without_place"] += 1
            return
        key = f"examinations:motif_absence:{appointment.id}"
        worklist.close_task(key=key, actor=_TEAM, done="absence_justifiee")
        self.steps["fallbacks"] += 1
        self.expect(placed)

    def _follow(self, following: AppointmentInfo | None) -> None:
        if following is None:
            self.steps["without_place"] += 1
            return
        self.steps["fallbacks"] += 1
        self.expect(following)

    def _put(self, at: datetime, action: Action) -> None:
        self._agenda.put(max(at, clock.now()), action)

    def _case(self, appointment: AppointmentInfo) -> CaseInfo:
        return self._cases[appointment.case]


def _medecin(appointment: AppointmentInfo) -> Actor:
    return Actor(ActorKind.STAFF, str(appointment.medecin), frozenset({Role.MEDECIN_CONSEIL}))


def _granted(answer: T | Refusal) -> T:
    if isinstance(answer, Refusal):
        raise RehearsalFault(answer.code)
    return answer
