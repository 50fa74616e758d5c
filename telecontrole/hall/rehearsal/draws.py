"""What each person does, drawn from the seed alone: the same files and seed give the same campaign. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, DateRule, Ground
from telecontrole.rooms.examinations.rules import codes_for
from telecontrole.rooms.surveys.rules import Questionnaire


class Conduct(StrEnum):
    """What a person does with one version of an appointment."""

    ATTENDS = "attends"
    REFUSES_VIDEO = "refuses_video"
    IS_PREVENTED = "is_prevented"
    FAILS_TECHNICALLY = "fails_technically"
    NEEDS_A_ROOM = "needs_a_room"
    ABSENT_WITH_REASON = "absent_with_reason"
    ABSENT = "absent"


_BY_VIDEO: Mapping[Conduct, int] = {
    Conduct.ATTENDS: 78,
    Conduct.REFUSES_VIDEO: 7,
    Conduct.IS_PREVENTED: 4,
    Conduct.FAILS_TECHNICALLY: 3,
    Conduct.NEEDS_A_ROOM: 2,
    Conduct.ABSENT_WITH_REASON: 3,
    Conduct.ABSENT: 3,
}
_ON_SITE: Mapping[Conduct, int] = {
    Conduct.ATTENDS: 88,
    Conduct.IS_PREVENTED: 6,
    Conduct.ABSENT_WITH_REASON: 3,
    Conduct.ABSENT: 3,
}
# A third of the controls of 2024 found the leave not justified.
_NOT_JUSTIFIED = 0.33
# Those who prove by a code, rather than on screen, that they are themselves.
_ASKS_A_CODE = 0.15
# Those who open the questionnaire of the day after.
_ANSWERS_QUESTIONS = 0.4
# Satisfied and would do it again, as the pilot's participants said.
_SATISFIED = 0.85


class Draw:
    """The draws about one version of one case's appointment."""

    def __init__(self, seed: int, reference: str, version: int) -> None:
        self._rng = random.Random(f"{seed}:{reference}:{version}")  # noqa: S311  no secret

    def conduct(self, *, by_video: bool) -> Conduct:
        """What the person does."""
        odds = _BY_VIDEO if by_video else _ON_SITE
        return self._rng.choices(list(odds), list(odds.values()))[0]

    def asks_a_code(self) -> bool:
        """Whether the person asks for a one-time code before joining."""
        return self._rng.random() < _ASKS_A_CODE

    def says_before(self) -> timedelta:
        """How long before the hour the person says "not by video" or "I cannot"."""
        return timedelta(minutes=self._rng.randint(5, 44 * 60))

    def explains_after(self) -> timedelta:
        """How long after an absence its reason is known."""
        return timedelta(hours=self._rng.randint(2, 7 * 24))

    def answers_questions(self) -> bool:
        """Whether the person answers the questionnaire of the day after."""
        return self._rng.random() < _ANSWERS_QUESTIONS

    def answers(self, asked: Questionnaire) -> Mapping[str, int]:
        """One answer to each question."""
        return {
            one.key: self._rng.choice(
                [value for value in one.answers if (value in one.positive) is content]
            )
            for one in asked.questions
            for content in (self._rng.random() < _SATISFIED,)
        }

    def code(self, motif: Motif) -> AvisCode:
        """The avis, among those that the kind of case may have."""
        codes = codes_for(motif)
        if AvisCode.AT_NON_JUSTIFIE_REPRISE in codes and self._rng.random() < _NOT_JUSTIFIED:
            return AvisCode.AT_NON_JUSTIFIE_REPRISE
        if AvisCode.AT_JUSTIFIE in codes and self._rng.random() < 0.8:
            return AvisCode.AT_JUSTIFIE
        return self._rng.choice(codes)

    def grounds(self, code: AvisCode) -> Sequence[Ground]:
        """One motive in law."""
        return [self._rng.choice(CATALOGUE[code].grounds)]

    def effect(self, code: AvisCode, informed_on: date, leave_start: date) -> date | None:
        """The date that the avis carries, if it carries one."""
        rule = CATALOGUE[code].date_rule
        if rule is DateRule.NONE:
            return None
        if rule is DateRule.AFTER_INFORMATION:
            return informed_on + timedelta(days=self._rng.randint(1, 14))
        return max(leave_start, informed_on - timedelta(days=self._rng.randint(0, 10)))
