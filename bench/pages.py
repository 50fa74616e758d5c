"""The most used pages and every list with many rows: requests per second and p95, beside a bare view of three queries.

    .venv/bin/python bench/pages.py [ROWS] [SECONDS]

Fills a scratch database with ROWS cases (100 000), as many persons, appointments of today, open tasks, cases without a
place, messages that nobody got, and imports.
Serves the site from one uvicorn and, in turn, the bare view from another one, on the same database. Four
clients ask one page over and over for SECONDS (5). Counts the queries of each page with 1 000 cases
and with all of them: a number that grows is an error (exit 1). Nothing is left behind.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import path  # noqa: E402

from telecontrole.foundations import clock  # noqa: E402
from telecontrole.foundations.access import Role  # noqa: E402
from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.rooms.cases.models import Case, ImportRun  # noqa: E402
from telecontrole.rooms.notices.models import Notice, SubjectHead  # noqa: E402
from telecontrole.rooms.people.models import Insured  # noqa: E402
from telecontrole.rooms.planning.models import Appointment, Unplaced  # noqa: E402
from telecontrole.rooms.worklist.models import Task  # noqa: E402
from tests.browser.stage import Stage  # noqa: E402
from tests.hostile import cast  # noqa: E402

CLIENTS = 4
FEW = 1_000
INTERVIEWS_OF_A_DAY = 24
HELLO = "/bonjour/"
CROWDED = "FOULE"
QUEUE = "planification"


def hello(request: HttpRequest) -> HttpResponse:
    """The bare view: three queries by key, one line of text."""
    with connection.cursor() as cursor:
        for table in ("cases_case", "people_insured", "worklist_task"):
            cursor.execute(f"SELECT id FROM {table} WHERE id = %s", [uuid.uuid4()])
            cursor.fetchall()
    return HttpResponse("bonjour")


urlpatterns = [path(HELLO.strip("/") + "/", hello)]


def bare() -> Any:
    """For uvicorn: Django with this one view and no middleware."""
    settings.ROOT_URLCONF = "bench.pages"
    settings.MIDDLEWARE = []
    return get_asgi_application()


@dataclass(frozen=True)
class Asked:
    """A page, and who asks for it."""

    name: str
    path: str
    who: Client


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    setup_test_environment()
    with tempfile.TemporaryDirectory() as folder, scratch_database("bench") as name:
        pages = people_and_pages()
        fill(1, FEW)
        few = [queries(page) for page in pages]
        fill(FEW + 1, count)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        many = [queries(page) for page in pages]
        print(f"{count} rows, {CLIENTS} clients, {os.cpu_count()} processors, {load()}")
        environment = prepared(name, folder)
        measure_all(pages, few, many, environment, seconds)
    return 0 if all(after <= before for before, after in zip(few, many, strict=True)) else 1


def people_and_pages() -> list[Asked]:
    """A médecin-conseil with a full day, a person, a technician of the whole country."""
    stage = Stage()
    here = cast.things(stage, cast.HERE)
    # Whose diary the rows fill: nobody who looks at a day of their own.
    stage.world.medecin(cast.HERE, nom=CROWDED)
    waits = stage.world.case(priorite=3)
    Unplaced.objects.create(case=waits, reason="no_site", since=clock.now(), task_key="first")
    for _ in range(INTERVIEWS_OF_A_DAY - 3):
        stage.interview(here.now.medecin)
    doctor = cast.staff(Role.MEDECIN_CONSEIL, here)
    technician = cast.staff(Role.TECHNICIEN, here, caisse="")
    person = cast.insured(here.now, proved=True)
    return [
        Asked("person's page", "/rdv/", person),
        Asked("day list", "/entretiens/", doctor),
        Asked("desk", f"/entretiens/{here.now.appointment.id}/", doctor),
        Asked("worklist", "/taches/", technician),
        Asked("worklist, one queue", f"/taches/?file={QUEUE}&etat=a_faire", technician),
        Asked("case list", "/dossiers/", technician),
        Asked("case list, one state", "/dossiers/?etat=a_planifier&tri=-priorite", technician),
        Asked("case list, by the end", "/dossiers/?tri=-date_fin", technician),
        Asked("today", "/suivi/", technician),
        Asked("this week", "/suivi/semaine/", technician),
        Asked("undelivered", "/messages/", technician),
        Asked("without a place", "/agendas/sans-place/", technician),
        Asked("letters", "/messages/lettres/", technician),
        Asked("imports", "/import/", technician),
    ]


def fill(first: int, last: int) -> None:
    """Rows like those that are there, with keys of their own."""
    copies(
        Insured,
        first,
        last,
        {"id": "md5('i' || g)::uuid", "nir_fingerprint": "sha256(g::text::bytea)"},
    )
    waiting = "CASE WHEN mod(g, 2) = 0 THEN 'a_planifier' ELSE 'planifie' END"
    case = {
        "state": waiting,
        "closed_at": "NULL",
        "closed_reason": "''",
        "id": "md5('c' || g)::uuid",
        "insured_id": "md5('i' || g)::uuid",
        "reference": "'BENCH-' || lpad(g::text, 8, '0')",
        "priorite": "1 + mod(g, 5)",
    }
    copies(Case, first, last, case)
    moved = {
        "id": "md5('a' || g)::uuid",
        "case_id": "md5('c' || g)::uuid",
        "version": "1",
        "starts_at": "starts_at + mod(g, 3) * interval '1 minute'",
        "ends_at": "ends_at + mod(g, 3) * interval '1 minute'",
        "medecin_id": f"(SELECT id FROM people_medecin_conseil WHERE nom = '{CROWDED}')",
        "state": "'prevu'",
        "closed_at": "NULL",
    }
    copies(Appointment, first, last, moved)
    without = {"case_id": "md5('c' || g)::uuid", "task_key": "'bench:' || g"}
    copies(Unplaced, first, last, without, mark="case_id")
    subject = "'appointment:' || md5('c' || g)::uuid"
    copies(
        SubjectHead,
        first,
        last,
        {"subject": subject, "is_open": "true", "version": "1"},
        mark="subject",
    )
    lost = {
        "id": "md5('n' || g)::uuid",
        "subject": subject,
        "version": "1",
        "state": "'bounced'",
        "failure": "'bounced'",
        "failed_at": "created_at + mod(g, 9000) * interval '1 minute'",
        "task_key": "'bench:' || g",
    }
    copies(Notice, first, last, lost)
    run = {
        "id": "md5('r' || g)::uuid",
        "received_at": "received_at - g * interval '1 minute'",
    }
    copies(ImportRun, first, last, run)
    task = {
        "id": "md5('t' || g)::uuid",
        "key": "'bench:' || g",
        "subject": "'case:' || md5('c' || g)::uuid",
        "queue": f"CASE WHEN mod(g, 2) = 0 THEN '{QUEUE}' ELSE 'notices' END",
        "claimed_by": "''",
        "claimed_at": "NULL",
        "done_at": "NULL",
        "done_by": "''",
        "done": "''",
        "due_at": "due_at + mod(g, 9000) * interval '1 minute'",
    }
    copies(Task, first, last, task)


def copies(model: Any, first: int, last: int, own: Mapping[str, str], *, mark: str = "id") -> None:
    """Copies of the first row of a table, whatever its columns are; `own` are expressions of `g`."""
    meta = model._meta  # noqa: SLF001  documented by Django for this use
    names = [field.column for field in meta.concrete_fields]
    values = ", ".join(own.get(name, f"{meta.db_table}.{name}") for name in names)
    table = meta.db_table
    sample = model.objects.order_by("pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table},"
            f" generate_series(%s, %s) AS g WHERE {table}.{mark} = %s",
            [first, last, sample],
        )


def queries(page: Asked) -> int:
    """How many queries a page asks of somebody who has been there before."""
    page.who.get(page.path)
    with CaptureQueriesContext(connection) as counted:
        answer = page.who.get(page.path)
    assert answer.status_code == 200, (page.path, answer.status_code)
    return len(counted)


def prepared(name: str, folder: str) -> dict[str, str]:
    """The environment of the servers: the scratch database by the runtime role, static files gathered."""
    place = connection.settings_dict
    host = quote(str(place["HOST"]), safe="/")
    user = quote(str(place["USER"]))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgresql://{user}@/{name}?host={host}&port={place['PORT']}",
        "TELECONTROLE_DEVELOPMENT": "1",
        "TELECONTROLE_WORKER": "elsewhere",
        "TELECONTROLE_DATA_DIR": folder,
        "TELECONTROLE_MASTER_KEY_FILE": str(settings.MASTER_KEY_FILE),
        "TELECONTROLE_SECRET_KEY": settings.SECRET_KEY,
    }
    gather = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    gather.append("--skip-checks")
    subprocess.run(gather, env=environment, cwd=ROOT, check=True)
    return environment


def measure_all(
    pages: list[Asked],
    few: list[int],
    many: list[int],
    environment: dict[str, str],
    seconds: float,
) -> None:
    """Each page, then the bare view, with a warm server each; one line per page."""
    with server(["bench.pages:bare", "--factory"], environment, HELLO) as port:
        base, slow = measured(port, HELLO, "", seconds)
    print(f"{'bare view, 3 queries':>22}: {base:7.1f} requests/s, p95 {slow * 1000:6.1f} ms")
    with server(["config.asgi:application"], environment, "/livez") as port:
        for page, before, after in zip(pages, few, many, strict=True):
            cookie = f"{settings.SESSION_COOKIE_NAME}={page.who.cookies['sessionid'].value}"
            rate, p95 = measured(port, page.path, cookie, seconds)
            print(
                f"{page.name:>22}: {rate:7.1f} requests/s, p95 {p95 * 1000:6.1f} ms,"
                f" {base / rate:5.1f} times the bare view,"
                f" queries {before} with {FEW} rows and {after} with all"
                f"{'' if after <= before else '  <-- GROWS'}",
                flush=True,
            )


@contextmanager
def server(what: list[str], environment: dict[str, str], ready: str) -> Iterator[int]:
    """One uvicorn on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", *what, "--port", str(port), "--no-access-log"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                get(http.client.HTTPConnection("127.0.0.1", port, timeout=10), ready, "")
                break
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def measured(port: int, path: str, cookie: str, seconds: float) -> tuple[float, float]:
    """Requests per second of all clients together, and the 95th percentile in seconds; warmed up first."""
    taken: list[float] = []

    def client(until: float, kept: list[float]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < until:
            start = time.perf_counter()
            status = get(line, path, cookie)
            assert status == 200, (path, status)
            kept.append(time.perf_counter() - start)

    client(time.monotonic() + 1, [])
    start = time.monotonic()
    crowd = [threading.Thread(target=client, args=(start + seconds, taken)) for _ in range(CLIENTS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    elapsed = time.monotonic() - start
    return len(taken) / elapsed, statistics.quantiles(taken, n=20)[-1]


def get(line: http.client.HTTPConnection, path: str, cookie: str) -> int:
    """Ask once; the status."""
    line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = line.getresponse()
    answer.read()
    return answer.status


def load() -> str:
    """How busy the machine was already."""
    return f"load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
