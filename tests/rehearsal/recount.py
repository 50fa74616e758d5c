"""An outsider's recount of a rehearsal: only the six files that went in and the four that came out.

Nothing of the service is used, not even its calendars: holidays of fixed days are written here again.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

Row = dict[str, str]
PILOTS = ("Normandie", "Bourgogne-Franche-Comté", "Occitanie")
STANDS = ("prevu", "tenu", "absent", "echec_technique")
NOT_JUSTIFIED = (
    "AT_NON_JUSTIFIE_REPRISE",
    "REPRISE_TPT",
    "STABILISE_INVALIDITE",
    "PROLONG_6M_REFUS",
)
TALK, SLOT = timedelta(minutes=20), timedelta(minutes=30)
FIXED = {"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"}
LOCAL = {
    "alsace_moselle": {"12-26"},
    "la_reunion": {"12-20"},
    "martinique": {"05-22"},
    "guadeloupe": {"05-27"},
    "guyane": {"06-10"},
    "mayotte": {"04-27"},
}


def rows(path: Path) -> list[Row]:
    """Lines of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def instant(text: str) -> datetime:
    """An exported instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


class Outsider:
    """What the files say, looked at without trust."""

    def __init__(self, folder: Path, exported: Path, end: datetime) -> None:
        self.end = end
        self.caisses = {row["code"]: row for row in rows(folder / "caisses.csv")}
        self.sites = {row["code"]: row for row in rows(folder / "sites.csv")}
        self.medecins = {row["rpps"]: row for row in rows(folder / "medecins.csv")}
        self.cases = {row["reference"]: row for row in rows(folder / "dossiers.csv")}
        self.appointments = rows(exported / "appointments.csv")
        self.notices = rows(exported / "notices.csv")
        self.outcomes = rows(exported / "outcomes.csv")
        self.tasks = rows(exported / "tasks.csv")
        self.offered: dict[tuple[str, str, str], set[datetime]] = defaultdict(set)
        for row in rows(folder / "disponibilites.csv"):
            self.offered[row["rpps"], row["modalite"], row["site"]].update(self._starts(row))
        self.versions: dict[str, list[Row]] = defaultdict(list)
        for row in self.appointments:
            self.versions[row["reference"]].append(row)
        self.told: dict[tuple[str, str, str, str], Row] = {
            (row["reference"], row["version"], row["genre"], row["canal"]): row
            for row in self.notices
            if row["destinataire"] == "assure"
        }
        self.waiting = {row["reference"] for row in self.tasks if row["etat"] != "faite"}

    def faults(self) -> list[str]:
        """Every broken promise, in words."""
        return [
            *self._fault_of_slots(),
            *self._overlaps(),
            *self._fault_of_versions(),
            *self._fault_of_keys(),
            *self._fault_of_windows(),
            *self._fault_of_letters(),
            *self._stale(),
            *self._fault_of_outcomes(),
            *self._fault_of_avis(),
        ]

    # -- facts

    def closed(self, day: date, calendar: str) -> bool:
        """Saturday, Sunday, holiday of a fixed day."""
        mark = f"{day:%m-%d}"
        return day.weekday() >= 5 or mark in FIXED or mark in LOCAL.get(calendar, set())

    def reachable(self, case: Row) -> bool:
        """Both contacts are given."""
        return bool(case["courriel"] and case["mobile"])

    def zone(self, case: Row) -> ZoneInfo:
        """The clock of the person."""
        return ZoneInfo(self.caisses[case["caisse"]]["fuseau"])

    def _starts(self, row: Row) -> Iterator[datetime]:
        place = self.sites[row["site"]] if row["site"] else self.medecins[row["rpps"]]
        caisse = self.caisses[place["caisse"]]
        day, zone = date.fromisoformat(row["date"]), ZoneInfo(caisse["fuseau"])
        if self.closed(day, caisse["calendrier"]):
            return
        at = datetime.combine(day, time.fromisoformat(row["debut"]), zone)
        fin = datetime.combine(day, time.fromisoformat(row["fin"]), zone)
        while at + SLOT <= fin:
            yield at.astimezone(UTC)
            at += SLOT

    # -- appointments

    def _fault_of_slots(self) -> Iterator[str]:
        for row in self.appointments:
            case, start = self.cases[row["reference"]], instant(row["debut_utc"])
            caisse = self.caisses[case["caisse"]]
            local = start.astimezone(self.zone(case))
            by_video = row["modalite"] == "visio"
            room = 0 if by_video else int(row["salle"])
            site = self.sites.get(row["site"], {})
            own = (case["prescripteur_rpps"], case["medecin_traitant_rpps"])
            must_come = self._must_come(case)
            pilot = caisse["region"] in PILOTS
            opened = local.date() >= date(2025, 7 if pilot else 12, 1)
            first = row["version"] == "1"
            fits = {
                "offered": start in self.offered[row["medecin_rpps"], row["modalite"], row["site"]],
                "twenty minutes": instant(row["fin_utc"]) == start + TALK,
                "zone": row["fuseau"] == caisse["fuseau"],
                "open day": not self.closed(local.date(), caisse["calendrier"]),
                "competent": case["competence"]
                in self.medecins[row["medecin_rpps"]]["competences"].split(","),
                "not own patient": row["medecin_rpps"] not in own,
                "before the end": not case["date_fin"]
                or local.date() < date.fromisoformat(case["date_fin"]),
                "video hours": not by_video or time(8) <= local.time() <= time(19),
                "video allowed": not by_video or (not must_come and opened),
                "ground to come": by_video or not first or must_come or not opened,
                "room": by_video
                or (site["caisse"] == case["caisse"] and 1 <= room <= int(site["salles"])),
                "in person after": first or not by_video,
            }
            yield from (
                f"{row['reference']} v{row['version']}: {k}" for k, v in fits.items() if not v
            )

    def _must_come(self, case: Row) -> bool:
        # Interpreters, sign language and companions join by video.
        return "presentiel" in case["besoins"].split(",") or not self.reachable(case)

    def _overlaps(self) -> Iterator[str]:
        held: dict[str, list[tuple[datetime, timedelta]]] = defaultdict(list)
        for row in self.appointments:
            if row["etat"] not in STANDS:
                continue
            start = instant(row["debut_utc"])
            held[f"doctor {row['medecin_rpps']}"].append((start, SLOT))
            held[f"person {self.cases[row['reference']]['nir']}"].append((start, TALK))
            if row["site"]:
                held[f"room {row['site']}/{row['salle']}"].append((start, SLOT))
        for what, times in held.items():
            for (start, length), (following, _) in pairwise(sorted(times)):
                if following - start < length:
                    yield f"{what} twice at {start}"

    def _fault_of_versions(self) -> Iterator[str]:
        for reference, found in self.versions.items():
            numbers = sorted(int(row["version"]) for row in found)
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{reference}: versions {numbers}"
            ordered = sorted(found, key=lambda row: int(row["version"]))
            if any(row["etat"] == "prevu" for row in ordered[:-1]):
                yield f"{reference}: an earlier version still stands"
            for row, following in pairwise(ordered):
                if instant(following["debut_utc"]) <= instant(row["debut_utc"]) - timedelta(
                    days=40
                ):
                    yield f"{reference}: goes back in time"
            last = ordered[-1]["etat"]
            if last in ("refuse", "empeche", "echec_technique") and reference not in self.waiting:
                yield f"{reference}: {last} and nobody acts"

    # -- messages

    def _fault_of_keys(self) -> Iterator[str]:
        key = ("reference", "version", "genre", "canal", "destinataire")
        counts = Counter(tuple(row[name] for name in key) for row in self.notices)
        yield from (f"{found} {number} times" for found, number in counts.items() if number > 1)

    def _fault_of_windows(self) -> Iterator[str]:
        for row in self.appointments:
            case = self.cases[row["reference"]]
            if not self.reachable(case):
                continue
            local = instant(row["debut_utc"]).astimezone(self.zone(case))
            for genre, days in (("j2", 2), ("j1", 1)):
                day = local.date() - timedelta(days=days)
                opens = datetime.combine(day, time(8), self.zone(case))
                closes = datetime.combine(day, time(20), self.zone(case))
                for canal in ("email", "sms"):
                    told = self.told.get((row["reference"], row["version"], genre, canal))
                    at = told["remis_utc"] if told else ""
                    where = f"{row['reference']} v{row['version']} {genre} {canal}"
                    if at and not opens <= instant(at) < closes:
                        yield f"{where}: out of its window"
                    if not at and row["etat"] in ("tenu", "absent", "echec_technique"):
                        yield f"{where}: never sent"
                    if not at and row["etat"] == "prevu" and closes <= self.end:
                        yield f"{where}: late"

    def _fault_of_letters(self) -> Iterator[str]:
        for row in self.appointments:
            case = self.cases[row["reference"]]
            letter = self.told.get((row["reference"], row["version"], "convocation", "lettre"))
            if self.reachable(case) != (letter is None):
                yield f"{row['reference']} v{row['version']}: letter or no letter"
            if letter is None or not letter["remis_utc"]:
                if letter is not None and row["etat"] in STANDS[1:]:
                    yield f"{row['reference']} v{row['version']}: letter not posted"
                continue
            posted = instant(letter["remis_utc"]).astimezone(self.zone(case)).date()
            start = instant(row["debut_utc"]).astimezone(self.zone(case)).date()
            if (start - posted).days < 10 or self.closed(
                posted, self.caisses[case["caisse"]]["calendrier"]
            ):
                yield f"{row['reference']} v{row['version']}: letter posted on {posted} for {start}"

    def _stale(self) -> Iterator[str]:
        """Nothing about a version once the next one was told, nor once its hour has come."""
        for row in self.notices:
            if (
                row["genre"] not in ("j2", "j1", "changement", "convocation")
                or not row["remis_utc"]
            ):
                continue
            at = instant(row["remis_utc"])
            following = str(int(row["version"]) + 1)
            later = self.told.get((row["reference"], following, "changement", row["canal"]))
            if later and later["remis_utc"] and instant(later["remis_utc"]) < at:
                yield f"{row['reference']} v{row['version']} {row['genre']}: after the change"
            own = self.versions[row["reference"]][int(row["version"]) - 1]
            if at >= instant(own["debut_utc"]):
                yield f"{row['reference']} v{row['version']} {row['genre']}: after its hour"

    # -- ends

    def _fault_of_outcomes(self) -> Iterator[str]:
        counts = Counter(row["reference"] for row in self.outcomes)
        if counts != Counter(self.cases.keys()):
            yield "outcomes and cases differ"
        for row in self.outcomes:
            last = self.versions.get(row["reference"], [{}])[-1]
            ahead = last.get("etat") == "prevu" and instant(last["debut_utc"]) > self.end
            final = row["etat"] == "clos" and bool(row["code"])
            if not final and not ahead and row["reference"] not in self.waiting:
                yield f"{row['reference']}: lost ({row['etat']})"
            if row["etat"] != "clos" and not ahead and not row["raison"]:
                yield f"{row['reference']}: no reason given"
            if final and last.get("etat") != "tenu":
                yield f"{row['reference']}: an avis without an interview"

    def _fault_of_avis(self) -> Iterator[str]:
        doctors = {
            row["reference"]
            for row in self.notices
            if (row["genre"], row["destinataire"]) == ("avis", "medecin_traitant")
        }
        unknown = {
            row["reference"] for row in self.tasks if row["motif"] == "medecin_traitant_inconnu"
        }
        for row in self.outcomes:
            if not row["code"] or row["reference"] not in self.cases:
                continue
            case = self.cases[row["reference"]]
            last = self.versions[row["reference"]][-1]
            held = instant(last["debut_utc"])
            canals = ("email", "sms") if self.reachable(case) else ("lettre",)
            for canal in canals:
                told = self.told.get((row["reference"], last["version"], "avis", canal))
                if told is None:
                    yield f"{row['reference']}: avis not told by {canal}"
                elif canal != "lettre" and instant(told["remis_utc"]) > held + timedelta(
                    minutes=30
                ):
                    yield f"{row['reference']}: avis not told at once by {canal}"
            if row["code"] in NOT_JUSTIFIED:
                day = held.astimezone(self.zone(case)).date()
                if not row["date_effet"] or date.fromisoformat(row["date_effet"]) <= day:
                    yield f"{row['reference']}: effect not after the information"
                if row["reference"] not in doctors | unknown:
                    yield f"{row['reference']}: treating doctor not told"


def objective(outsider: Outsider, plan_day: date) -> list[int]:
    """The three sums of the plan, from the first versions."""
    placed = waited = outside = 0
    for row in outsider.appointments:
        if row["version"] != "1":
            continue
        case = outsider.cases[row["reference"]]
        weight = 6 - int(case["priorite"])
        day = instant(row["debut_utc"]).astimezone(outsider.zone(case)).date()
        placed += weight
        waited += weight * (day - plan_day).days
        outside += outsider.medecins[row["medecin_rpps"]]["caisse"] != case["caisse"]
    return [placed, waited, outside]


def check(folder: Path, exported: Path, until: date) -> list[str]:
    """The faults of one rehearsal."""
    end = datetime.combine(until + timedelta(days=1), time(12), UTC)
    return Outsider(folder, exported, end).faults()


def main(arguments: Iterable[str]) -> int:
    """`python -m tests.rehearsal.recount FOLDER EXPORTED UNTIL`."""
    folder, exported, until = arguments
    found = check(Path(folder), Path(exported), date.fromisoformat(until))
    for fault in found:
        print(fault)
    print(f"{len(found)} faults")
    return bool(found)


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
