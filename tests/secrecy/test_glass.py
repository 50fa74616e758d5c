"""Reading outside one's right: with words, for an hour, told to the head, seen by the person."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection import glass, readers
from telecontrole.hall.protection.glass import GlassGround
from telecontrole.hall.protection.models import BrokenGlass
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations.texts import CONCLUSIONS
from telecontrole.rooms.people.models import Account
from telecontrole.rooms.worklist.models import Task
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import FORM
from tests.secrecy.texts import text_of

WHY = "Le confrère est absent et la personne appelle pour une urgence."


@pytest.fixture(autouse=True)
def _undone(filled: Filled) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def actor(role: Role, caisse: str = "141") -> Actor:
    account = Account.objects.filter(roles__contains=[role.value], caisse=caisse).first()
    assert account is not None
    return Actor(ActorKind.STAFF, str(account.id), frozenset({role}), caisse)


def broken(filled: Filled, role: Role = Role.MEDECIN_CONSEIL, reason: str = WHY) -> UUID | Refusal:
    return glass.break_glass(
        reference=filled.cast.elsewhere.now.case.reference,
        ground=GlassGround.URGENCE,
        reason=reason,
        actor=actor(role),
    )


@pytest.mark.parametrize("role", [Role.TECHNICIEN, Role.GESTIONNAIRE, Role.CHEF, Role.EXPERT])
def test_other_roles_break_no_glass(filled: Filled, role: Role) -> None:
    assert broken(filled, role) == Refusal("glass_not_yours")


def test_a_reason_is_a_sentence(filled: Filled) -> None:
    refused = broken(filled, reason="urgent      ")
    assert isinstance(refused, Refusal)
    assert refused.code == "glass_reason_short"
    assert not BrokenGlass.objects.exclude(reason_sealed=b"").filter(caisse="763").exists()


def test_the_file_opens_for_the_one_who_asked_and_closes_after_an_hour(filled: Filled) -> None:
    key = broken(filled)
    assert isinstance(key, UUID)
    path = f"/lecture-exceptionnelle/{key}/"
    read = text_of(filled.ask("medecin_conseil", "GET", path))
    shown = {one.kind.value for one in filled.aviary.in_text(read) if one.caisse == "763"}
    assert shown >= {"identite", "medical"}
    assert filled.ask("administrateur", "GET", path).status_code == 404
    BrokenGlass.objects.filter(id=key).update(
        opened_at=clock.now() - 2 * glass.OPEN_FOR, closes_at=clock.now()
    )
    assert filled.ask("medecin_conseil", "GET", path).status_code == 404


def test_the_avis_is_told_in_words(filled: Filled) -> None:
    told = filled.cast.elsewhere.told.case
    key = glass.break_glass(
        reference=told.reference,
        ground=GlassGround.URGENCE,
        reason=WHY,
        actor=actor(Role.ADMINISTRATEUR),
    )
    code = reading.lines([told.pk])[told.pk].code
    read = text_of(filled.ask("administrateur", "GET", f"/lecture-exceptionnelle/{key}/"))
    assert CONCLUSIONS[code] in read
    assert code.value not in read


def test_an_administrator_never_reads_what_is_medical(filled: Filled) -> None:
    key = broken(filled, Role.ADMINISTRATEUR)
    read = text_of(filled.ask("administrateur", "GET", f"/lecture-exceptionnelle/{key}/"))
    shown = {one.kind.value for one in filled.aviary.in_text(read)}
    assert shown == {"identite"}


def test_the_head_is_told_at_once_and_reads_why(filled: Filled) -> None:
    key = glass.break_glass(
        reference=filled.cast.here.now.case.reference,
        ground=GlassGround.REQUISITION,
        reason=WHY,
        actor=actor(Role.ADMINISTRATEUR),
    )
    task = Task.objects.get(key=f"glass:{key}")
    assert (task.caisse, task.kind) == ("141", glass.KIND)
    page = text_of(filled.ask("chef", "GET", "/lecture-exceptionnelle/registre/"))
    assert WHY in page
    assert filled.ask("technicien", "GET", "/lecture-exceptionnelle/registre/").status_code == 403
    head = actor(Role.CHEF)
    assert glass.note_seen(glass_id=UUID(str(key)), actor=head) is None
    task.refresh_from_db()
    assert task.done == "vu"


def test_the_head_of_another_caisse_sees_nothing_of_it(filled: Filled) -> None:
    key = broken(filled)
    assert isinstance(key, UUID)
    assert WHY not in text_of(filled.ask("chef", "GET", "/lecture-exceptionnelle/registre/"))
    assert glass.note_seen(glass_id=key, actor=actor(Role.CHEF)) == Refusal("glass_unknown")


def test_the_person_sees_that_it_happened(filled: Filled) -> None:
    key = broken(filled)
    assert isinstance(key, UUID)
    assert glass.read_through(glass_id=key, actor=actor(Role.MEDECIN_CONSEIL)) is not None
    told = readers.readings(filled.cast.elsewhere.now.case.insured_id)
    assert any("exceptionnelle" in one.what and one.who == "Médecin-conseil" for one in told)


def test_references_are_not_guessed_here(filled: Filled) -> None:
    who = actor(Role.MEDECIN_CONSEIL)
    codes = [
        glass.break_glass(
            reference=f"TC-9{turn}", ground=GlassGround.URGENCE, reason=WHY, actor=who
        )
        for turn in range(12)
    ]
    assert codes[0] == Refusal("glass_unknown")
    assert codes[-1] == Refusal("glass_too_often")
    assert JournalEntry.objects.filter(action="hall:glass:missed").count() == 10


def test_the_form_says_what_is_missing(filled: Filled) -> None:
    answer = filled.ask(
        "medecin_conseil",
        "POST",
        "/lecture-exceptionnelle/",
        data="reference=TC-1&ground=urgence&reason=bref",
        content_type=FORM,
    )
    assert answer.status_code == 422
    assert "phrase complète" in text_of(answer)
