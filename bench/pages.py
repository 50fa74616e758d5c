"""The five most used pages with 100 000 cases: requests a second, p95, queries; beside a bare Django page.

    .venv/bin/python bench/pages.py [CASES]

In a scratch database: nothing is left behind. One process, requests one after the other through the whole stack
(middleware, session, templates); the bare page does three small queries behind the same middleware. Half the rows
first, then all of them: the number of queries must not move.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from config import urls  # noqa: E402
from telecontrole.foundations import clock  # noqa: E402
from telecontrole.foundations.access import Actor, Role  # noqa: E402
from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.rooms.cases import importers  # noqa: E402
from telecontrole.rooms.cases import selectors as cases  # noqa: E402
from telecontrole.rooms.people import accounts, links  # noqa: E402
from telecontrole.rooms.people.models import Account  # noqa: E402
from telecontrole.rooms.planning import selectors as planning  # noqa: E402
from telecontrole.rooms.planning import services as planning_services  # noqa: E402

DATA = ROOT / "demo" / "data"
REQUESTS = 120
SYSTEM = Actor.system("planner")
Visit = Callable[[], Any]


def bare(request: HttpRequest) -> HttpResponse:
    """Three small queries and a word: what any page costs here."""
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("SELECT 1")
    return HttpResponse("bonjour")


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    setup_test_environment()
    urls.urlpatterns.append(path("bench-bare/", bare))
    with scratch_database("bench"):
        visits = prepare()
        multiply_cases(wanted // 2)
        before = {name: queries(visit) for name, visit in visits.items()}
        multiply_cases(wanted)
        print(f"{count('cases_case')} cases, {count('worklist_task')} tasks, one process")
        print(f"{'page':<28}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'at half':>9}")
        for name, visit in visits.items():
            show(name, visit, before[name])


def prepare() -> dict[str, Visit]:
    """A campaign of 3 000 cases, placed; somebody of each kind; the visits to measure."""
    for kind in ("caisses", "sites", "medecins", "praticiens", "disponibilites"):
        importers.run(kind, DATA / f"{kind}.csv")
    importers.run("cases", DATA / "dossiers.csv")
    clock.step_to(datetime(2026, 11, 28, 8, tzinfo=UTC))
    planning_services.place_all(actor=SYSTEM, now=clock.now(), until=None)
    appointment = next(one for one in planning.every_version() if one.modalite == "visio")
    team = signed_in("t@caisse.test", Role.TECHNICIEN)
    doctor = signed_in("m@caisse.test", Role.MEDECIN_CONSEIL, appointment.medecin)
    person = holder(appointment.case)
    day = appointment.starts_at.date().isoformat()
    clock.step_to(appointment.starts_at)
    return {
        "bare page, 3 queries": lambda: team.get("/bench-bare/"),
        "person's appointment": lambda: person.get(reverse("person:home")),
        "day of a médecin-conseil": lambda: doctor.get(reverse("examinations:day"), {"jour": day}),
        "desk of an interview": lambda: doctor.get(
            reverse("examinations:interview", args=[appointment.id])
        ),
        "worklist": lambda: team.get(reverse("worklist:index")),
        "list of cases": lambda: team.get(reverse("hall:cases")),
    }


def signed_in(email: str, role: Role, medecin: UUID | None = None) -> Client:
    """A browser of a member of the staff."""
    account = Account.objects.create(email=email, roles=[role.value], medecin_conseil_id=medecin)
    Authenticator.objects.create(user=account, type="totp", data={})
    assert accounts.actor_of(account)
    client = Client()
    client.force_login(account)
    return client


def holder(case: UUID) -> Client:
    """A browser that opened the link of a case."""
    info = cases.case(case)
    assert info is not None
    wanted = links.LinkWanted(f"case:{case}", "sms", insured_id=info.insured)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=90), actor=SYSTEM)
    client = Client()
    client.get(f"/r/{token}")
    return client


def multiply_cases(wanted: int) -> None:
    """Copies of the cases and of a task each, by SQL, up to `wanted` cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_name = 'cases_case' AND column_name NOT IN ('id', 'reference')"
        )
        (others,) = cursor.fetchone()
        cursor.execute(
            f"INSERT INTO cases_case (id, reference, {others})"
            f" SELECT gen_random_uuid(), 'B-' || n || '-' || c.reference, {others}"
            " FROM (SELECT * FROM cases_case WHERE reference LIKE 'TC-%%') c, generate_series(1, 1000) n"
            " WHERE NOT EXISTS (SELECT 1 FROM cases_case k WHERE k.reference = 'B-' || n || '-' || c.reference)"
            " LIMIT greatest(0, %s - (SELECT count(*) FROM cases_case))",
            [wanted],
        )
        cursor.execute(
            "INSERT INTO worklist_task (id, queue, kind, caisse, subject, params, key, due_at, opened_at,"
            " claimed_by, claimed_label, done_by, done)"
            " SELECT gen_random_uuid(), 'planification', 'sans_place', caisse_id, 'case:' || id,"
            " jsonb_build_object('reference', reference, 'reason', 'no_capacity'), 'bench:' || id,"
            " imported_at, imported_at, '', '', '', '' FROM cases_case ON CONFLICT DO NOTHING"
        )
        cursor.execute("ANALYZE")


def queries(visit: Visit) -> int:
    """How many queries a warm visit makes."""
    visit()
    with CaptureQueriesContext(connection) as captured:
        answer = visit()
    assert answer.status_code == 200, answer.status_code
    return len(captured)


def show(name: str, visit: Visit, before: int) -> None:
    """One line of the table."""
    made = queries(visit)
    seconds = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        visit()
        seconds.append(time.perf_counter() - start)
    ordered = sorted(seconds)
    rate = len(seconds) / sum(seconds)
    p50, p95 = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
    print(f"{name:<28}{rate:>8.0f}{p50 * 1000:>9.1f}{p95 * 1000:>9.1f}{made:>9}{before:>9}")


def count(table: str) -> int:
    """Rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
