"""Links that nobody gave, that are over, or that were taken back: they open nothing and tell nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.rooms.people.models import AccessLink, Invitation
from tests.hostile.cast import Cast, link_token
from tests.hostile.conftest import Attack

FORGED = (
    "ABCDEFGHIJKL",
    "abcdefghijkl",
    "AAAAAAAAAAA",
    "A" * 13,
    "ÉÉÉÉÉÉÉÉÉÉÉÉ",
    "0" * 12,
    "A" * 9000,
)


def test_a_forged_link_opens_nothing(attack: Attack) -> None:
    for token in FORGED:
        answer = attack("anonymous", "GET", f"/r/{token}")
        assert answer.status_code == 404
        assert "sessionid" not in answer.cookies


def test_one_letter_changed_opens_nothing(cast: Cast, attack: Attack) -> None:
    token = link_token(cast.here.now)
    assert attack("anonymous", "GET", f"/r/{token}").status_code == 302
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert attack("anonymous", "GET", f"/r/{changed}").status_code == 404


@pytest.mark.parametrize(
    ("who", "how"),
    [
        *(
            (who, "expires_at")
            for who in ("insured", "insured_link", "practitioner", "practitioner_rpps")
        ),
        # Who gave the code keeps the page of a link closed since: tests/journeys/person/test_wrong_address.py.
        *((who, "revoked_at") for who in ("insured_link", "practitioner", "practitioner_rpps")),
    ],
)
def test_a_closed_link_closes_what_it_had_opened(
    cast: Cast, attack: Attack, undone: None, who: str, how: str
) -> None:
    doctor = who.startswith("practitioner")
    subject = f"avis:{cast.here.avis}" if doctor else f"case:{cast.here.now.case.id}"
    token = link_token(cast.here.now)
    past = clock.now() - timedelta(seconds=1)
    AccessLink.objects.filter(subject=subject).update(**{how: past})
    if not doctor:
        assert attack(who, "GET", f"/r/{token}").status_code in (404, 410)
        for path in ("/rdv/", "/rdv/rejoindre/", "/rdv/resultat/", "/rdv/agenda.ics"):
            assert attack(who, "GET", path).status_code == 410, path
        assert attack(who, "POST", "/rdv/choix/empeche/", data="version=1").status_code == 410
        ticket = f"/visio/{cast.here.session}/ticket/"
        assert attack(who, "POST", ticket).status_code == 403
    else:
        assert attack(who, "GET", "/medecin/avis/")["Location"] == "/medecin/"


def test_an_invitation_that_is_over_sets_no_password(
    cast: Cast, attack: Attack, undone: None
) -> None:
    path = f"/invitation/{cast.here.invitation}/"
    assert attack("anonymous", "GET", path).status_code == 200
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert attack("anonymous", "GET", path).status_code == 410
    weak = "password=quatre+chevaux+blancs+au+pré"
    kind = "application/x-www-form-urlencoded"
    answer = attack("anonymous", "POST", path, data=weak, content_type=kind)
    assert answer.status_code == 410


@pytest.mark.parametrize("cookie", ["", "x", "../../etc/passwd", "é" * 10, "0" * 5000])
def test_a_forged_session_is_nobody(cast: Cast, cookie: str) -> None:
    client = Client()
    client.cookies["sessionid"] = cookie
    assert client.get("/rdv/").status_code == 403
    assert client.get("/accueil/")["Location"].startswith("/connexion/")


def test_a_demonstration_link_is_nothing_elsewhere(attack: Attack) -> None:
    for token in ("x", "WyJjaGVmIiwieCJd:1x:y"):
        assert attack("anonymous", "GET", f"/demonstration/entrer/{token}/").status_code == 404
    assert attack("anonymous", "POST", "/demonstration/etre/chef/").status_code == 404
