"""The pages on which diaries and appointments change: shown first, saved as shown, errors beside their fields."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries.models import Closure, WeeklyRule
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.changes import hours_views, move_views
from telecontrole.rooms.planning.changes import views as changes
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.tests.world import PLANNER, World, typed
from telecontrole.rooms.planning.views import doctor as diary
from telecontrole.rooms.worklist import titles
from telecontrole.rooms.worklist.selectors import every_task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"
DAY = date(2026, 12, 10)


def staff(role: Role, caisse: str | None = "141") -> Actor:
    return Actor(ActorKind.STAFF, "someone", frozenset({role}), caisse, "Quelqu’un")


TECHNICIAN = staff(Role.TECHNICIEN)


def call(
    view: Any,
    data: dict[str, Any] | None = None,
    actor: Actor = TECHNICIAN,
    query: str = "",
    **kwargs: Any,
) -> HttpResponseBase:
    factory = RequestFactory()
    url = f"/agendas/?{query}"
    request = factory.get(url) if data is None else factory.post(url, typed(data))
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    response: HttpResponseBase = view(request, **kwargs)
    return response


def text(response: HttpResponseBase) -> str:
    body = getattr(response, "content", b"").decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ").split())


def confirmed(view: Any, data: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
    """Look, then save what was shown."""
    seen = getattr(call(view, {**data, "etape": "voir"}, **kwargs), "content", b"").decode()
    found = re.search(r'name="vu" value="(\w+)"', seen)
    assert found is not None, text(SimpleNamespace(content=seen.encode()))  # type: ignore[arg-type]
    return call(view, {**data, "etape": "enregistrer", "vu": found[1]}, **kwargs)


ABSENCE = {"nature": "absence", "motif": "imprevu", "du": "2026-12-10", "au": "2026-12-10"}


def placed(world: World, *, colleague: bool = True) -> Any:
    """A doctor with one appointment on 10 December at 9, and a colleague at the same hour."""
    medecin = world.medecin()
    world.hours(medecin, "2026-12-10", "09:00", "09:30")
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    other = world.medecin()
    if colleague:
        world.hours(other, "2026-12-10", "09:00", "10:00")
    return SimpleNamespace(medecin=medecin, case=case, other=other)


def current(case: Any) -> selectors.AppointmentInfo:
    found = selectors.current(case.id)
    assert found is not None
    return found


def test_an_absence_shows_its_consequences_before_anything_is_written(
    at: Any, world: World
) -> None:
    at(NOW)
    made = placed(world)
    page = text(call(changes.close_doctor, ABSENCE, medecin_id=made.medecin.id))
    assert "1 gardé au même moment" in page
    assert "Aucun message" in page
    assert f"Dr Anne {made.other.nom}" in page
    assert "Absence (absence imprévue), jeudi 10 décembre 2026, toute la journée." in page
    assert Closure.objects.count() == 0
    assert current(made.case).medecin == made.medecin.id
    saved = confirmed(changes.close_doctor, ABSENCE, medecin_id=made.medecin.id)
    assert saved.status_code == 302
    assert current(made.case).medecin == made.other.id
    assert Closure.objects.count() == 1
    grid = text(call(diary, query="date=2026-12-10&vue=jour", medecin_id=made.medecin.id))
    assert "Absence" in grid
    assert "Libre" not in grid
    assert "absence imprévue" in text(call(changes.close_doctor, medecin_id=made.medecin.id))


def test_when_the_world_has_changed_the_new_consequences_are_shown_again(
    at: Any, world: World
) -> None:
    at(NOW)
    made = placed(world)
    stale = {**ABSENCE, "etape": "enregistrer", "vu": "0" * 64}
    page = text(call(changes.close_doctor, stale, medecin_id=made.medecin.id))
    assert "Les agendas ont changé entre-temps" in page
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"du": "", "au": ""}, "Remplissez : Premier jour."),
        ({"au": "2026-12-09"}, "Le dernier jour vient avant le premier."),
        ({"de": "10:00", "a": "09:00"}, "La fin vient avant le début."),
        ({"de": "midi"}, "Écrivez une heure comme 9 h 30."),
        ({"motif": "grippe"}, "Choisissez une réponse de la liste."),
        ({"du": "2026-02-30"}, "Exemple : 27 3 2026."),
        ({"au": "2028-01-01"}, "Un an au plus."),
    ],
)
def test_an_error_stands_beside_its_field(
    at: Any, world: World, given: dict[str, str], words: str
) -> None:
    at(NOW)
    medecin = world.medecin()
    answer = call(changes.close_doctor, {**ABSENCE, **given}, medecin_id=medecin.id)
    assert answer.status_code == 422
    assert words in text(answer)


def test_lifting_an_absence_gives_the_hours_back(at: Any, world: World) -> None:
    at(NOW)
    medecin = world.medecin()
    world.hours(medecin, "2026-12-10")
    confirmed(changes.close_doctor, ABSENCE, medecin_id=medecin.id)
    assert diaries.availabilities(DAY, DAY) == []
    closure = Closure.objects.get()
    assert call(changes.lift, {}, closure_id=closure.id).status_code == 302
    assert len(diaries.availabilities(DAY, DAY)) == 1
    with pytest.raises(Http404):
        call(changes.lift, {}, closure_id=closure.id)


def test_a_room_is_blocked_and_a_site_closed_from_their_page(at: Any, world: World) -> None:
    at(NOW)
    site = world.site(salles=2)
    data = {"motif": "travaux", "du": "2026-12-10", "au": "2026-12-10", "salle": "2"}
    assert confirmed(changes.close_site, data, site_id=site.id).status_code == 302
    assert confirmed(changes.close_site, {**data, "salle": ""}, site_id=site.id).status_code == 302
    assert set(Closure.objects.values_list("kind", "salle")) == {
        ("salle_bloquee", 2),
        ("site_ferme", None),
    }
    page = text(call(changes.close_site, site_id=site.id))
    assert "Salle bloquée 2 (travaux ou panne)" in page
    assert "Site fermé (travaux ou panne)" in page


def test_the_page_asks_about_the_appointment_that_should_be_going_on(at: Any, world: World) -> None:
    at(NOW)
    made = placed(world, colleague=False)
    asked = "Le rendez-vous de 9 h n’a pas lieu non plus"
    where = {"medecin_id": made.medecin.id}
    assert asked not in text(call(changes.close_doctor, None, **where))
    at("2026-12-10T08:05:00+00:00")
    assert asked in text(call(changes.close_doctor, None, **where))
    assert "Aucun rendez-vous n’est touché" in text(call(changes.close_doctor, ABSENCE, **where))
    saved = confirmed(changes.close_doctor, {**ABSENCE, "commence": "on"}, **where)
    assert saved.status_code == 302
    found = selectors.versions(made.case.id)[-1]
    assert found.state == "annule"
    (call_now,) = (one for one in every_task() if one.kind == "telephoner")
    assert call_now.params["reference"] == made.case.reference


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"de": "9h", "a": "12 h 30"}, "jeudi 10 décembre 2026, de 9 h à 12 h 30."),
        ({"de": "14:00"}, "du jeudi 10 décembre 2026 à 14 h au jeudi 10 décembre 2026."),
        ({"au": "2026-12-11"}, "du jeudi 10 décembre 2026 au vendredi 11 décembre 2026, jours"),
    ],
)
def test_what_will_be_saved_is_read_once_more_with_its_weekdays(
    at: Any, world: World, given: dict[str, str], words: str
) -> None:
    at(NOW)
    medecin = world.medecin()
    assert words in text(call(changes.close_doctor, {**ABSENCE, **given}, medecin_id=medecin.id))


def test_weekly_hours_are_added_excepted_and_ended(at: Any, world: World) -> None:
    at(NOW)
    medecin = world.medecin()
    data = {
        "jours": ["3"],
        "debut": "09:00",
        "fin": "12:00",
        "lieu": "",
        "du": "2026-12-10",
        "au": "2026-12-31",
    }
    assert call(hours_views.hours, data, medecin_id=medecin.id).status_code == 302
    rule = WeeklyRule.objects.get()
    page = text(call(hours_views.hours, medecin_id=medecin.id))
    assert "Jeudi, 9 h – 12 h, visio, du 10/12/2026 au 31/12/2026" in page
    twice = call(hours_views.hours, data, medecin_id=medecin.id)
    assert twice.status_code == 422
    assert "Des heures existent déjà à ce moment, à partir du 10/12/2026." in text(twice)
    excepted = {"acte": "sauf", "jour": "2026-12-24"}
    shown = text(call(hours_views.rule, excepted, rule_id=rule.id))
    assert "Heures retirées le jeudi 24 décembre 2026." in shown
    assert confirmed(hours_views.rule, excepted, rule_id=rule.id).status_code == 302
    assert "sauf 24/12/2026" in text(call(hours_views.hours, medecin_id=medecin.id))
    wrong = confirmed(hours_views.rule, {**excepted, "jour": "2026-12-25"}, rule_id=rule.id)
    assert wrong.status_code == 422
    assert "Ces heures ne tombent pas ce jour-là." in text(wrong)
    ended = {"acte": "arreter", "jour": "2026-12-17"}
    assert confirmed(hours_views.rule, ended, rule_id=rule.id).status_code == 302
    found = diaries.availabilities(DAY, date(2026, 12, 31))
    assert [one.date.day for one in found] == [10, 17]


def test_hours_of_one_day_are_removed_with_what_stands_in_them(at: Any, world: World) -> None:
    at(NOW)
    made = placed(world)
    (hours,) = diaries.availabilities(DAY, DAY, medecin=made.medecin.id)
    listed = text(call(hours_views.hours, medecin_id=made.medecin.id))
    assert "jeudi 10 décembre 2026, 9 h – 9 h 30, visio" in listed
    where = {"medecin_id": made.medecin.id, "hours_id": hours.id}
    assert "Retirer des heures" in text(call(hours_views.remove, **where))
    assert confirmed(hours_views.remove, {}, **where).status_code == 302
    assert diaries.availabilities(DAY, DAY, medecin=made.medecin.id) == []
    assert current(made.case).medecin == made.other.id


def wish(medecin: UUID, **given: str) -> dict[str, str]:
    return {"jour": "2026-12-10", "heure": "09:30", "medecin": str(medecin), "lieu": "", **given}


def test_an_appointment_is_moved_by_hand_and_the_person_is_told(at: Any, world: World) -> None:
    at(NOW)
    made = placed(world)
    found = current(made.case)
    page = text(call(move_views.move, appointment_id=found.id))
    assert f"9 h 30, Dr Anne {made.other.nom}" in page
    data = wish(made.other.id)
    shown = text(call(move_views.move, {**data, "etape": "voir"}, appointment_id=found.id))
    assert "1 déplacé" in shown
    assert "Courriel et SMS" in shown
    assert confirmed(move_views.move, data, appointment_id=found.id).status_code == 302
    after = current(made.case)
    assert (after.version, after.medecin, after.origin) == (2, made.other.id, "manuel")
    assert Notice.objects.filter(kind="changement", version=2).count() == 2
    old = text(call(move_views.move, appointment_id=found.id))
    assert "n’est plus à venir" in old


def test_the_first_day_with_a_slot_is_proposed_and_other_days_are_looked_at(
    at: Any, world: World
) -> None:
    at(NOW)
    made = placed(world, colleague=False)
    world.hours(made.other, "2026-12-15", "09:00", "09:30")
    moved = current(made.case).id
    page = text(call(move_views.move, appointment_id=moved))
    assert "Créneaux possibles le mardi 15 décembre 2026" in page
    assert f"9 h, Dr Anne {made.other.nom}" in page
    boxes = "jour_jour=14&jour_mois=12&jour_annee=2026"
    for query in ("jour=2026-12-14", boxes):
        page = text(call(move_views.move, query=query, appointment_id=moved))
        assert "Créneaux possibles le lundi 14 décembre 2026" in page
        assert "Aucun créneau possible ce jour-là." in page


def test_only_another_doctor_at_the_same_hour_tells_nobody(at: Any, world: World) -> None:
    at(NOW)
    made = placed(world)
    data = wish(made.other.id, heure="09:00")
    before = Notice.objects.count()
    confirmed(move_views.move, data, appointment_id=current(made.case).id)
    assert (current(made.case).version, current(made.case).medecin) == (1, made.other.id)
    assert Notice.objects.count() == before


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("same", "rien ne change"),
        ("taken", "Ce créneau est déjà pris."),
        ("hours", "n’a pas de créneau qui commence à cette heure"),
        ("past", "Ce moment est passé."),
        ("closed", "C’est un jour de fermeture"),
        ("competence", "n’a pas la compétence"),
        ("own", "Ce médecin suit la personne ou a prescrit l’arrêt."),
        ("site", "Sur place seulement avec un motif"),
        ("late", "la personne ne pourrait plus être prévenue"),
        ("leave", "L’arrêt sera terminé."),
        ("night", "Personne ne peut être appelé à cette heure-là"),
    ],
)
def test_a_wish_that_breaks_a_rule_is_refused_with_the_rule(
    at: Any, world: World, rule: str, words: str
) -> None:
    at(NOW)
    made = placed(world)
    own = world.medecin()
    found = current(made.case)
    site = world.site()
    other = made.other
    wishes = {
        "same": wish(made.medecin.id, heure="09:00"),
        "taken": wish(other.id),
        "hours": wish(other.id, heure="09:10"),
        "past": wish(other.id, jour="2026-11-30"),
        "closed": wish(other.id, jour="2026-12-25", heure="09:00"),
        "competence": wish(other.id, jour="2026-12-11", heure="09:00"),
        "own": wish(own.id, jour="2026-12-11", heure="10:00"),
        "site": wish(other.id, jour="2026-12-14", heure="09:00", lieu=str(site.id)),
        "late": wish(other.id, jour="2026-12-02", heure="09:00"),
        "leave": wish(other.id, jour="2026-12-30", heure="09:00"),
        "night": wish(other.id, jour="2026-12-15", heure="06:00"),
    }
    for day, debut, where in (
        ("2026-12-25", "09:00", None),
        ("2026-12-11", "09:00", None),
        ("2026-12-14", "09:00", site),
        ("2026-12-02", "09:00", None),
        ("2026-12-30", "09:00", None),
        ("2026-12-15", "06:00", None),
    ):
        world.hours(other, day, debut, "12:00", where)
    world.hours(own, "2026-12-11", "10:00", "11:00")
    if rule == "competence":
        other.competences = ["psychiatrie"]
        other.save()
    if rule == "own":
        made.case.prescripteur_rpps = own.rpps
        made.case.save()
    if rule == "leave":
        made.case.date_fin = date(2026, 12, 20)
        made.case.save()
    if rule == "taken":
        another = world.case()
        services.place_all(actor=PLANNER, now=clock.now())
        taken = wish(other.id, jour="2026-12-10", heure="09:30")
        confirmed(move_views.move, taken, appointment_id=current(another).id)
    answer = call(move_views.move, {**wishes[rule], "etape": "voir"}, appointment_id=found.id)
    assert answer.status_code == 422
    assert words in text(answer)
    assert current(made.case).id == found.id


def test_who_must_come_is_not_moved_to_a_video(at: Any, world: World) -> None:
    at(NOW)
    site, medecin = world.site(), world.medecin()
    world.hours(medecin, "2026-12-10", "09:00", "09:30", site)
    world.hours(medecin, "2026-12-10", "10:00", "10:30")
    world.hours(medecin, "2026-12-10", "11:00", "11:30", site)
    case = world.case(besoins=("presentiel",))
    services.place_all(actor=PLANNER, now=clock.now())
    found = current(case)
    data = {**wish(medecin.id, heure="10:00"), "etape": "voir"}
    assert "doit avoir lieu sur place" in text(call(move_views.move, data, appointment_id=found.id))
    moved = wish(medecin.id, heure="11:00", lieu=str(site.id))
    confirmed(move_views.move, moved, appointment_id=found.id)
    assert (current(case).site, current(case).salle, current(case).version) == (site.id, 1, 2)


def test_the_call_to_make_is_a_task_with_both_dates(at: Any, world: World) -> None:
    at(NOW)
    made = placed(world, colleague=False)
    world.hours(made.other, "2026-12-14", "09:00", "09:30")
    at("2026-12-09T08:00:00+00:00")
    page = text(call(changes.close_doctor, ABSENCE, medecin_id=made.medecin.id))
    assert "1 à prévenir par téléphone" in page
    confirmed(changes.close_doctor, ABSENCE, medecin_id=made.medecin.id)
    task = next(one for one in every_task() if one.kind == "telephoner")
    assert "prévenir la personne par téléphone" in titles.title(task)
    advice = titles.advice(task).replace("\u00a0", " ")
    assert "jeudi 10 décembre 2026 à 9 h" in advice
    assert "lundi 14 décembre 2026 à 9 h" in advice


def test_another_caisse_and_other_roles_change_nothing(at: Any, world: World) -> None:
    at(NOW)
    world.caisse("341", region="Occitanie")
    made = placed(world)
    site = world.site()
    rule = uuid4()
    stranger = staff(Role.TECHNICIEN, "341")
    asked: list[tuple[Any, dict[str, Any]]] = [
        (changes.close_doctor, {"medecin_id": made.medecin.id}),
        (changes.close_site, {"site_id": site.id}),
        (hours_views.hours, {"medecin_id": made.medecin.id}),
        (hours_views.rule, {"rule_id": rule}),
        (move_views.move, {"appointment_id": current(made.case).id}),
    ]
    for view, where in asked:
        with pytest.raises(Http404):
            call(view, actor=stranger, **where)
        with pytest.raises(PermissionDenied):
            call(view, actor=staff(Role.MEDECIN_CONSEIL), **where)
    assert Appointment.objects.count() == 1
