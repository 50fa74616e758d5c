"""The pages of the messages: who sees what, and what a person does there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponseBase
from django.template import loader
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.notices import drafting, services, views
from telecontrole.rooms.notices.enums import Channel, Failure, State, Verdict
from telecontrole.rooms.notices.gateways.twins import Recording
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.worklist import selectors as worklist
from telecontrole.rooms.worklist import titles

from .conftest import TWO_DAYS_BEFORE
from .test_people import Moody, letter, send

Plan = Callable[..., UUID]
TECHNICIAN = Actor(ActorKind.STAFF, "t", frozenset({Role.TECHNICIEN}), "141", "T")
ADMIN = replace(TECHNICIAN, id="a", roles=frozenset({Role.ADMINISTRATEUR}))
HEAD = replace(TECHNICIAN, id="h", roles=frozenset({Role.CHEF}))
ELSEWHERE = replace(TECHNICIAN, id="e", caisse="761")


class User:
    is_authenticated = True


def call(view: Any, actor: Actor, *, get: Any = None, post: Any = None, **kwargs: Any) -> Any:
    factory = RequestFactory()
    request = factory.get("/messages/", get or {}) if post is None else factory.post("/", post)
    request.user = User()  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = _Kept()  # type: ignore[attr-defined]
    response: HttpResponseBase = view(request, **kwargs)
    return response


class _Kept(list[str]):
    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.append(message)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def failed(plan: Plan, verdict: Verdict = Verdict.REFUSED, **changed: Any) -> UUID:
    gateway, notice = Moody("moody"), plan(**changed)
    gateway.verdict = verdict
    send(gateway)
    return notice


def test_only_those_who_work_on_messages_enter(at: Any) -> None:
    doctor = replace(TECHNICIAN, roles=frozenset({Role.MEDECIN_CONSEIL}))
    for view in (views.undelivered, views.letters):
        for actor in (doctor, Actor(ActorKind.INSURED, "x")):
            with pytest.raises(PermissionDenied):
                call(view, actor)


def test_undelivered_messages_are_listed_for_their_caisse_and_export_without_address(
    at: Any, plan: Plan
) -> None:
    at(TWO_DAYS_BEFORE)
    failed(plan)
    shown = call(views.undelivered, HEAD)
    assert "1 résultat" in text(shown)
    assert "Refusé par le réseau" in text(shown)
    assert "Tous les messages ont été remis" in text(call(views.undelivered, ELSEWHERE))
    assert "Tous les messages" not in text(call(views.undelivered, HEAD, get={"raison": "bounced"}))
    exported = b"".join(call(views.undelivered, HEAD, get={"format": "csv"})).decode()
    assert "612345678" not in exported
    assert JournalEntry.objects.filter(action="notices:list:exported").count() == 1
    services.set_head(subject="case:1", version=2, open_=True)
    assert "Tous les messages ont été remis" in text(call(views.undelivered, HEAD))


def test_twice_the_failures_cost_the_list_the_same_queries(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            call(views.undelivered, HEAD)
        return len(captured)

    for number in range(4):
        failed(plan, subject=f"case:{number}", person_key=f"p{number}")
    before = cost()
    for number in range(4, 8):
        failed(plan, subject=f"case:{number}", person_key=f"p{number}")
    assert cost() == before


def test_only_a_technician_sees_the_address_and_the_reading_is_journalled(
    at: Any, plan: Plan
) -> None:
    at(TWO_DAYS_BEFORE)
    notice = failed(plan)
    for actor in (ADMIN, HEAD):
        shown = call(views.notice, actor, notice_id=notice).content.decode()
        assert "33612345678" not in shown
        assert "Corriger l" not in shown
        with pytest.raises(PermissionDenied):
            call(views.correct, actor, notice_id=notice, post={})
    assert not JournalEntry.objects.filter(action="notices:address:read").exists()
    assert "+33612345678" in text(call(views.notice, TECHNICIAN, notice_id=notice))
    assert JournalEntry.objects.filter(action="notices:address:read").count() == 1
    for view in (views.notice, views.correct, views.resolve):
        post: dict[str, str] | None = None if view is views.notice else {}
        with pytest.raises(Http404):
            call(view, ELSEWHERE, notice_id=notice, post=post)
    with pytest.raises(Http404):
        call(views.notice, TECHNICIAN, notice_id=uuid4())


def test_a_corrected_address_sends_the_message_again(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = failed(plan)
    wrong = call(
        views.correct,
        TECHNICIAN,
        notice_id=notice,
        post={"address": "02 31 00 00 00", "source": "telephone"},
    )
    assert wrong.status_code == 422
    assert "numéro de mobile" in text(wrong)
    typed = {"address": "06 98 76 54 32", "source": "telephone"}
    assert call(views.correct, TECHNICIAN, notice_id=notice, post=typed).status_code == 302
    gateway = Moody("moody")
    send(gateway)
    assert [m.address for m in gateway.sent] == ["+33698765432"]
    again = call(views.correct, TECHNICIAN, notice_id=notice, post=typed)
    assert again.status_code == 409
    assert "déjà été remis" in text(again)


@pytest.mark.parametrize(("outcome", "state"), [("remis", "handed"), ("pas_remis", "planned")])
def test_an_unknown_outcome_is_settled_on_the_page(
    at: Any, plan: Plan, outcome: str, state: str
) -> None:
    at(TWO_DAYS_BEFORE)
    notice = failed(plan, Verdict.UNKNOWN)
    shown = text(call(views.notice, ADMIN, notice_id=notice))
    assert "Qu’est-il devenu" in shown
    assert "Qu’est-il devenu" not in text(call(views.notice, HEAD, notice_id=notice))
    assert call(views.resolve, ADMIN, notice_id=notice, post={}).status_code == 422
    answer = call(views.resolve, ADMIN, notice_id=notice, post={"outcome": outcome})
    assert answer.status_code == 302
    assert Notice.objects.get(id=notice).state == state


def test_an_email_that_came_back_shows_the_number_to_call(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    short, gateway = plan(channel=Channel.SMS, address="+33699887766"), Moody("moody")
    notice, gateway.verdict = plan(channel=Channel.EMAIL), Verdict.REFUSED
    with services.using_gateways(gateway, Recording()):
        services.tick(clock.now())
    shown = call(views.notice, TECHNICIAN, notice_id=notice).content.decode()
    assert 'href="tel:+33699887766"' in shown
    for actor in (ADMIN, HEAD):
        assert "+33699887766" not in text(call(views.notice, actor, notice_id=notice))
    assert JournalEntry.objects.filter(action="notices:address:read").count() == 1
    Notice.objects.filter(id=short).update(person_key="somebody else")
    assert "tel:" not in call(views.notice, TECHNICIAN, notice_id=notice).content.decode()
    found = worklist.waiting(Actor.system("test"), limit=1)[0]
    assert "le numéro à appeler s’y trouve" in titles.advice(found)


def test_letters_are_printed_in_one_file_and_posted_on_a_day(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    first, second = letter(plan), letter(plan, subject="case:2")
    assert "Lettres à poster" in text(call(views.letters, TECHNICIAN))
    assert str(first) not in call(views.letters, ELSEWHERE).content.decode()
    both = {"lettre": [str(first), str(second), "nonsense"]}
    for actor in (ADMIN, HEAD):
        with pytest.raises(PermissionDenied):
            call(views.print_letters, actor, post=both)
    printed = call(views.print_letters, TECHNICIAN, post=both)
    assert printed["Content-Type"] == "application/pdf"
    assert len(pikepdf.open(BytesIO(printed.content)).pages) >= 2
    assert JournalEntry.objects.filter(action="notices:letter:printed").count() == 2
    assert call(views.print_letters, ELSEWHERE, post=both).status_code == 302
    day = {"posted_on_jour": "8", "posted_on_mois": "12", "posted_on_annee": "2026"}
    assert call(views.post_letters, ELSEWHERE, post={**both, **day}).status_code == 302
    assert Notice.objects.filter(state=State.HANDED).count() == 0
    assert call(views.post_letters, TECHNICIAN, post=both).status_code == 422
    later = {**day, "posted_on_jour": "9"}
    assert call(views.post_letters, TECHNICIAN, post={**both, **later}).status_code == 409
    assert (
        call(views.post_letters, TECHNICIAN, post={"lettre": str(first), **day}).status_code == 302
    )
    states = {n.id: n.state for n in Notice.objects.all()}
    assert states == {first: State.HANDED, second: State.PLANNED}


def test_a_letter_that_cannot_be_made_does_not_stop_the_others(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    good = letter(plan)
    bad = letter(plan, subject="case:2", broken="code")
    batch = services.print_letters(caisse="141")
    assert [one.notice for one in batch.letters] == [good]
    assert batch.faulty == (bad,)


def test_a_letter_bears_its_corrected_address(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = letter(plan)
    typed = {"address": "2 rue Neuve\n50000 Saint-Lô", "source": "telephone"}
    assert call(views.correct, TECHNICIAN, notice_id=notice, post=typed).status_code == 302
    row = Notice.objects.get(id=notice)
    params = drafting.opened_params(row.id, bytes(row.params_sealed))
    assert params["adresse_postale"] == "2 rue Neuve\n50000 Saint-Lô"


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_has_its_words_and_leads_to_the_page_of_the_notice(
    at: Any, plan: Plan, failure: Failure
) -> None:
    at(TWO_DAYS_BEFORE)
    notice = failed(plan)
    found = replace(
        worklist.waiting(Actor.system("test"), limit=1)[0], kind=f"notice_{failure.value}"
    )
    names = [f"worklist/kinds/notice_{failure.value}.{form}" for form in ("txt", "html")]
    assert [loader.get_template(name) for name in names]
    assert titles.title(found).endswith("Annonce, deux jours avant (SMS)")
    assert f'href="/messages/{notice}/"' in titles.advice(found)


def test_a_get_never_prints_posts_or_corrects(at: Any, plan: Plan) -> None:
    at(TWO_DAYS_BEFORE)
    notice = plan(channel=Channel.EMAIL)
    for view in (views.print_letters, views.post_letters):
        assert call(view, TECHNICIAN).status_code == 405
    for of_one in (views.correct, views.resolve):
        assert call(of_one, TECHNICIAN, notice_id=notice).status_code == 405
