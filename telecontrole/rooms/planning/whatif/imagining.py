"""The country as it is, and as it would be: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.problem import Doctor, Problem, Window

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Changes to imagine; nothing at all is the next plan as it stands.

    `doctors` new ones of `caisse` with `competences`, or hours more of the doctor `medecin`, Monday to Friday
    from `first` to `last`, by video or on `site`. `closed`: a site that closes. `everything`: as if no
    appointment were placed yet. Lengths in minutes; None keeps those of the rules.
    """

    doctors: int = 0
    caisse: str = ""
    competences: tuple[str, ...] = ()
    medecin: str = ""
    first: date | None = None
    last: date | None = None
    debut: time = field(default=time(9))
    fin: time = field(default=time(17))
    site: str = ""
    closed: str = ""
    interview: int | None = None
    margin: int | None = None
    everything: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is changed: the next plan is foreseen as it stands."""
        return self == Asked(everything=self.everything)

    def as_json(self) -> dict[str, Any]:
        """As a table keeps it."""
        return {
            "doctors": self.doctors,
            "caisse": self.caisse,
            "competences": list(self.competences),
            "medecin": self.medecin,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "debut": self.debut.isoformat("minutes"),
            "fin": self.fin.isoformat("minutes"),
            "site": self.site,
            "closed": self.closed,
            "interview": self.interview,
            "margin": self.margin,
            "everything": self.everything,
        }


def asked_of(kept: Mapping[str, Any]) -> Asked:
    """The inverse of `as_json`."""
    return Asked(
        **{
            **kept,
            "competences": tuple(kept["competences"]),
            "first": date.fromisoformat(kept["first"]) if kept["first"] else None,
            "last": date.fromisoformat(kept["last"]) if kept["last"] else None,
            "debut": time.fromisoformat(kept["debut"]),
            "fin": time.fromisoformat(kept["fin"]),
        }
    )


def imagine(problem: Problem, asked: Asked) -> Problem:
    """The problem with the changes in it; the one given is left as it is."""
    settings = problem.settings
    if asked.interview is not None:
        settings = replace(settings, interview=timedelta(minutes=asked.interview))
    if asked.margin is not None:
        settings = replace(settings, margin=timedelta(minutes=asked.margin))
    sites = {
        key: replace(site, rooms=0) if key == asked.closed else site
        for key, site in problem.sites.items()
    }
    new = {
        f"imagined-{n:03}": Doctor(
            f"imagined-{n:03}", f"imagined-{n:03}", asked.caisse, frozenset(asked.competences)
        )
        for n in range(asked.doctors)
    }
    given = [*new, *([asked.medecin] if asked.medecin else [])]
    windows = [window for doctor in given for window in _windows(doctor, asked)]
    return replace(
        problem,
        settings=settings,
        sites=sites,
        doctors={**problem.doctors, **new},
        windows=(*problem.windows, *windows),
    )


def _windows(doctor: str, asked: Asked) -> Iterator[Window]:
    if asked.first is None or asked.last is None:
        return
    way = Modalite.PRESENTIEL if asked.site else Modalite.VISIO
    day = asked.first
    while day <= asked.last:
        if day.weekday() < _SATURDAY:
            yield Window(doctor, day, asked.debut, asked.fin, way, asked.site or None)
        day += _DAY
