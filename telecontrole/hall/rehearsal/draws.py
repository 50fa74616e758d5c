"""What each person does, drawn from the seed alone: the same files and seed give the same campaign. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, DateRule, Ground
from telecontrole.rooms.examinations.rules import codes_for
from telecontrole.rooms.surveys.rules import Questionnaire

T = TypeVar("T")


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


# The browsers of persons and of the staff, by weight; how the two ends reach one another.
_OF_PERSONS = (
    (("chrome", "android"), 34),
    (("safari", "ios"), 26),
    (("chrome", "windows"), 14),
    (("samsung", "android"), 9),
    (("firefox", "windows"), 9),
    (("edge", "windows"), 8),
)
_OF_AGENTS = ((("edge", "windows"), 6), (("firefox", "windows"), 4))
_TRANSPORTS = (("direct", 62), ("udp", 24), ("tcp", 9), ("tls", 5))


class Line:
    """What the two browsers of one call report: figures of the kind that a browser counts, drawn from the seed."""

    def __init__(self, seed: int, reference: str, version: int, *, connected: bool) -> None:
        # Its own draws: what people do does not depend on whether their browsers are played too.
        self._rng = random.Random(f"{seed}:{reference}:{version}:line")  # noqa: S311  no secret
        self._connected = connected
        self._transport = self._one(_TRANSPORTS)
        self._loss = round(min(0.05, self._rng.expovariate(250)), 4)

    def of_person(self) -> dict[str, str | float]:
        """The report of the person's end."""
        return self._end(self._one(_OF_PERSONS))

    def of_agent(self) -> dict[str, str | float]:
        """The report of the médecin-conseil's end."""
        return self._end(self._one(_OF_AGENTS))

    def _end(self, where: tuple[str, str]) -> dict[str, str | float]:
        about: dict[str, str | float] = {"browser": where[0], "system": where[1]}
        if not self._connected:
            return {**about, "transport": "none", "seconds": 240}
        connect = self._rng.randint(350, 2_600)
        return {
            **about,
            "transport": self._transport,
            "seconds": self._rng.randint(560, 880),
            "connect_ms": connect,
            "first_frame_ms": connect + self._rng.randint(150, 900),
            "rtt_ms": self._rng.randint(18, 140),
            "loss": self._loss,
            "frozen_ms": round(self._loss * self._rng.randint(20_000, 120_000)),
            "restarts": int(self._rng.random() < 0.06),
        }

    def _one(self, odds: Sequence[tuple[T, int]]) -> T:
        return self._rng.choices([one for one, _ in odds], [weight for _, weight in odds])[0]
