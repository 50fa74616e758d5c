"""What is over goes, with everything that hangs on it, and leaves a proof; what a judge needs stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models, transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall.protection import holding, pseudonyms, purging, retention
from telecontrole.hall.protection.holding import HoldGround
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.worklist.models import Task
from tests.secrecy.conftest import Filled

OPERATOR = Actor.system("test")


@pytest.fixture(autouse=True)
def _undone(filled: Filled) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def old(case: Case, years: int = 6) -> Case:
    """The case was closed long ago, and nothing waits any more."""
    closed = clock.now() - timedelta(days=366 * years)
    Case.objects.filter(pk=case.pk).update(state="clos", closed_at=closed)
    Task.objects.filter(subject__endswith=str(case.pk)).update(
        done_at=closed, done="vu", done_by="test"
    )
    return case


def rows_about(case: Case) -> dict[str, int]:
    found: purging.Keys = defaultdict(set)
    with medical(Actor.system("retention"), purpose="test", subject="purge"):
        purging.gather_about(case.insured_id, found)
    return {label: len(keys) for label, keys in found.items() if keys}


def test_every_table_has_its_duration_and_every_duration_its_law() -> None:
    assert retention.faults() == [], "say in telecontrole/hall/protection/retention.yaml how long"
    for kind, (event, values) in retention.durations().items():
        assert event, kind
        assert all(one.reference and one.verified_on for one in values), kind
        assert [one.since for one in values] == sorted(one.since for one in values), kind


def test_a_file_goes_whole_once_its_time_is_over(filled: Filled) -> None:
    case = old(filled.cast.here.told.case)
    before = rows_about(case)
    assert {"cases.Case", "cases.CaseNeeds", "examinations.Avis", "notices.Notice"} <= set(before)
    assert {"planning.Appointment", "vault.Document"} <= set(before)
    Insured.objects.filter(pk=case.insured_id).update(contact_updated_at=case.imported_at)
    assert purging.rehearsed(clock.today()).get("cases.Case") == 1
    gone = purging.purge(clock.today())
    assert gone["cases.Case"] == 1
    assert gone["examinations.Avis"] == before["examinations.Avis"]
    left = rows_about(case)
    assert set(left) <= {"people.Insured", "people.ContactHistory", "people.Representative"}
    assert purging.purge(clock.today()) == {}


def test_a_purge_leaves_a_proof_without_names(filled: Filled) -> None:
    old(filled.cast.here.told.case)
    purging.purge(clock.today())
    proof = JournalEntry.objects.filter(
        action="hall:purge:done", subject="retention:cases.Case"
    ).get()
    assert proof.data["rows"]["cases.Case"] == 1
    assert len(proof.data["sha256"]) == 64
    assert not list(filled.aviary.in_text(str(proof.data)))


def test_a_dry_run_erases_nothing(filled: Filled) -> None:
    case = old(filled.cast.here.told.case)
    before, entries = rows_about(case), JournalEntry.objects.count()
    told = purging.rehearsed(clock.today())
    assert told["cases.Case"] == 1
    assert (rows_about(case), JournalEntry.objects.count()) == (before, entries + 1)
    # What it tells is what goes, table by table: what hangs on a case, and a person without a case left.
    assert purging.purge(clock.today()) == told


def test_a_purge_that_stops_goes_on_where_it_was(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 1)
    for case in (filled.cast.here.told.case, filled.cast.here.waits.case):
        old(case)
    assert purging.rehearsed(clock.today())["cases.Case"] == 2
    first = purging.purge(clock.today(), batches=1)
    assert sum(first.values()) >= 1
    purging.purge(clock.today())
    assert "cases.Case" not in purging.rehearsed(clock.today())


@pytest.mark.parametrize("ground", list(HoldGround))
def test_what_a_judge_or_an_appeal_needs_stays(filled: Filled, ground: HoldGround) -> None:
    case = old(filled.cast.here.told.case)
    holding.place(reference=case.reference, ground=ground, actor=OPERATOR)
    messages = Notice.objects.filter(subject__endswith=str(case.pk))
    messages.update(created_at=clock.now() - timedelta(days=366 * 6))
    assert messages.exists()
    kept = messages.count()
    purging.purge(clock.today())
    assert Case.objects.filter(pk=case.pk).exists()
    assert messages.count() == kept
    holding.lift(reference=case.reference, ground=ground, actor=OPERATOR)
    purging.purge(clock.today())
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not messages.exists()


def test_a_file_with_an_open_task_or_an_open_one_stays(filled: Filled) -> None:
    case = old(filled.cast.here.told.case)
    Task.objects.filter(pk=filled.cast.here.task["medical"]).update(
        subject=f"case:{case.pk}", done_at=None, done="", done_by=""
    )
    assert "cases.Case" not in purging.rehearsed(clock.today())
    recent = old(filled.cast.here.waits.case, years=4)
    purging.purge(clock.today())
    assert Case.objects.filter(pk=recent.pk).exists()


def test_every_table_that_points_at_a_person_is_found_by_the_walk() -> None:
    """A table that hangs on a case by a key needs no line of code to be erased; by a name, one word of the table."""
    reached: set[type[models.Model]] = set()
    waiting: list[type[models.Model]] = [apps.get_model("people.Insured")]
    while waiting:
        model = waiting.pop()
        if model in reached:
            continue
        reached.add(model)
        waiting += [other for other, _ in purging.referring(model)]
    named = {rule.model for rule in retention.rules().values() if rule.by or rule.twin}
    found = {model._meta.label for model in reached} | named
    belonging = {rule.model for rule in retention.rules().values() if rule.kind == "dossier"}
    assert belonging <= found


def test_an_export_for_studies_names_nobody(filled: Filled) -> None:
    lines = list(pseudonyms.rows())
    assert len(lines) == Case.objects.count()
    text = "\n".join(";".join(line) for line in lines)
    assert not list(filled.aviary.in_text(text))
    for case in Case.objects.select_related("insured"):
        assert case.reference not in text
        assert str(case.insured.date_naissance) not in text
    columns = dict(zip(pseudonyms.COLUMNS, zip(*lines, strict=True), strict=True))
    # Cells of fewer than five persons lose age and sex.
    assert set(columns["age"]) == {""}
    assert set(columns["sexe"]) == {""}


def test_the_same_person_has_the_same_pseudonym(filled: Filled) -> None:
    assert [line[0] for line in pseudonyms.rows()] == [line[0] for line in pseudonyms.rows()]
    assert len({line[0] for line in pseudonyms.rows()}) == Insured.objects.count()
