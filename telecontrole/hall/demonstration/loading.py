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
from telecontrole.rooms.observatory import services as observatory
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import services as visio

DATA = Path(settings.BASE_DIR) / "demo" / "data"
DIARIES, DOSSIERS = DATA / "disponibilites.csv", DATA / "dossiers.csv"
DAYS_OF_A_CASE = ("date_debut", "date_fin")
# Enough for lists that scroll and diaries that look alive, few enough to be ready at once.
CASES = 400
# Diaries that end sooner than that are followed by new ones.
_STILL_GOOD = timedelta(days=10)
_WEEK = timedelta(days=7)
SUBJECT = "demonstration"
PROGRAM = Actor.system("demonstration")
Say = Callable[[str], None]


class DemonstrationError(Exception):
    """The demonstration cannot be loaded; the message says why."""


def load(say: Say) -> None:
    """Bring the demonstration up to date. Raises `DemonstrationError`, OSError.

    A database that holds data which the demonstration did not put there is left alone.
    """
    _refuse_real_data()
    by = shift(clock.today())
    say("lecture des fichiers")
    bring_reference()
    bring("disponibilites", shifting.moved(DIARIES, ("date",), by))
    bring("cases", shifting.moved(DOSSIERS, DAYS_OF_A_CASE, by, rows=CASES))
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
    say("comptes du pilotage")
    now = clock.now()
    visio.tick_quality(now)
    observatory.tick(now)


def nothing_yet() -> bool:
    """Whether the database holds neither a demonstration nor anything else."""
    return not acts.acts_on(SUBJECT, limit=1) and not territory.caisses()


def begin() -> None:
    """Note that this database is the demonstration's."""
    journal.record(action="hall:demonstration:begun", actor=PROGRAM, subject=SUBJECT)


def bring_reference() -> None:
    """Caisses, sites, doctors."""
    for kind in ("caisses", "sites", "medecins", "praticiens"):
        bring(kind, DATA / f"{kind}.csv")
    bring_cast()


def bring_cast() -> None:
    """The two doctors of the interview of the moment."""
    bring("medecins", interview.FILES / "medecins.csv")
    bring("praticiens", interview.FILES / "praticiens.csv")


def shift(today: date) -> timedelta:
    """The shift of the first loading, as long as its diaries last; else one for today. Whole weeks.

    Told by the last day: the weeks before today have diaries too. Not everybody need offer hours on the very last.
    """
    known = diaries.first_and_last_day()
    if known is not None and known[1] >= today + _STILL_GOOD:
        return -((shifting.last_day(DIARIES) - known[1]) // _WEEK) * _WEEK
    return shifting.shift_to(shifting.first_day(DIARIES), today)


def length_of_diaries() -> timedelta:
    """How many whole weeks the file of diaries fills: what comes before it begins that much earlier."""
    days = shifting.last_day(DIARIES) - shifting.first_day(DIARIES)
    return (days // _WEEK + 1) * _WEEK


def _refuse_real_data() -> None:
    if acts.acts_on(SUBJECT, limit=1):
        return
    if territory.caisses():
        raise DemonstrationError(
            "cette base contient des données que la démonstration n’a pas mises ; donnez-lui une autre base."
        )
    begin()


def bring(kind: str, source: Path | BinaryIO) -> None:
    """Import a file. Raises `DemonstrationError` when it is refused."""
    report = importers.run(kind, source)
    if isinstance(report, Refusal):
        raise DemonstrationError(f"demo/{kind} : {report.code}")
