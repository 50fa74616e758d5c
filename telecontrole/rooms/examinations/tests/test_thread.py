"""The exchange with the treating doctor: sealed, told without a word of it, closed to everybody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.enums import AvisCode, CallState, Ground
from telecontrole.rooms.examinations.models import CallRequest, Thread
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.examinations.tests.test_pages import client_of
from telecontrole.rooms.examinations.thread import selectors, services
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import Account, Practitioner
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
WORDS = "Ma patiente reprend demain, qu’en pensez-vous ?"


@pytest.fixture
def avis(scene: Scene) -> UUID:
    """An avis that the treating doctor was told of."""
    given = examinations.conclude(
        examination_id=scene.ready(),
        code=AvisCode.AT_NON_JUSTIFIE_REPRISE,
        grounds=[Ground.CAPACITE_RETROUVEE],
        date_effet=clock.today() + timedelta(days=7),
        actor=scene.actor,
    )
    assert isinstance(given, UUID)
    return given


def doctor() -> Practitioner:
    return Practitioner.objects.get(rpps="10309001401")


def actor_of_doctor() -> Actor:
    return Actor(ActorKind.PRACTITIONER, str(doctor().id))


def ask(avis: UUID, text: str = WORDS) -> UUID | Refusal:
    return services.write_as_doctor(
        avis_id=avis, practitioner_id=doctor().id, text=text, actor=actor_of_doctor()
    )


def wish(avis: UUID, number: str = "02 31 00 00 00", *moments: str) -> UUID | Refusal:
    return services.ask_call(
        avis_id=avis,
        practitioner_id=doctor().id,
        preferences=moments or ("matin", "soir"),
        number=number,
        actor=actor_of_doctor(),
    )


def tasks(kind: str) -> list[bool]:
    """Whether each task of a kind is still open."""
    found = Task.objects.filter(kind=kind).order_by("opened_at")
    return [task.done_at is None for task in found]


def test_a_message_waits_on_the_desk_and_as_a_task_until_it_is_opened(
    scene: Scene, avis: UUID
) -> None:
    assert isinstance(ask(avis), UUID)
    client = client_of(scene.account)
    assert "1 message non lu" in client.get(reverse("examinations:day")).content.decode()
    assert tasks("message_confrere") == [True]
    client.post(reverse("examinations:open_exchange", args=[avis]))
    assert "non lu" not in client.get(reverse("examinations:day")).content.decode()
    assert tasks("message_confrere") == [False]


def test_looking_at_the_page_marks_nothing_as_read(scene: Scene, avis: UUID) -> None:
    ask(avis)
    page = client_of(scene.account).get(reverse("examinations:exchange", args=[avis]))
    assert "reprend demain" in page.content.decode()
    assert Thread.objects.get().unread_by_medecin == 1


def test_an_answer_tells_the_doctor_without_a_name_or_a_word(scene: Scene, avis: UUID) -> None:
    ask(avis)
    scene.at.advance(minutes=1)
    before = set(Notice.objects.values_list("id", flat=True))
    client = client_of(scene.account)
    client.post(reverse("examinations:exchange", args=[avis]), {"text": "Parlons-en demain."})
    (told,) = Notice.objects.exclude(id__in=before)
    assert (told.channel, told.recipient) == ("mssante", "medecin_traitant")
    assert Thread.objects.get().unread_by_practitioner == 1
    assert tasks("message_confrere") == [False]
    (proof,) = notices.proof(told.subject)
    for secret in ("PERSONNE", "Parlons", "reprend", scene.case.reference):
        assert secret not in str(proof)
    words = services.read_as_doctor(
        avis_id=avis, practitioner_id=doctor().id, actor=actor_of_doctor()
    )
    assert [one.text for one in words] == [WORDS, "Parlons-en demain."]


def test_a_doctor_without_electronic_address_is_told_by_hand(scene: Scene, avis: UUID) -> None:
    Practitioner.objects.update(mssante="", courriel="")
    services.write_as_medecin(
        avis_id=avis, medecin_id=scene.medecin.id, text="Bonjour.", actor=scene.actor
    )
    assert tasks("prevenir_confrere") == [True]


def test_an_exchange_is_closed_to_every_other_doctor(scene: Scene, avis: UUID) -> None:
    ask(avis)
    other = Practitioner.objects.create(rpps="10104177158", nom="AUTRE", prenoms="Paul")
    actor = Actor(ActorKind.PRACTITIONER, str(other.id))
    written = services.write_as_doctor(
        avis_id=avis, practitioner_id=other.id, text="Bonjour", actor=actor
    )
    assert written == Refusal("avis_unknown")
    assert services.read_as_doctor(avis_id=avis, practitioner_id=other.id, actor=actor) == []
    called = services.ask_call(
        avis_id=avis,
        practitioner_id=other.id,
        preferences=["matin"],
        number="0231000000",
        actor=actor,
    )
    assert called == Refusal("avis_unknown")


def test_an_exchange_is_closed_to_every_other_medecin_conseil(scene: Scene, avis: UUID) -> None:
    ask(avis)
    colleague = scene.world.medecin()
    account = Account.objects.create(
        email="c@caisse.test", roles=["medecin_conseil"], medecin_conseil=colleague
    )
    client = client_of(account)
    for name in ("exchange", "open_exchange", "call"):
        url = reverse(f"examinations:{name}", args=[avis])
        assert client.post(url, {"text": "x"}).status_code == 404
    assert client.get(reverse("examinations:exchange", args=[avis])).status_code == 404
    written = services.write_as_medecin(
        avis_id=avis, medecin_id=colleague.id, text="x", actor=scene.actor
    )
    assert written == Refusal("avis_unknown")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MEDECIN_CONSEIL])
def test_the_exchange_does_not_exist_for_other_roles(scene: Scene, avis: UUID, role: Role) -> None:
    ask(avis)
    other = Account.objects.create(email="x@caisse.test", roles=[role.value], caisse="141")
    client = client_of(other)
    assert client.get(reverse("examinations:exchanges")).status_code == 404
    assert client.get(reverse("examinations:exchange", args=[avis])).status_code == 404
    with pytest.raises(MedicalAccessRefused):
        selectors.messages(avis, reader=Actor(ActorKind.STAFF, "x", frozenset({role})))


def test_the_words_are_sealed_behind_the_medical_role(scene: Scene, avis: UUID) -> None:
    ask(avis)
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute('SELECT * FROM "medical"."examinations_message"')


def test_no_word_of_the_exchange_is_in_the_journal(scene: Scene, avis: UUID) -> None:
    ask(avis)
    wish(avis)
    told = JournalEntry.objects.filter(action__startswith="examinations:thread:")
    assert {entry.action.rpartition(":")[2] for entry in told} == {"message_received", "call_asked"}
    assert "reprend" not in str([entry.data for entry in told])
    assert "31000000" not in str([entry.data for entry in told])


@pytest.mark.parametrize(
    ("text", "code"), [("  ", "message_empty"), ("x" * 5_001, "message_too_long")]
)
def test_a_message_has_words_but_not_a_book(scene: Scene, avis: UUID, text: str, code: str) -> None:
    answer = ask(avis, text)
    assert isinstance(answer, Refusal)
    assert answer.code == code


def test_an_exchange_is_no_chat(scene: Scene, avis: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MESSAGES", 1)
    ask(avis)
    answer = ask(avis)
    assert isinstance(answer, Refusal)
    assert answer.code == "too_many_messages"
    assert Thread.objects.get().unread_by_medecin == 1


def test_a_call_is_asked_proposed_and_logged(scene: Scene, avis: UUID) -> None:
    request = wish(avis)
    assert isinstance(request, UUID)
    assert tasks("rappel_confrere") == [True]
    client = client_of(scene.account)
    page = client.get(reverse("examinations:exchange", args=[avis])).content.decode()
    assert "le matin" in page
    assert "02\xa031\xa000\xa000\xa000" in page
    url = reverse("examinations:call", args=[avis])
    day = clock.today() + timedelta(days=1)
    hour = {"day_jour": day.day, "day_mois": day.month, "day_annee": day.year, "hour": "14:30"}
    assert client.post(url, hour).status_code == 302
    assert CallRequest.objects.get().state == CallState.PROPOSED
    assert Notice.objects.filter(subject__startswith=f"call:{request}").count() == 1
    assert client.post(url, {"done": "held"}).status_code == 302
    assert CallRequest.objects.get().state == CallState.HELD
    assert tasks("rappel_confrere") == [False]
    assert client.post(url, {"done": "held"}).status_code == 302


def test_an_hour_that_is_past_is_not_proposed(scene: Scene, avis: UUID) -> None:
    wish(avis)
    day = clock.today() - timedelta(days=1)
    hour = {"day_jour": day.day, "day_mois": day.month, "day_annee": day.year, "hour": "14:30"}
    answer = client_of(scene.account).post(reverse("examinations:call", args=[avis]), hour)
    assert answer.status_code == 422
    assert "Cette heure est passée" in answer.content.decode()


def test_a_wish_to_be_called_needs_a_moment_and_a_number(scene: Scene, avis: UUID) -> None:
    assert wish(avis, "02 31 00 00 00", "jamais") == Refusal("moment_missing")
    assert wish(avis, "12") == Refusal("number_wrong")
    assert isinstance(wish(avis), UUID)
    assert wish(avis) == Refusal("call_already_asked")


def test_the_database_keeps_one_open_wish_per_exchange(scene: Scene, avis: UUID) -> None:
    wish(avis)
    with pytest.raises(IntegrityError, match="examinations_call_request_one_open"):
        CallRequest.objects.create(
            thread_id=avis, preferences=["matin"], number_sealed=b"x", asked_at=clock.now()
        )


def test_the_list_of_exchanges_costs_the_same_for_twice_the_messages(
    scene: Scene, avis: UUID
) -> None:
    ask(avis)
    client = client_of(scene.account)
    url = reverse("examinations:exchanges")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    first = cost()
    for _ in range(4):
        ask(avis)
    wish(avis)
    assert cost() == first
