"""Everything about me: complete, in words, and nothing of others."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import models

from telecontrole.hall.protection import archive, archive_words, purging, retention
from telecontrole.hall.protection.classes import DataClass, columns_of
from telecontrole.rooms.examinations.models import CallRequest
from telecontrole.rooms.notices.models import Notice
from tests.secrecy.conftest import Filled

# Tables about a person of whose columns the archive tells none, each with its reason.
NOTHING_TO_TELL = {
    "examinations.CallRequest": "the number is the doctor's own",
    "hall.BrokenGlass": "told among the readings; the reason is the reader's",
    "hall.PersonalExport": "this archive itself",
    "vault.Content": "given as the files of the folder courriers/",
    "vault.MedicalContent": "given as the files of the folder courriers/",
}


@pytest.fixture(scope="module")
def packed(filled: Filled) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive.build(filled.cast.here.told.case.insured_id)))


def test_every_table_about_a_person_is_told_or_says_why_not() -> None:
    """From the keys of the tables and their classes: a new one has its words, or fails here."""
    wrong = []
    for model in _about_persons():
        label = model._meta.label
        guarded = [
            name
            for name, kind in columns_of(model).items()
            if kind not in (DataClass.TECHNIQUE, DataClass.SECRET, DataClass.PUBLIC, None)
        ]
        labels = archive_words.tables().get(label, ("", {}))[1]
        if label in NOTHING_TO_TELL or not guarded:
            continue
        wrong += [f"{label}.{one}" for one in archive.columns_told(model) if one not in labels]
    assert not wrong, f"say them in telecontrole/hall/protection/archive_words.yaml: {wrong}"


def test_no_word_is_about_a_column_that_is_not_told() -> None:
    wrong = [
        f"{label}.{name}"
        for label, (_, labels) in archive_words.tables().items()
        for name in labels
        if name not in archive.columns_told(apps.get_model(label))
    ]
    assert not wrong


def test_every_word_that_is_planted_in_a_file_is_in_its_archive(
    filled: Filled, packed: zipfile.ZipFile
) -> None:
    """What the cast's tables hold of this person, and nothing of anybody else."""
    person = filled.cast.here.told.case.insured_id
    told = {
        name: set(filled.aviary.in_text(packed.read(name).decode()))
        for name in ("donnees.json", "mes-donnees.html")
    }
    assert told["donnees.json"] == told["mes-donnees.html"]
    assert {canary.person for canary in told["donnees.json"]} <= {person, None}
    where = {canary.where for canary in told["donnees.json"]}
    assert {"nom_naissance", "email", "adresse"} <= where, where
    assert not any(word.startswith("examinations.CallRequest") for word in where)


def test_the_page_of_the_archive_is_in_words(packed: zipfile.ZipFile) -> None:
    page = packed.read("mes-donnees.html").decode()
    for word in (
        "Arrêt non justifié",
        "Maladie",
        "Tenu",
        "Qui a lu votre dossier",
        "Nom de naissance",
    ):
        assert word in page
    for word in ("nom_naissance", "cases.Case", "AT_NON_JUSTIFIE", "_sealed"):
        assert word not in page
    readme = packed.read("LISEZ-MOI.txt").decode()
    for word in ("60 mois", "POURQUOI", "QUI LES REÇOIT", "AUCUNE DÉCISION", "CNIL"):
        assert word in readme
    assert "n’a pas pu y tenir" not in readme


def test_what_was_sent_to_others_is_told_without_their_address_or_link(
    filled: Filled, packed: zipfile.ZipFile
) -> None:
    told = json.loads(packed.read("donnees.json"))
    person = str(filled.cast.here.told.case.insured_id)
    others = [one for one in told["notices.Notice"] if one["recipient"] != "assure"]
    assert others
    assert not any("address_sealed" in one or "params_sealed" in one for one in others)
    sent = Notice.objects.filter(recipient="assure", person_key=person).count()
    assert sent == len(told["notices.Notice"]) - len(others)
    assert {
        one["proof_sealed"]["template"].count("medecin") for one in told["notices.Attempt"]
    } == {0}
    assert CallRequest.objects.exists()


def test_an_inscription_number_stays_the_text_that_it_is(
    filled: Filled, packed: zipfile.ZipFile
) -> None:
    (me,) = json.loads(packed.read("donnees.json"))["people.Insured"]
    assert isinstance(me["nir_sealed"], str)
    assert len(me["nir_sealed"]) == 15


def test_what_the_bounds_leave_out_is_named(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_DOCUMENTS", 1)
    monkeypatch.setattr(archive, "MOST_ROWS", 3)
    content = archive.build(filled.cast.here.told.case.insured_id)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        readme = parts.read("LISEZ-MOI.txt").decode()
    assert "courriers ou documents" in readme
    assert "Messages qui vous concernent : " in readme


def _about_persons() -> set[type[models.Model]]:
    named = [rule.model for rule in retention.rules().values() if rule.by or rule.twin]
    waiting = [apps.get_model(label) for label in ("people.Insured", *named)]
    found: set[type[models.Model]] = set()
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [other for other, _ in purging.referring(model)]
    return found
