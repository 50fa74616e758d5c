"""The proof of messages for a judge: read back from the PDF, its hashes computed again."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from datetime import date
from typing import Any

import pikepdf
import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.journal import services as journal
from telecontrole.foundations.journal.models import JournalEntry, JournalSeal
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Attempt, Notice
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.tests.world import PLANNER, World

from .test_pages import planned, signed_in, text, world

pytestmark = pytest.mark.django_db
__all__ = ["planned", "world"]


@pytest.fixture
def sent(planned: Case, at: Any) -> Case:
    """The same case, once its first notices have left."""
    twin = notices.Recording("smtp:relay")
    with notices.using_gateways(twin, notices.Recording("smpp:smsc")):
        at("2026-12-01T09:00:00+00:00")
        notices.tick(clock.now())
    journal.seal_all()
    return planned


def words_of(pdf: bytes, folder: Any) -> str:
    """What a reader copies out of the PDF."""
    path = folder / "preuve.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def exact_contents(words: str) -> list[bytes]:
    """The base64 blocks, without the feet of the pages between them."""
    blocks = re.findall(r"Contenu exact \(base64\)(.*?)Fin du contenu exact", words, re.DOTALL)
    lines = [[line.strip() for line in block.splitlines()[1:]] for block in blocks]
    return [
        base64.b64decode("".join(x for x in block if re.fullmatch(r"[A-Za-z0-9+/=]+", x)))
        for block in lines
    ]


def test_the_hashes_of_the_file_are_computed_again_from_its_own_words(
    sent: Case, tmp_path: Any
) -> None:
    answer = signed_in("chef").get(f"/dossiers/{sent.reference}/messages/preuve.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = words_of(answer.content, tmp_path)
    stored = {bytes(a.digest).hex(): a for a in Attempt.objects.all()}
    contents = exact_contents(words)
    assert len(contents) == len(stored) == 2
    for content in contents:
        digest = hashlib.sha256(content).hexdigest()
        assert digest in stored
        assert digest in words
        said = json.loads(content)
        assert said["address"] in words
        assert said["text"]
    assert "altérée" not in words
    head = JournalSeal.objects.order_by("-position")[0]
    assert bytes(head.digest).hex() in re.sub(r"\s", "", words)


def test_the_page_says_in_french_what_became_of_each_message(sent: Case) -> None:
    page = text(signed_in("technicien"), f"/dossiers/{sent.reference}/messages/")
    assert "Annonce, deux jours avant, par SMS, à l’assuré (version 1)" in page
    assert re.findall(r"<dd>1 – ([^<:]+)", page) == ["Reçu "] * 2
    assert "delivered" not in page


def test_the_file_is_an_archive_and_says_who_made_it(sent: Case, tmp_path: Any) -> None:
    answer = signed_in("technicien").get(f"/dossiers/{sent.reference}/messages/preuve.pdf")
    (tmp_path / "one.pdf").write_bytes(answer.content)
    with pikepdf.open(tmp_path / "one.pdf") as pdf, pdf.open_metadata() as meta:
        assert meta["pdfaid:part"] == "2"
        assert pdf.Root.Lang == "fr-FR"
    entry = JournalEntry.objects.get(action="hall:proof:exported")
    assert entry.subject == f"case:{sent.id}"


def test_the_file_is_for_few(sent: Case) -> None:
    path = f"/dossiers/{sent.reference}/messages/preuve.pdf"
    for role in ("gestionnaire", "administrateur", "expert"):
        assert signed_in(role).get(path).status_code == 403
    assert signed_in("technicien", caisse="691").get(path).status_code == 404
    assert not JournalEntry.objects.filter(action="hall:proof:exported").exists()


def test_a_posted_letter_is_given_as_it_was_posted(world: World, tmp_path: Any) -> None:
    world.hours(world.medecin(), "2026-12-16", site=world.site())
    case = world.case(insured=world.insured(email=""))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    notice = Notice.objects.get(channel="lettre")
    notices.post_letters(notice_ids=[notice.id], posted_on=date(2026, 12, 1), actor=PLANNER)
    client, base = signed_in("technicien"), f"/dossiers/{case.reference}/messages/"
    digest = bytes(Attempt.objects.get(notice=notice).digest).hex()
    assert digest in client.get(base).content.decode()
    letter = client.get(f"{base}{digest}.pdf")
    assert hashlib.sha256(letter.content).hexdigest() == digest
    assert digest in re.sub(r"\s", "", words_of(client.get(f"{base}preuve.pdf").content, tmp_path))
    assert client.get(f"{base}{'0' * 64}.pdf").status_code == 404
