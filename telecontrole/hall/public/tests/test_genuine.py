"""The page that tells whether a message is from us."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from telecontrole.rooms.notices import selectors as notices


def test_the_page_against_phishing_names_the_sender_and_the_link(db: None) -> None:
    answer = Client().get("/ce-message-vient-il-de-vous/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert notices.sender() in said
    assert f"{settings.BASE_URL}/r/" in said
    for what in ("code à quatre chiffres", "carte bancaire", "33&nbsp;700"):
        assert what in said
