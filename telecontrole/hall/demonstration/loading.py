"""Loading the demonstration: files, plan, accounts, the interview of the moment. Doing it again changes little."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal import selectors as acts
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import cast, delegating, interview, shifting, suspended
from telecontrole.rooms.cases import importers
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.territory import selectors as territory

DATA = Path(settings.BASE_DIR) / "demo" / "data"
# Enough for lists that scroll and diaries that look alive, few enough to be ready at once.
CASES = 400
# Diaries that end sooner than that are followed by new ones.
_STILL_GOOD = timedelta(days=10)
_SUBJECT = "demonstration"
_PROGRAM = Actor.system("demonstration")
Say = Callable[[str], None]


class DemonstrationError(Exception):
    """The demonstration cannot be loaded; the message says why."""


def load(say: Say) -> None:
    """Bring the demonstration up to date. Raises `DemonstrationError`, OSError.

    A database that holds data which the demonstration did not put there is left alone.
    """
    _refuse_real_data()
    by = _shift(clock.today())
    say("lecture des fichiers")
    for kind in ("caisses", "sites", "medecins", "praticiens"):
        _import(kind, DATA / f"{kind}.csv")
    _import("medecins", interview.FILES / "medecins.csv")
    _import("praticiens", interview.FILES / "praticiens.csv")
    _import("disponibilites", shifting.moved(DATA / "disponibilites.csv", ("date",), by))
    days = ("date_debut", "date_fin")
    _import("cases", shifting.moved(DATA / "dossiers.csv", days, by, rows=CASES))
    events.drain()
    say("entretien du moment")
    cast.invite_all()
    delegating.delegate(cast.CAISSE)
    interview.conclude_one()
    events.drain()
    acting = cast.actors("gestionnaire", "chef")
    if len(acting) == 2:  # an account may have been closed since
        suspended.tell(manager=acting[0], delegate=acting[1])
    interview.begin()
    say("placement des rendez-vous")
    planning.place_all(actor=Actor.system("planner"), now=clock.now())
    events.drain()


def _refuse_real_data() -> None:
    if acts.acts_on(_SUBJECT, limit=1):
        return
    if territory.caisses():
        raise DemonstrationError(
            "cette base contient des données que la démonstration n'a pas mises ; donnez-lui une autre base."
        )
    journal.record(action="hall:demonstration:begun", actor=_PROGRAM, subject=_SUBJECT)


def _shift(today: date) -> timedelta:
    """The shift of the first loading, as long as its diaries last; else one for today."""
    begins = shifting.first_day(DATA / "disponibilites.csv")
    known = diaries.first_and_last_day()
    if known is not None and known[1] >= today + _STILL_GOOD:
        weeks = (known[0] - begins) // timedelta(days=7)
        return timedelta(days=7) * weeks
    return shifting.shift_to(begins, today)


def _import(kind: str, source: Path | BinaryIO) -> None:
    report = importers.run(kind, source)
    if isinstance(report, Refusal):
        raise DemonstrationError(f"demo/{kind} : {report.code}")
