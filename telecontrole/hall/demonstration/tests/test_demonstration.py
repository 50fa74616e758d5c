from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.hall.demonstration import cast, interview, loading
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices import services as notice_services
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "CASES", 12)


@pytest.fixture
def loaded() -> None:
    loading.load(lambda step: None)


@pytest.mark.usefixtures("loaded")
def test_the_interview_is_now_and_stands_outside_the_plan() -> None:
    found = interview.current()
    assert found is not None
    _, appointment = found
    assert appointment.origin is Origin.DEMONSTRATION
    assert abs(clock.now() - appointment.starts_at) < timedelta(minutes=2)


@pytest.mark.usefixtures("loaded")
def test_loading_twice_changes_nothing() -> None:
    before = {one.id: one.state for one in planning.every_version()}
    count = len(cases.all_cases())
    loading.load(lambda step: None)
    assert {one.id: one.state for one in planning.every_version()} == before
    assert len(cases.all_cases()) == count


@pytest.mark.usefixtures("loaded")
def test_another_interview_replaces_the_one_that_is_ahead() -> None:
    first = interview.begin()
    second = interview.begin(again=True)
    assert (second.case, second.version) == (first.case, first.version + 1)


@pytest.mark.usefixtures("loaded")
def test_the_messages_of_the_moment_leave_at_once() -> None:
    notice_services.tick(clock.now())
    sent = notices.sent_messages()
    assert {proof.notice.channel for proof in sent} >= {"email", "sms", "mssante"}


@pytest.mark.usefixtures("loaded")
def test_everybody_has_a_way_in_and_no_link_of_the_first_page_leads_nowhere() -> None:
    # One loading for all of them: it is the long part.
    for one in cast.PARTS:
        client = Client()
        answer = client.post(f"/demonstration/etre/{one.key}/")
        assert answer.status_code == 302
        assert answer["Location"] != "/demonstration/"
        first = client.get(answer["Location"], follow=True)
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', first.content.decode())) - {"/"}
        assert links, one.key
        lost = {link for link in links if client.get(link, follow=True).status_code >= 400}
        assert lost == set(), one.key


@pytest.mark.usefixtures("loaded")
def test_the_page_left_open_lets_one_be_somebody_else() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/demonstration/").content.decode()
    sealed = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert sealed is not None
    said = {"csrfmiddlewaretoken": sealed[1]}
    for one in cast.PARTS:
        assert browser.post(f"/demonstration/etre/{one.key}/", said).status_code == 302
    assert browser.post("/demonstration/entretien/", said).status_code == 302


@pytest.mark.usefixtures("loaded")
def test_a_link_of_the_terminal_serves_once(client: Client) -> None:
    link = cast.one_time_link(cast.PARTS[0]).partition("/demonstration")
    address = f"/demonstration{link[2]}"
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 410


def test_a_forged_link_opens_nothing(client: Client) -> None:
    assert client.get("/demonstration/entrer/abc:def:ghi/").status_code == 410


@pytest.mark.usefixtures("loaded")
def test_the_pages_show_who_to_be_and_what_was_sent(client: Client) -> None:
    notice_services.tick(clock.now())
    assert "hors des règles" in client.get("/demonstration/").content.decode()
    assert "camille.laurent@exemple.test" in client.get("/demonstration/messages/").content.decode()


def test_the_pages_stand_before_anything_is_loaded(client: Client) -> None:
    assert "pas chargée" in client.get("/demonstration/").content.decode()
    assert client.post("/demonstration/etre/assure/")["Location"] == "/demonstration/"


@pytest.mark.parametrize("path", ["", "messages/", "entrer/x/"])
def test_elsewhere_the_pages_do_not_exist(client: Client, settings: object, path: str) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert client.get(f"/demonstration/{path}").status_code == 404


@pytest.mark.usefixtures("loaded")
def test_elsewhere_no_interview_is_placed_outside_the_rules(settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="not_a_demonstration"):
        interview.begin(again=True)


@pytest.mark.usefixtures("loaded")
def test_a_tutrice_opens_the_suspension_that_a_manager_is_about_to_lift(client: Client) -> None:
    home = client.post("/demonstration/etre/tutrice/", follow=True).content.decode()
    assert "GARNIER" in home or "Garnier" in home
    listed = client.get("/rdv/decisions/").content.decode()
    assert "Ouvrir" in listed
    client.post("/demonstration/etre/gestionnaire/")
    queue = client.get("/decisions/?nature=levee").content.decode()
    assert "DEMO-SUSPENSION-001" in queue
    assert "Fin de la suspension" in queue
