"""A doctor's diary in the doctor's own calendar: read by two calendar programs, secret, and silent about persons."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.feeds import selectors, services
from telecontrole.rooms.feeds.models import Feed
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.tests.world import PLANNER, World
from tests.journeys.staff.test_pages import signed_in, text

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
SYSTEM = Actor.system("test")
# Local hours in winter and their instants: each caisse with its zone.
ZONES = {
    "971": ("America/Guadeloupe", "guadeloupe", "13:00"),
    "973": ("America/Cayenne", "guyane", "12:00"),
    "974": ("Indian/Reunion", "la_reunion", "05:00"),
    "976": ("Indian/Mayotte", "mayotte", "06:00"),
    "141": ("Europe/Paris", "metropole", "08:00"),
}


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


def planned(world: World, caisse: str = "141", day: str = "2026-12-03") -> MedecinConseil:
    """A doctor with an interview at nine on the clock of the caisse."""
    doctor = world.medecin(caisse)
    world.hours(doctor, day)
    world.case(caisse=caisse, insured=world.insured(caisse, nom_usage="ÉVRARD-LEROY"))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return doctor


def feed(doctor: MedecinConseil) -> bytes:
    """What a calendar program is given."""
    secret = services.issue(medecin_id=doctor.id, actor=SYSTEM)
    answer = Client().get(f"/mon-agenda/{secret}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return bytes(answer.content)


def by_ical_js(content: bytes) -> list[dict[str, Any]]:
    """The entries as ical.js reads them; instants in UTC."""
    script = Path(__file__).with_name("read_calendar.mjs")
    done = subprocess.run(
        ["node", str(script)], input=content, capture_output=True, check=True, cwd=ROOT
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def by_khal(content: bytes, folder: Path) -> str:
    """The entries as khal shows them on the clock of Paris."""
    (folder / "c").mkdir()
    (folder / "config").write_text(
        f"[calendars]\n[[a]]\npath = {folder}/c\n[sqlite]\npath = {folder}/khal.db\n[locale]\n"
        "local_timezone = Europe/Paris\ndefault_timezone = Europe/Paris\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (folder / "feed.ics").write_bytes(content)
    khal = Path(sys.executable).with_name("khal")
    wanted = "{start-long} {end-long} {title}"
    command = [str(khal), "-c", f"{folder}/config", "printics", "-f", wanted]
    done = subprocess.run(
        [*command, f"{folder}/feed.ics"], capture_output=True, text=True, check=True
    )
    assert "rror" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("caisse", sorted(ZONES))
def test_both_programs_read_the_true_instant_in_every_zone(
    world: World, caisse: str, tmp_path: Path
) -> None:
    zone, calendar, hour = ZONES[caisse]
    world.caisse(caisse, fuseau=zone, calendrier=calendar)
    content = feed(planned(world, caisse))
    (entry,) = by_ical_js(content)
    assert (entry["zone"], entry["start"]) == (zone, f"2026-12-03T{hour}:00.000Z")
    start = Appointment.objects.get().starts_at
    shown = f"{start + timedelta(hours=1):%Y-%m-%d %H:%M} {start + timedelta(hours=1, minutes=20):%Y-%m-%d %H:%M}"
    assert f"{shown} Entretien visio TC-" in by_khal(content, tmp_path)


def test_an_interview_keeps_its_identifier_and_its_sequence_grows(world: World) -> None:
    doctor = planned(world)
    (before,) = by_ical_js(feed(doctor))
    row = Appointment.objects.get()
    planning_services.close_appointment(
        appointment_id=row.id, state=AppointmentState.ANNULE, actor=PLANNER
    )
    (gone,) = by_ical_js(feed(doctor))
    assert gone["uid"] == before["uid"]
    assert gone["sequence"] > before["sequence"]
    assert (before["status"], gone["status"]) == ("CONFIRMED", "CANCELLED")
    planning_services.place_all(actor=PLANNER, now=clock.now())
    if Appointment.objects.filter(state="prevu", medecin=doctor).exists():
        (again,) = by_ical_js(feed(doctor))
        assert again["uid"] == before["uid"]
        assert again["sequence"] > gone["sequence"]


def test_the_feed_names_nobody_and_tells_nothing_of_health(world: World) -> None:
    doctor = planned(world)
    content = feed(doctor).decode()
    unfolded = content.replace("\r\n ", "")
    for secret in ("ÉVRARD", "Camille", "exemple.test", "+336", "generaliste", "maladie"):
        assert secret not in unfolded
    names = {line.split(":")[0].split(";")[0] for line in unfolded.splitlines()}
    assert names.isdisjoint({"ATTENDEE", "ORGANIZER", "DESCRIPTION", "CONTACT"})
    assert "CLASS:PRIVATE" in unfolded
    assert max(len(line.encode()) for line in content.split("\r\n")) <= 75


def test_a_diary_holds_the_interviews_of_its_doctor_only(world: World) -> None:
    mine, other = planned(world), world.medecin()
    assert len(Calendar.from_ical(feed(mine)).walk("VEVENT")) == 1
    assert Calendar.from_ical(feed(other)).walk("VEVENT") == []


def test_the_page_gives_a_link_once_changes_it_and_closes_it(world: World) -> None:
    doctor = planned(world)
    client = signed_in("medecin_conseil", medecin=doctor)
    assert "Créer mon lien" in text(client, "/mon-agenda/")
    first = _path(client.post("/mon-agenda/lien/").content.decode())
    assert Client().get(first).status_code == 200
    assert first not in text(client, "/mon-agenda/")
    second = _path(client.post("/mon-agenda/lien/").content.decode())
    assert first != second
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.post("/mon-agenda/fermer/")
    assert Client().get(second).status_code == 404
    acts = JournalEntry.objects.filter(action__startswith="feeds:").values_list("action", flat=True)
    assert sorted(acts) == ["feeds:feed:issued"] * 2 + ["feeds:feed:revoked"] * 2


def test_a_secret_is_long_and_is_kept_nowhere(world: World) -> None:
    doctor = planned(world)
    secret = services.issue(medecin_id=doctor.id, actor=SYSTEM)
    assert len(secret) >= 32
    row = Feed.objects.get()
    assert secret.encode() not in bytes(row.digest)
    assert not JournalEntry.objects.filter(data__icontains=secret).exists()
    assert selectors.medecin_of(secret[:-1] + "!") is None


def test_the_diary_of_a_doctor_who_left_is_closed(world: World) -> None:
    doctor = planned(world)
    secret = services.issue(medecin_id=doctor.id, actor=SYSTEM)
    MedecinConseil.objects.update(actif=False)
    assert Client().get(f"/mon-agenda/{secret}.ics").status_code == 404


@pytest.mark.parametrize("role", ["technicien", "chef", "gestionnaire", "administrateur"])
def test_only_a_doctor_has_such_a_page(world: World, role: str) -> None:
    client = signed_in(role)
    assert client.get("/mon-agenda/").status_code == 403
    assert client.post("/mon-agenda/lien/").status_code == 403


def test_two_open_addresses_of_one_doctor_cannot_be(world: World) -> None:
    doctor = planned(world)
    services.issue(medecin_id=doctor.id, actor=SYSTEM)
    once = pytest.raises(IntegrityError, match="feeds_feed_one_open_per_medecin")
    with once, transaction.atomic():
        Feed.objects.create(medecin_id=doctor.id, digest=b"x", created_at=clock.now())
    twice = pytest.raises(IntegrityError, match="feeds_feed_digest_once")
    with twice, transaction.atomic():
        digest = bytes(Feed.objects.get().digest)
        Feed.objects.create(medecin_id=world.medecin().id, digest=digest, created_at=clock.now())


def test_the_number_of_queries_does_not_follow_the_interviews(world: World) -> None:
    doctor = planned(world)
    secret = services.issue(medecin_id=doctor.id, actor=SYSTEM)

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert Client().get(f"/mon-agenda/{secret}.ics").status_code == 200
        return len(counted)

    before = cost()
    for _ in range(4):
        world.case()
    planning_services.place_all(actor=PLANNER, now=clock.now())
    assert Appointment.objects.filter(medecin=doctor).count() == 5
    assert cost() == before


def _path(page: str) -> str:
    found = re.search(r"/mon-agenda/[\w-]{32}\.ics", page)
    assert found is not None
    return found[0]


def test_an_identifier_is_not_the_one_of_the_person(world: World) -> None:
    doctor = planned(world)
    (entry,) = by_ical_js(feed(doctor))
    case = Appointment.objects.get().case_id
    assert isinstance(case, UUID)
    assert str(case) not in entry["uid"]
