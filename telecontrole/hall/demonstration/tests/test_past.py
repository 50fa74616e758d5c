"""The weeks before today: what heads see of them, and that nothing is left of them when they cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import At
from telecontrole.foundations import clock, figures
from telecontrole.foundations.database.scratch import scratch_database
from telecontrole.foundations.journal import selectors as journal
from telecontrole.hall.demonstration import interview, loading, past, past_files, shifting
from telecontrole.rooms.observatory import selectors as observatory
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite

NOW = datetime.fromisoformat("2026-11-22T18:00:00+00:00")


@pytest.fixture
def a_past(at: At, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two small weeks, with no number too small to be shown, then today's demonstration."""
    settings.DEMONSTRATION, settings.DATA_DIR = True, tmp_path
    monkeypatch.setattr(figures, "smallest_cell", lambda on, table=None: 1)
    monkeypatch.setattr(past, "WEEKS", 2)
    monkeypatch.setattr(past_files, "CASES_AT_ONCE", 4)
    monkeypatch.setattr(loading, "CASES", 12)
    at(NOW)
    past.play(until=NOW)
    at(NOW)
    loading.load(lambda step: None)


@pytest.mark.usefixtures("a_past")
def test_heads_see_weeks_that_were_and_todays_people_are_there_as_ever(client: Client) -> None:
    # One past for all of it: it is the long part.
    board = observatory.board(on=NOW.date(), weeks=4)
    before = [line for line in board.weeks if line.label < "2026-11-16"]
    assert any(line.counts[AppointmentState.TENU] for line in before)
    assert board.held_by_video is not None
    assert board.waits[Modalite.VISIO] is not None
    assert board.journeys.kilometres > 0

    assert "montrent 2 semaines" in client.get("/demonstration/").content.decode()
    client.post("/demonstration/etre/chef/")
    answers = client.get("/qualite-visio/").content.decode()
    assert "Aucun appel terminé" not in answers
    assert "Chrome" in answers

    # Nobody of the past is left in an interview, and that of the moment is there.
    current = interview.current()
    assert current is not None
    begun = [one for one in planning.every_version() if one.ahead and one.starts_at <= NOW]
    assert [one.id for one in begun] == [current[1].id]
    assert journal.verify().intact


@pytest.mark.django_db
def test_a_second_loading_keeps_the_days_of_the_first(at: At) -> None:
    at(NOW)
    first = loading.shift(NOW.date())
    loading.bring_reference()
    for lines in past_files.diaries(NOW.date(), past.WEEKS * past._WEEK):
        loading.bring("disponibilites", lines)
    assert loading.shift(date(2026, 11, 29)) == first


def test_no_case_of_the_past_is_one_of_today() -> None:
    today = set(shifting.values_of(loading.DOSSIERS, "reference")[: loading.CASES])
    files = [
        past_files.cases(number, NOW.date()).read().decode().splitlines()[1:] for number in (0, 1)
    ]
    references = [line.partition(";")[0] for lines in files for line in lines]
    assert len(set(references)) == 2 * past_files.CASES_AT_ONCE
    assert not today & set(references)


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Any
) -> Iterator[str]:
    """An empty database that may be replaced."""
    settings.DATA_DIR = tmp_path
    with django_db_blocker.unblock(), scratch_database("test") as name:
        yield name


@pytest.mark.usefixtures("own_database")
def test_an_empty_database_gets_its_past_once(monkeypatch: pytest.MonkeyPatch) -> None:
    played = []

    def play(*, until: datetime) -> None:
        clock.step_to(until)
        loading.begin()
        clock.release()
        played.append(until)

    monkeypatch.setattr(past, "play", play)
    past.prepare(lambda step: None)
    assert not loading.nothing_yet()
    past.prepare(lambda step: None)
    assert len(played) == 1


@pytest.mark.usefixtures("own_database")
def test_nothing_is_left_of_a_past_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def play(*, until: datetime) -> None:
        loading.begin()
        raise loading.DemonstrationError("refused")

    monkeypatch.setattr(past, "play", play)
    with pytest.raises(loading.DemonstrationError):
        past.prepare(lambda step: None)
    assert loading.nothing_yet()
