"""What a file leaves behind: two at a time, cut short, told to the others, kept from those who may not know."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from telecontrole.foundations import access, events
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.events import registry
from telecontrole.foundations.importing import Batch, ImportReport, runner
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import importers, selectors, services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.models import Case, CaseNeeds

PLANNER = Actor.system("planner")


@pytest.fixture
def cases(caisses: None, data: Path) -> list[selectors.CaseInfo]:
    """The 207 accepted and the 43 kept lines of the damaged export."""
    importers.run("cases", data / "dossiers_abimes.csv")
    return selectors.all_cases()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_create_each_case_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH", 100)
    importers.run("caisses", data / "caisses.csv")
    reports: list[ImportReport | Refusal] = []
    start = threading.Barrier(2)

    def one() -> None:
        try:
            start.wait(timeout=30)
            reports.append(importers.run("cases", data / "dossiers.csv"))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    done = [report for report in reports if isinstance(report, ImportReport)]
    assert len(done) == 2
    assert sum(report.created for report in done) == 3_000 == Case.objects.count()
    assert sum(report.unchanged for report in done) == 3_000
    assert sum(report.updated for report in done) == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_cut_short_leaves_whole_batches_and_the_second_reading_the_rest(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH", 1_000)
    importers.run("caisses", data / "caisses.csv")
    done = 0

    def crash(batch: Batch) -> None:
        nonlocal done
        done += 1
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importers.run("cases", data / "dossiers.csv", on_batch=crash)
    assert Case.objects.count() == 1_000
    report = importers.run("cases", data / "dossiers.csv")
    assert isinstance(report, ImportReport)
    assert (report.created, report.unchanged) == (2_000, 1_000)


def test_needs_stand_where_the_runtime_role_cannot_read(cases: list[selectors.CaseInfo]) -> None:
    with pytest.raises(DatabaseError, match="permission"), transaction.atomic():
        CaseNeeds.objects.exists()


def test_who_has_no_right_does_not_read_the_needs(cases: list[selectors.CaseInfo]) -> None:
    manager = Actor(ActorKind.STAFF, "bob", frozenset({Role.GESTIONNAIRE}))
    with pytest.raises(access.MedicalAccessRefused):
        selectors.needs(cases[0].id, manager)


def test_a_medecin_conseil_reads_the_needs_of_a_case_and_the_journal_knows(
    cases: list[selectors.CaseInfo],
) -> None:
    doctor = Actor(ActorKind.STAFF, "alice", frozenset({Role.MEDECIN_CONSEIL}))
    found = selectors.needs(cases[0].id, doctor)
    assert found is not None
    assert found.competence == "generaliste"
    entry = JournalEntry.objects.filter(action="access:medical:entered", actor_id="alice").get()
    assert entry.subject == f"case:{cases[0].id}"
    assert selectors.needs(uuid4(), doctor) is None


def test_the_planner_reads_every_need_with_one_entry_and_the_same_number_of_questions(
    cases: list[selectors.CaseInfo], django_assert_max_num_queries: Any
) -> None:
    before = JournalEntry.objects.count()
    with django_assert_max_num_queries(12) as asked:
        assert len(selectors.planner_cases(PLANNER)) == 250
    assert JournalEntry.objects.count() == before + 1
    half = [case.id for case in cases[:125]]
    services.set_states(case_ids=half, state=CaseState.PLANIFIE, actor=PLANNER)
    with django_assert_max_num_queries(len(asked)):
        assert len(selectors.planner_cases(PLANNER)) == 125


def test_a_batch_is_journalled_without_a_name_or_a_number_of_anybody(
    cases: list[selectors.CaseInfo],
) -> None:
    (entry,) = JournalEntry.objects.filter(action="cases:file:imported")
    assert entry.data == {"created": 250, "updated": 0, "updated_cases": []}
    run = entry.subject.removeprefix("import:")
    assert Case.objects.filter(imported_by=run).count() == 250


def test_upper_rooms_are_told_what_came_in(
    caisses: None, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setitem(registry._handlers["cases.cases_imported"], "test.listen", told.append)
    importers.run("cases", data / "dossiers_abimes.csv")
    events.drain()
    assert [event["created"] for event in told] == [250]


def test_a_closed_case_stays_closed(cases: list[selectors.CaseInfo]) -> None:
    case = cases[0].id
    assert services.set_state(case_id=case, state=CaseState.CLOS, actor=PLANNER) is CaseState.CLOS
    again = services.set_state(case_id=case, state=CaseState.PLANIFIE, actor=PLANNER)
    assert isinstance(again, Refusal)
    assert again.code == "case_closed"
    info = selectors.case(case)
    assert info is not None
    assert info.closed_at is not None
    assert selectors.count_by_state()[CaseState.CLOS] == 1
    assert selectors.count_by_state(info.caisse)[CaseState.CLOS] == 1
    assert len(selectors.open_cases()) == 249


def test_moving_a_case_nobody_knows_is_refused_and_the_same_state_is_no_move(
    cases: list[selectors.CaseInfo],
) -> None:
    unknown = services.set_state(case_id=uuid4(), state=CaseState.CLOS, actor=PLANNER)
    assert isinstance(unknown, Refusal)
    before = JournalEntry.objects.count()
    services.set_state(case_id=cases[0].id, state=CaseState.A_PLANIFIER, actor=PLANNER)
    assert JournalEntry.objects.count() == before


def test_cases_are_not_closed_in_a_heap(cases: list[selectors.CaseInfo]) -> None:
    with pytest.raises(ValueError, match="one by one"):
        services.set_states(case_ids=[cases[0].id], state=CaseState.CLOS, actor=PLANNER)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "perdu"}, "cases_case_state_known"),
        ({"state": "clos"}, "cases_case_closed_has_an_instant"),
        ({"motif": "grippe"}, "cases_case_motif_known"),
        ({"priorite": 6}, "cases_case_priorite_range"),
        ({"date_fin": "2020-01-01"}, "cases_case_ends_after_start"),
    ],
)
def test_the_database_itself_refuses(
    cases: list[selectors.CaseInfo], changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Case.objects.filter(id=cases[0].id).update(**changes)
