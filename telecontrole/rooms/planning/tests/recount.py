"""A sceptic's recount, from the lines of the files alone: nothing of the planner is used.

Lines are dictionaries of text; an appointment is (reference, rpps, way, site, room, start in UTC).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import is_closed

Row = dict[str, str]
PILOTS = ("Normandie", "Bourgogne-Franche-Comté", "Occitanie")
HALF_HOUR, TALK = timedelta(minutes=30), timedelta(minutes=20)


class Line(NamedTuple):
    """One appointment of a plan."""

    reference: str
    rpps: str
    modalite: str
    site: str
    room: int
    start: datetime


class Sceptic:
    """Checks a plan against the files of the export that it was made from."""

    def __init__(self, tables: dict[str, list[Row]], now: datetime, until: date) -> None:
        self.now, self.until = now, until
        self.caisses = {row["code"]: row for row in tables["caisses"]}
        self.sites = {row["code"]: row for row in tables["sites"]}
        self.medecins = {row["rpps"]: row for row in tables["medecins"]}
        self.dossiers = {row["reference"]: row for row in tables["dossiers"]}
        self.diary = tables["disponibilites"]
        self.offered: dict[tuple[str, str, str], set[datetime]] = defaultdict(set)
        for row in self.diary:
            self.offered[row["rpps"], row["modalite"], row["site"]].update(self._starts(row))

    # -- facts

    def _starts(self, row: Row) -> list[datetime]:
        place = self.sites[row["site"]] if row["site"] else self.medecins[row["rpps"]]
        caisse = self.caisses[place["caisse"]]
        day = date.fromisoformat(row["date"])
        if is_closed(day, caisse["calendrier"]) or day > self.until:  # type: ignore[arg-type]
            return []
        zone = ZoneInfo(caisse["fuseau"])
        start = datetime.combine(day, time.fromisoformat(row["debut"]), zone)
        end = datetime.combine(day, time.fromisoformat(row["fin"]), zone)
        found = []
        while start + HALF_HOUR <= end:
            found.append(start.astimezone(UTC))
            start += HALF_HOUR
        return found

    def local(self, case: Row, at: datetime) -> datetime:
        """An instant on the clock of the person's caisse."""
        return at.astimezone(ZoneInfo(self.caisses[case["caisse"]]["fuseau"]))

    def must_come(self, case: Row) -> bool:
        """A need or a missing contact forbids the video."""
        asked = "presentiel" in case["besoins"].split(",")
        return asked or not case["courriel"] or not case["mobile"]

    def visio_open(self, case: Row, day: date) -> bool:
        """Rollout: three regions in July 2025, everywhere in December."""
        pilot = self.caisses[case["caisse"]]["region"] in PILOTS
        return day >= (date(2025, 7, 1) if pilot else date(2025, 12, 1))

    def notifiable(self, case: Row, day: date) -> bool:
        """Before 18:00 two days before; ten days after the posting of a letter."""
        zone = ZoneInfo(self.caisses[case["caisse"]]["fuseau"])
        if self.now >= datetime.combine(day - timedelta(days=2), time(18), zone):
            return False
        if case["courriel"] and case["mobile"]:
            return True
        posted = self.local(case, self.now).date() + timedelta(days=1)
        while is_closed(posted, self.caisses[case["caisse"]]["calendrier"]):  # type: ignore[arg-type]
            posted += timedelta(days=1)
        return day >= posted + timedelta(days=10)

    def in_time(self, case: Row, day: date) -> bool:
        """At the latest the day before the leave ends."""
        return not case["date_fin"] or day < date.fromisoformat(case["date_fin"])

    def is_own(self, case: Row, rpps: str) -> bool:
        """The doctor prescribed the leave, or treats the person."""
        return rpps in (case["prescripteur_rpps"], case["medecin_traitant_rpps"])

    def is_able(self, case: Row, rpps: str) -> bool:
        """The doctor has the competence."""
        return case["competence"] in self.medecins[rpps]["competences"].split(",")

    def usable(self, case: Row, modalite: str, site: str, start: datetime) -> bool:
        """Place, way, hours, closed days and rollout, without looking at the doctor or the notice."""
        local = self.local(case, start)
        calendar = self.caisses[case["caisse"]]["calendrier"]
        if is_closed(local.date(), calendar) or local.date() > self.until:  # type: ignore[arg-type]
            return False
        video = not self.must_come(case) and self.visio_open(case, local.date())
        if modalite == "visio":
            return video and time(8) <= local.time() <= time(19)
        place = self.sites[site]
        return not video and place["caisse"] == case["caisse"] and int(place["salles"]) > 0

    # -- checks

    def faults(self, plan: list[Line]) -> list[str]:
        """Every broken rule, in words."""
        wrong = [fault for line in plan for fault in self._faults_of(line)]
        wrong += _overlaps("doctor", [(x.rpps, x.start) for x in plan], HALF_HOUR)
        rooms = [(f"{x.site}/{x.room}", x.start) for x in plan if x.site]
        wrong += _overlaps("room", rooms, HALF_HOUR)
        people = [(self.dossiers[x.reference]["nir"], x.start) for x in plan]
        wrong += _overlaps("person", people, TALK)
        if len({x.reference for x in plan}) != len(plan):
            wrong.append("a case has two appointments")
        return wrong

    def _faults_of(self, line: Line) -> list[str]:
        case = self.dossiers[line.reference]
        day = self.local(case, line.start).date()
        rules = {
            "not offered": line.start in self.offered[line.rpps, line.modalite, line.site],
            "not usable": self.usable(case, line.modalite, line.site, line.start),
            "not competent": self.is_able(case, line.rpps),
            "own patient": not self.is_own(case, line.rpps),
            "not notifiable": self.notifiable(case, day),
            "leave over": self.in_time(case, day),
            "no such room": not line.site or 1 <= line.room <= int(self.sites[line.site]["salles"]),
        }
        return [f"{line.reference}: {name}" for name, holds in rules.items() if not holds]

    def objective(self, plan: list[Line]) -> tuple[int, int, int]:
        """The three sums."""
        placed = waited = outside = 0
        plan_day = self.now.astimezone(ZoneInfo("Europe/Paris")).date()
        for line in plan:
            case = self.dossiers[line.reference]
            weight = 6 - int(case["priorite"])
            placed += weight
            waited += weight * (self.local(case, line.start).date() - plan_day).days
            outside += self.medecins[line.rpps]["caisse"] != case["caisse"]
        return placed, waited, outside

    def reason(self, case: Row) -> str:
        """The first reason that holds for a case left out."""
        horizon = [self.until - timedelta(days=n) for n in range(60)]
        never_video = self.must_come(case) or not any(self.visio_open(case, d) for d in horizon)
        roomy = {
            c for c, s in self.sites.items() if s["caisse"] == case["caisse"] and int(s["salles"])
        }
        if never_video and not roomy:
            return "no_site"
        offers = [row for row in self.diary if date.fromisoformat(row["date"]) <= self.until]
        here = [r for r in offers if r["site"] in roomy or (not never_video and not r["site"])]
        able = {r["rpps"] for r in here if self.is_able(case, r["rpps"])}
        if not able:
            return "no_competence"
        if all(self.is_own(case, rpps) for rpps in able):
            return "own_patient"
        days = {
            self.local(case, start).date()
            for (rpps, way, site), starts in self.offered.items()
            if rpps in able and not self.is_own(case, rpps)
            for start in starts
            if self.usable(case, way, site, start)
        }
        soon = {day for day in days if self.notifiable(case, day)}
        if days and not soon:
            return "not_notifiable"
        if soon and not any(self.in_time(case, day) for day in soon):
            return "leave_ends"
        return "no_capacity"

    def still_free(self, plan: list[Line], case: Row) -> list[Line]:
        """Slots that an unplaced case could take as things stand: each would make the plan better."""
        found = []
        for (rpps, way, site), starts in self.offered.items():
            if not self.is_able(case, rpps) or self.is_own(case, rpps):
                continue
            for start in starts:
                day = self.local(case, start).date()
                timely = self.in_time(case, day) and self.notifiable(case, day)
                if not timely or not self.usable(case, way, site, start):
                    continue
                for room in range(1, int(self.sites[site]["salles"]) + 1) if site else [0]:
                    line = Line(case["reference"], rpps, way, site, room, start)
                    if not self._faults_of(line) and not self.faults([*_near(plan, line), line]):
                        found.append(line)
        return found


def _near(plan: list[Line], line: Line) -> list[Line]:
    return [other for other in plan if abs(other.start - line.start) < HALF_HOUR]


def _overlaps(what: str, held: list[tuple[str, datetime]], length: timedelta) -> list[str]:
    ordered = sorted(held)
    return [
        f"{what} {name} twice"
        for (name, start), (other, following) in pairwise(ordered)
        if name == other and following - start < length
    ]
