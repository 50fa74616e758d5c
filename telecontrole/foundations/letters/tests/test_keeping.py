"""Letters are kept in the vault as they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from telecontrole.foundations import letters
from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused, Role
from telecontrole.foundations.letters import keeping
from telecontrole.foundations.vault import documents, selectors

from .sheets import DATA, text_of

DOCTOR = Actor(ActorKind.STAFF, "doctor", frozenset({Role.MEDECIN_CONSEIL}), "141")
MANAGER = Actor(ActorKind.STAFF, "manager", frozenset({Role.GESTIONNAIRE}), "141")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: Callable[[str], object]) -> None:
    at("2026-12-01T08:00:00+00:00")


def issue(data: dict[str, object], *, medical: bool = False, actor: Actor = DOCTOR) -> object:
    return keeping.issue(
        template=letters.PLAIN,
        data=data,
        subject="case:1",
        kind="convocation",
        actor=actor,
        medical=medical,
    )


@pytest.mark.parametrize("medical", [False, True])
def test_a_letter_is_kept_as_it_was_made(medical: bool) -> None:
    info = issue(DATA, medical=medical)
    assert isinstance(info, selectors.DocumentInfo)
    assert info.shown
    found = documents.read_document(document_id=info.id, actor=DOCTOR, purpose="letter")
    assert isinstance(found, tuple)
    assert hashlib.sha256(found[1]).digest() == info.sha256
    assert "Madame Jeanne LEFÈVRE" in text_of(found[1])


def test_a_letter_that_lacks_something_is_not_kept() -> None:
    with pytest.raises(letters.LetterIncomplete):
        issue({**DATA, "paragraphs": []})
    assert selectors.documents_of("case:1") == []


def test_a_medical_letter_is_kept_by_the_medical_service_only() -> None:
    with pytest.raises(MedicalAccessRefused):
        issue(DATA, medical=True, actor=MANAGER)
    assert selectors.documents_of("case:1") == []
