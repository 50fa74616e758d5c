"""Whoever of the staff opens something of one person leaves a reading that the person can see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

import telecontrole
from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.access.models import Throttle
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall.protection import purging, readers, retention
from telecontrole.hall.protection.classes import GUARDED
from telecontrole.rooms.examinations.models import Examination
from tests.hostile.routes import Route
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import ROUTES, STAFF_NAMES, matrix
from tests.secrecy.texts import text_of

# Addresses that are about no one person's file, or write by themselves, each with its reason.
NOT_A_FILE = {
    "cases:import_line": "a line of a file, refused: nobody's case yet",
    "examinations:ended": "the name of who comes next in one's own day",
    "worklist:task": "what colleagues wrote of a task; the file is opened from there",
}
# Acts whose names sound like a reading, and that read nobody's file.
NOBODY = {
    "cases:file:read": "the file of a caisse, before there are cases",
    "examinations:interview:opened": "the interview begins; what is read in it is an entry of the wall",
    "hall:glass:seen": "the head looked at the register of readings",
}
GUARDED_PAGES = [
    (who, route)
    for route in ROUTES
    for who in STAFF_NAMES
    if route.parts and matrix().get(route.name, {}).get(who, frozenset()) & GUARDED
]
_READS = re.compile(r'"([a-z_]+:[a-z_]+:(?:read\w*|seen|opened|entered|printed|export_read))"')


@pytest.mark.parametrize("who", STAFF_NAMES)
def test_what_shows_a_person_to_the_staff_is_told_to_that_person(filled: Filled, who: str) -> None:
    silent = []
    for role, route in GUARDED_PAGES:
        if role == who and route.name not in NOT_A_FILE:
            silent += _silent(filled, who, route)
    assert not silent, "journal the reading, and name its act in readers.WHAT:\n" + "\n".join(
        silent
    )


def test_every_act_that_reads_a_file_has_its_words() -> None:
    """From the code: a new act of reading is told, or says here why it is nobody's."""
    written = {
        act
        for file in Path(telecontrole.__file__).parent.rglob("*.py")
        if "tests" not in file.parts
        for act in _READS.findall(file.read_text(encoding="utf-8"))
    }
    assert {"hall:case:read", "access:medical:entered", "notices:letter:printed"} <= written
    ours = {
        act for act in written if not act.startswith(("worklist:", "people:", "hall:correction"))
    }
    assert ours - NOBODY.keys() == readers.WHAT.keys() - {"hall:proof:exported"}


def test_every_name_of_a_person_s_thing_is_looked_for(filled: Filled) -> None:
    """Messages, documents, calls and tasks are named `kind:key`: a kind that is not known would hide its readings."""
    by_name = {rule.model: rule.by for rule in retention.rules().values() if rule.by}
    kinds = set()
    for label, column in by_name.items():
        for text in apps.get_model(label)._base_manager.values_list(column, flat=True):
            kind, _, key = str(text).partition(":")
            if key and any(str(key).endswith(one) for one in _keys(filled)):
                kinds.add(kind)
    # An act on these is never a reading: a link, a code, a task.
    assert kinds - set(readers.KINDS_OF_SUBJECT) <= {"link", "glass", "doctor"}


def test_what_was_read_in_an_old_interview_is_told_as_well(filled: Filled) -> None:
    """Every interview, avis and décision of the person, not the latest of each only."""
    case = filled.cast.here.told.case
    record = Examination.objects.filter(case=case).order_by("opened_at").first()
    assert record is not None
    with transaction.atomic():
        reader = Actor(ActorKind.STAFF, str(filled.cast.here.told.medecin.id))
        for subject in (f"examination:{record.id}", f"appointment:{case.pk}", f"case:{case.pk}"):
            journal.record(action="vault:document:read", actor=reader, subject=subject)
        latest = readers.entries_about(case.insured_id)[:3]
        assert {entry.action for entry in latest} == {"vault:document:read"}
        transaction.set_rollback(True)


def test_the_same_number_of_queries_whatever_was_read(filled: Filled) -> None:
    person = filled.cast.here.told.case.insured_id

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            readers.readings(person)
        return len(caught)

    with transaction.atomic():
        few = queries()
        reader = Actor(ActorKind.SYSTEM, "letters")
        for _ in range(20):
            journal.record(action="vault:document:read", actor=reader, subject=f"insured:{person}")
        assert queries() == few
        transaction.set_rollback(True)


def _silent(filled: Filled, who: str, route: Route) -> list[str]:
    things = filled.cast.here
    path = route.path(**{part: things.of(part, kind) for part, kind in route.parts.items()})
    with transaction.atomic():
        Throttle.objects.all().delete()
        before = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
        answer = _get(filled, who, path)
        shown = {canary.person for canary in filled.aviary.in_text(text_of(answer))}
        silent = [
            f"{route.name} ({who})"
            for person in shown
            if person and not any(one.seq > before for one in readers.entries_about(person))
        ]
        transaction.set_rollback(True)
    return silent


def _keys(filled: Filled) -> set[str]:
    return purging.keys_about(filled.cast.here.told.case.insured_id)


def _get(filled: Filled, who: str, path: str) -> Any:
    client = Client(raise_request_exception=False)
    client.cookies.update(filled.cast.clients[who].cookies)
    return client.get(path)
