"""The documents are true: what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = ROOT / "telecontrole"
# Where the tour stands when it names a file without its folder.
HERE = [CODE, ROOT, CODE / "rooms/examinations", CODE / "rooms/planning"]
NAMED = re.compile(r"`([a-z_/]+\.(?:py|typ|js|html)|(?:rooms|hall|foundations|docs)/[a-z_/]+/)`")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def test_every_file_of_the_tour_exists() -> None:
    named = set(NAMED.findall((ROOT / "docs/tour.md").read_text()))
    assert len(named) > 30
    missing = [name for name in named if not any((base / name).exists() for base in HERE)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text())
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs/decisions"
    listed = (folder / "README.md").read_text()
    assert all(path.name in listed for path in folder.glob("0*.md"))


def test_no_document_names_a_tool_of_one_machine() -> None:
    for document in DOCUMENTS:
        text = document.read_text()
        assert not re.search(r"(^|[\s`(])/(?:work|tmp|root|home)/", text)
