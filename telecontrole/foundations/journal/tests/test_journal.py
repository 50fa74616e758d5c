"""The journal: what is written stays, and what is changed behind its back is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import At
from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal import anchor, selectors, services
from telecontrole.foundations.journal.models import JournalEntry, JournalSeal

SOMEBODY = Actor.system("test")
AsOwner = Callable[..., list[tuple[Any, ...]]]


def write(count: int = 3) -> None:
    for number in range(count):
        journal.record(
            action="test:thing:done", actor=SOMEBODY, subject="thing:1", data={"number": number}
        )


@pytest.fixture(autouse=True)
def _no_anchor(db: None) -> Iterator[None]:
    anchor._path().unlink(missing_ok=True)
    yield
    anchor._path().unlink(missing_ok=True)


def test_an_action_must_read_room_subject_verb() -> None:
    with pytest.raises(ValueError, match="room:subject:verb"):
        journal.record(action="did something", actor=SOMEBODY, subject="x")


@pytest.mark.django_db
def test_sealing_chains_every_entry_once() -> None:
    write(5)
    assert services.seal() == 5
    assert services.seal() == 0
    verdict = selectors.verify()
    assert verdict.intact
    assert (verdict.sealed, verdict.unsealed) == (5, 0)


@pytest.mark.django_db
def test_the_unsealed_tail_is_told() -> None:
    write(2)
    services.seal()
    write(1)
    verdict = selectors.verify()
    assert verdict.intact
    assert (verdict.sealed, verdict.unsealed) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_journalentry SET subject = 'x'",
        "DELETE FROM journal_journalentry",
        "TRUNCATE journal_journalentry",
        "UPDATE journal_journalseal SET digest = ''",
        "DELETE FROM journal_journalseal",
        "ALTER TABLE journal_journalentry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_the_runtime_role_cannot_change_the_journal(sql: str) -> None:
    write()
    services.seal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_a_change_behind_the_trigger_is_found(as_owner: AsOwner) -> None:
    write(4)
    services.seal()
    as_owner("ALTER TABLE journal_journalentry DISABLE TRIGGER journal_append_only")
    as_owner("UPDATE journal_journalentry SET subject = 'thing:2' WHERE data @> '{\"number\": 2}'")
    as_owner("ALTER TABLE journal_journalentry ENABLE TRIGGER journal_append_only")
    verdict = selectors.verify()
    assert (verdict.fault, verdict.position) == ("entry_changed", 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        (["journal_journalentry"], "entry_removed"),
        (["journal_journalentry", "journal_journalseal"], "seal_removed"),
    ],
)
def test_a_removal_is_found(as_owner: AsOwner, tables: list[str], fault: str) -> None:
    write(4)
    services.seal()
    for table in tables:
        column = "seq" if table.endswith("entry") else "entry_seq"
        as_owner(f"ALTER TABLE {table} DISABLE TRIGGER journal_append_only")
        as_owner(
            f"DELETE FROM {table} WHERE {column} = (SELECT min(entry_seq) + 1 FROM journal_journalseal)"
        )
        as_owner(f"ALTER TABLE {table} ENABLE TRIGGER journal_append_only")
    assert selectors.verify().fault == fault


@pytest.mark.django_db(transaction=True)
def test_a_shortened_journal_is_found_by_the_anchor_outside_the_database(
    as_owner: AsOwner,
) -> None:
    write(4)
    services.seal()
    for table, column in (("journal_journalentry", "seq"), ("journal_journalseal", "entry_seq")):
        as_owner(f"ALTER TABLE {table} DISABLE TRIGGER journal_append_only")
        as_owner(
            f"DELETE FROM {table} WHERE {column} > (SELECT min(entry_seq) + 1 FROM journal_journalseal)"
        )
        as_owner(f"ALTER TABLE {table} ENABLE TRIGGER journal_append_only")
    assert selectors.verify().fault == "journal_shortened"


@pytest.mark.django_db(transaction=True)
def test_a_shortened_journal_stays_found_however_much_is_written_after(as_owner: AsOwner) -> None:
    write(6)
    services.seal()
    for table, column in (("journal_journalentry", "seq"), ("journal_journalseal", "entry_seq")):
        as_owner(f"ALTER TABLE {table} DISABLE TRIGGER journal_append_only")
        as_owner(
            f"DELETE FROM {table} WHERE {column} > (SELECT min(entry_seq) + 2 FROM journal_journalseal)"
        )
        as_owner(f"ALTER TABLE {table} ENABLE TRIGGER journal_append_only")
    write(9)
    with pytest.raises(services.ChainBrokenError):
        services.seal()
    assert selectors.verify().fault == "journal_shortened"


@pytest.mark.django_db(transaction=True)
def test_an_operator_accepts_a_restored_copy_and_the_journal_tells_it(as_owner: AsOwner) -> None:
    test_a_shortened_journal_stays_found_however_much_is_written_after(as_owner)
    services.accept_head(actor=SOMEBODY, reason="copie du 1er décembre remise en place")
    assert services.seal_all() > 0
    assert selectors.verify().intact
    (act, *_) = selectors.acts_on("journal")
    assert act.action == "journal:chain:accepted"
    assert act.data["noted_position"] == 6


@pytest.mark.django_db
def test_a_forged_anchor_is_not_believed() -> None:
    write(1)
    services.seal()
    anchor._path().parent.mkdir(parents=True, exist_ok=True)
    anchor._path().write_text(f"9;{'00' * 32};{'00' * 32}\n")
    assert anchor.read() is None
    assert anchor.forged()
    assert selectors.verify().fault == "anchor_forged"
    write(1)
    with pytest.raises(services.ChainBrokenError):
        services.seal()


@pytest.mark.django_db
def test_a_journal_without_a_head_noted_outside_says_so() -> None:
    assert selectors.verify().anchored
    write(1)
    services.seal()
    assert not selectors.verify().anchored


@pytest.mark.django_db
def test_an_entry_slipped_in_among_the_old_ones_is_found(at: At) -> None:
    """The runtime role may insert: also at a number that a transaction undone has left free."""
    at("2026-12-01T08:00:00+00:00")
    write(1)
    with transaction.atomic():
        write(1)
        free = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
        transaction.set_rollback(True)
    write(2)
    services.seal()
    at.advance(hours=2)
    assert selectors.verify().intact
    JournalEntry.objects.create(
        seq=free,
        at=clock.now(),
        action="test:thing:done",
        actor_kind="staff",
        actor_id="x",
        subject="thing:1",
    )
    assert services.seal() == 0
    assert selectors.verify().fault == "entry_slipped_in"


@pytest.mark.django_db
def test_an_entry_committed_late_is_sealed_after_the_others() -> None:
    write(3)
    late = JournalEntry.objects.get(data__number=0)
    seals = services.seal()
    assert seals == 3
    assert JournalSeal.objects.filter(entry_seq=late.seq).count() == 1


@pytest.mark.django_db(transaction=True)
def test_acts_on_a_subject_come_newest_first() -> None:
    write(3)
    assert [entry.data["number"] for entry in selectors.acts_on("thing:1")] == [2, 1, 0]
