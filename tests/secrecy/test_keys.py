"""Every sealed value follows a change of master key; one that does not is lost with the old key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from telecontrole.foundations import vault
from telecontrole.foundations.vault import rotation
from telecontrole.foundations.vault.keys import new_line
from telecontrole.hall.cli.main import main
from tests.secrecy.conftest import Filled
from tests.secrecy.planting import guarded, said


@pytest.fixture
def _key_file_given_back(filled: Filled) -> Iterator[None]:
    path = Path(settings.MASTER_KEY_FILE)
    before = path.read_text()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    path.write_text(before)
    vault.forget_keys()


def test_every_sealed_column_takes_part_in_a_rotation() -> None:
    assert rotation.forgotten() == [], "register it in the room's apps.ready()"


@pytest.mark.usefixtures("_key_file_given_back")
def test_after_a_rotation_the_old_key_opens_nothing_that_is_needed(
    filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed = [
        (model, column, said(model, column))
        for model, column, _ in guarded()
        if column.endswith("sealed")
    ]
    assert sum(len(texts) for _, _, texts in sealed) > 30
    assert main(["keys", "new"]) == 0
    assert main(["keys", "status"]) == 1
    assert main(["keys", "rotate"]) == 0
    assert main(["keys", "status"]) == 0
    lines = Path(settings.MASTER_KEY_FILE).read_text().splitlines()
    seals = [line for line in lines if line.startswith("seal")]
    Path(settings.MASTER_KEY_FILE).write_text(
        "\n".join([seals[0], *(line for line in lines if line.startswith("index"))]) + "\n"
    )
    vault.forget_keys()
    for model, column, texts in sealed:
        assert sorted(said(model, column)) == sorted(texts), (model, column)
    for row in Authenticator.objects.all():
        if "secret" in row.data:
            assert vault.unseal(bytes.fromhex(row.data["secret"]), row="people.account:mfa")
    assert "base64" not in capsys.readouterr().out


@pytest.mark.usefixtures("_key_file_given_back")
def test_a_key_file_of_somewhere_else_is_told_by_the_doctor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert rotation.locked() == []
    Path(settings.MASTER_KEY_FILE).write_text(new_line("seal") + new_line("index"))
    vault.forget_keys()
    assert "people.Insured.nir_sealed" in rotation.locked()
    assert main(["doctor"]) == 1
    assert "le fichier n'a pas la clé de : " in capsys.readouterr().out
