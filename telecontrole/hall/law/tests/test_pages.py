"""The page « calculer » and the API, through Django."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from telecontrole.hall.law.examples import EXAMPLES
from telecontrole.hall.law.forms import QUESTIONS
from telecontrole.hall.law.verbs import VERBS

urlpatterns = [
    path("droits/", include("telecontrole.hall.law.urls")),
    path("api/v1/", include("telecontrole.hall.law.api_urls")),
]
pytestmark = pytest.mark.usefixtures("_addresses")


@pytest.fixture
def _addresses() -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _date(name: str, text: str) -> dict[str, str]:
    year, month, day = text.split("-")
    return {f"{name}_jour": day, f"{name}_mois": month, f"{name}_annee": year}


SICKNESS = (
    _date("start", "2026-02-10")
    | _date("end", "2026-02-28")
    | {f"gross_{n}": "2 000,00 €" for n in (1, 2, 3)}
)
WORK = (
    {"risk": "accident_travail", "gross": "1800"}
    | _date("accident_date", "2025-03-03")
    | _date("start", "2025-03-03")
    | _date("end", "2025-04-15")
)
OVERPAYMENT = (
    {"cause": "post_decision_payment", "daily_1": "32,87"}
    | _date("effective", "2026-03-10")
    | _date("established", "2026-04-01")
    | _date("from_1", "2026-03-06")
    | _date("to_1", "2026-03-19")
    | _date("paid_on_1", "2026-03-20")
)

SAME_DAYS_AGAIN = (
    {"cause": "admin_error", "daily_2": "32,87"}
    | _date("from_2", "2026-03-06")
    | _date("to_2", "2026-03-19")
    | _date("paid_on_2", "2026-03-25")
)


@pytest.mark.parametrize(
    ("name", "typed", "figures"),
    [
        ("arret-maladie", SICKNESS, ["490,68", "32,87", "R323-4"]),
        ("arret-maladie", SICKNESS | {"waiting": "reprise"}, ["624,53", "48 heures"]),
        ("arret-maladie", SICKNESS | _date("initial_start", "2026-02-08"), ["591,66"]),
        ("arret-maladie", SICKNESS | {"waiting": "ald"}, ["624,53", "affection de longue durée"]),
        ("arret-maladie", SICKNESS | {"waiting": "img"}, ["624,53", "la loi en dispense"]),
        ("arret-maladie", SICKNESS | {"ald": "non"}, ["490,68", "360 indemnités au plus"]),
        ("arret-maladie", SICKNESS | {"lost_daily": "10,00"}, ["149,28", "salaire perdu"]),
        (
            "accident-du-travail",
            WORK | _date("start", "2025-04-01") | _date("initial_start", "2025-03-03"),
            ["701,25", "prolongation"],
        ),
        ("accident-du-travail", WORK, ["1 581,66", "46,75", "L433-1"]),
        ("indu", OVERPAYMENT, ["Somme à réclamer", "328,70", "R133-9-2"]),
        (
            "indu",
            OVERPAYMENT | {"cause": "admin_error", "due_1": "30"},
            ["40,18", "1302-1"],
        ),
        (
            "indu",
            OVERPAYMENT | SAME_DAYS_AGAIN | {"due_1": "30", "due_2": "30,00"},
            ["40,18", "460,18", "500,36"],
        ),
        (
            "indu",
            OVERPAYMENT | SAME_DAYS_AGAIN | {"due_1": "0", "due_2": "0"},
            ["920,36"],
        ),
        ("indu", OVERPAYMENT | {"fraud": "on"} | _date("discovered", "2026-03-31"), ["cinq ans"]),
        (
            "droit-aux-indemnites",
            {"hours_3_months": "151,67"} | _date("start", "2026-02-10"),
            ["Droit ouvert jusqu", "Oui", "Non"],
        ),
        (
            "envoi-de-l-arret",
            _date("prescribed", "2026-03-02")
            | _date("end", "2026-03-20")
            | _date("sent", "2026-03-10")
            | _date("late", "2025-03-02"),
            ["Dernier jour pour envoyer", "mercredi 4 mars 2026", "50 %"],
        ),
        (
            "duree-de-prescription",
            {"days": "32"} | _date("prescribed", "2026-09-01"),
            ["Nombre de jours maximal", "31", "Plafond dépassé"],
        ),
        (
            "duree-de-prescription",
            {"days": "32"} | _date("prescribed", "2026-08-31"),
            ["Aucun", "pas de plafond"],
        ),
        (
            "part-de-teleconsultations",
            {
                "year": "2025",
                "specialty": "generaliste",
                "teleconsultations": "2 010",
                "all_acts": "10 000",
            },
            ["20,1 %", "20 %", "Plafond dépassé", "Oui", "10 de trop"],
        ),
        (
            "tele-expertise",
            {"act": "TE2", "already_this_year": "3"} | _date("date", "2026-01-01"),
            ["Montant payé", "23,00"],
        ),
        (
            "delai",
            {"length": "20", "unit": "days", "calendar": "metropole"}
            | _date("received", "2026-03-02"),
            ["lundi 23 mars 2026", "art. 642"],
        ),
        (
            "teleconsultation",
            {"act": "TCG", "fee": "25", "age": "40", "in_pathway": "on"}
            | _date("date", "2025-05-02"),
            ["15,50", "7,50", "2,00"],
        ),
        (
            "teleconsultation",
            {
                "act": "TCS",
                "specialty": "psychiatre",
                "fee": "60",
                "age": "40",
                "pathway_exception": "acces_direct",
            }
            | _date("date", "2025-05-02"),
            ["33,14", "15,06", "11,80"],
        ),
        (
            "teleconsultation",
            {"act": "TCG", "fee": "25", "age": "40", "in_pathway": "on", "without_video": "on"}
            | _date("date", "2025-05-02"),
            ["vidéotransmission"],
        ),
        ("arret-en-teleconsultation", {"days": "4"} | _date("date", "2025-05-02"), ["trois jours"]),
        (
            "invalidite",
            {"category": "2", "average_salary": "90 000"} | _date("date", "2026-01-01"),
            ["2 002,50"],
        ),
    ],
)
def test_a_typed_case_gives_its_figures(
    client: Client, name: str, typed: dict[str, str], figures: list[str]
) -> None:
    page = client.post(f"/droits/{name}/", typed)
    text = (
        page.content.decode()
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
        .replace("&nbsp;", " ")
        .replace("&#x27;", "'")
    )
    assert page.status_code == 200
    assert [figure for figure in figures if figure not in text] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_empty_form_asks_and_an_empty_answer_is_refused_in_french(
    client: Client, name: str
) -> None:
    assert client.get(f"/droits/{name}/").status_code == 200
    page = client.post(f"/droits/{name}/", {})
    assert page.status_code == 422
    assert "Remplissez" in page.content.decode() or "Choisissez" in page.content.decode()


def test_what_the_law_cannot_judge_is_told_and_nothing_typed_is_lost(client: Client) -> None:
    page = client.post("/droits/arret-maladie/", SICKNESS | _date("end", "2026-02-01"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "précède son début" in text
    assert "2 000,00" in text


def test_doubts_stand_apart_from_the_steps(client: Client) -> None:
    text = client.post("/droits/arret-maladie/", SICKNESS).content.decode()
    assert "incertains" in text
    assert "2,63\u00a0€" in text
    assert "table--stack" in text
    assert "525,92" in text.partition("<tbody")[2].partition("</tbody>")[0]
    assert "À vérifier" not in text


@pytest.mark.parametrize(
    ("name", "typed", "field", "told"),
    [
        ("arret-maladie", SICKNESS | _date("end", "2026-02-01"), "end", "précède son début"),
        (
            "arret-maladie",
            SICKNESS | _date("start", "2015-02-10"),
            "start",
            "SMIC mensuel brut",
        ),
        (
            "arret-maladie",
            SICKNESS | _date("initial_start", "2026-02-11"),
            "initial_start",
            "après la prolongation",
        ),
        ("arret-maladie", SICKNESS | {"gross_2": "mille"}, "gross_2", "1 234,56"),
        ("arret-maladie", SICKNESS | {"gross_2": "12,345"}, "gross_2", "1 234,56"),
        ("arret-maladie", SICKNESS | {"gross_2": "NaN"}, "gross_2", "1 234,56"),
        ("arret-maladie", SICKNESS | {"gross_2": "-1"}, "gross_2", "négatif"),
        (
            "accident-du-travail",
            WORK | _date("accident_date", "2025-03-04"),
            "accident_date",
            "postérieur",
        ),
        ("droit-aux-indemnites", _date("start", "2026-02-10"), "hours_3_months", "Remplissez"),
        ("indu", OVERPAYMENT | {"daily_2": "10"}, "from_2", "Remplissez : Versement 2 : du."),
        (
            "indu",
            OVERPAYMENT | {"effective_jour": "", "effective_mois": "", "effective_annee": ""},
            "effective",
            "Remplissez",
        ),
        ("indu", OVERPAYMENT | _date("to_1", "2026-03-05"), "to_1", "précède son début"),
        ("indu", OVERPAYMENT | _date("paid_on_1", "2026-04-02"), "paid_on_1", "postérieur"),
        (
            "indu",
            OVERPAYMENT
            | {"daily_3": "1"}
            | _date("from_3", "2026-03-20")
            | _date("to_3", "2026-03-21")
            | _date("paid_on_3", "2026-04-02"),
            "paid_on_3",
            "postérieur",
        ),
        ("indu", OVERPAYMENT | _date("discovered", "2026-04-02"), "discovered", "pas de fraude"),
        ("indu", OVERPAYMENT | {"cause": "admin_error"}, "due_1", "montant qui était dû"),
        (
            "indu",
            OVERPAYMENT | SAME_DAYS_AGAIN | {"due_1": "30"},
            "due_2",
            "Remplissez : Versement 2",
        ),
        (
            "indu",
            OVERPAYMENT | SAME_DAYS_AGAIN | {"due_1": "30", "due_2": "0"},
            "due_2",
            "deux montants dus",
        ),
        (
            "indu",
            OVERPAYMENT | {"cause": "admin_error", "due_1": "30", "due_2": "30"},
            "from_2",
            "Remplissez : Versement 2 : du.",
        ),
        (
            "part-de-teleconsultations",
            {
                "year": "2025",
                "specialty": "generaliste",
                "teleconsultations": "5000",
                "all_acts": "0",
            },
            "all_acts",
            "Comptez aussi les téléconsultations",
        ),
        (
            "delai",
            {"length": "999999999", "unit": "days", "calendar": "metropole"}
            | _date("received", "2026-03-02"),
            "length",
            "9999",
        ),
        (
            "arret-en-teleconsultation",
            {"days": "0"} | _date("date", "2025-05-02"),
            "days",
            "un jour",
        ),
        (
            "teleconsultation",
            {"act": "TCG", "fee": "25", "age": "4"} | _date("date", "2018-09-14"),
            "date",
            "TCG",
        ),
        (
            "part-de-teleconsultations",
            {"year": "2025", "specialty": "autre", "teleconsultations": "5", "all_acts": "4"},
            "teleconsultations",
            "dépassent",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    client: Client, name: str, typed: dict[str, str], field: str, told: str
) -> None:
    page = client.post(f"/droits/{name}/", typed)
    text = page.content.decode().replace("&#x27;", "'")
    assert page.status_code == 422
    beside = text.partition(f'id="id_{field}_error"')[2].partition("</p>")[0]
    assert told in beside
    assert "«" not in beside


def test_rare_fields_are_folded_until_one_is_filled(client: Client) -> None:
    folded, unfolded = '<details class="details">', '<details class="details" open>'
    assert folded in client.get("/droits/arret-maladie/").content.decode()
    assert folded in client.post("/droits/arret-maladie/", SICKNESS).content.decode()
    for more in ({"waiting": "img"}, _date("initial_start", "2026-02-08"), {"lost_daily": "x"}):
        assert unfolded in client.post("/droits/arret-maladie/", SICKNESS | more).content.decode()
    assert "<details" not in client.get("/droits/delai/").content.decode().partition("<form")[2]


def test_the_index_leads_to_each_calculator(client: Client) -> None:
    text = client.get("/droits/").content.decode()
    assert all(f'href="/droits/{name}/"' in text for name in QUESTIONS)
    assert client.get("/droits/salaire/").status_code == 404
    assert client.post("/droits/").status_code == 405


def _post(client: Client, verb: str, body: object, kind: str = "application/json") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/api/v1/law/{verb}", data, content_type=kind)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_answers_its_example(client: Client, verb: str) -> None:
    answer = _post(client, verb, EXAMPLES[verb])
    assert answer.status_code == 200
    assert answer.json()["explanation"]


def test_the_contracts_amounts_over_http(client: Client) -> None:
    assert _post(client, "ij", EXAMPLES["ij"]).json()["net"] == "490.68"
    assert _post(client, "deadline", EXAMPLES["deadline"]).json()["last_day"] == "2026-03-23"


@pytest.mark.parametrize(
    ("verb", "body", "status", "code"),
    [
        ("salaire", {}, 404, "unknown_verb"),
        ("deadline", b"{", 400, "bad_json"),
        ("deadline", {}, 422, "missing_field"),
        ("deadline", {"received": "2026-03-02", "days": -1}, 422, "bad_value"),
        ("ij", {**EXAMPLES["ij"], "end": "2026-02-01"}, 422, "inconsistent"),
        ("teleexpertise", {"act": "RQD", "date": "2020-01-01"}, 422, "before_first_parameter"),
        ("deadline", b" " * ((1 << 20) + 1), 413, "bad_value"),
        ("deadline", b"", 400, "bad_json"),
        ("deadline", b"[" * 100_000, 400, "bad_json"),
        ("deadline", b'{"received":"2026-03-02","days":1e99999999999999999999}', 422, "bad_value"),
        ("deadline", b'{"received":"2026-03-02","days":1,"days":2}', 400, "bad_json"),
        ("deadline", b"null", 422, "bad_value"),
    ],
)
def test_a_refusal_is_a_problem(
    client: Client, verb: str, body: object, status: int, code: str
) -> None:
    answer = _post(client, verb, body)
    problem = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["detail"]


def test_lines_are_answered_one_by_one(client: Client) -> None:
    body = b"\n".join(
        [json.dumps(EXAMPLES["deadline"]).encode(), b"{", b'{"received":"2026-03-02","days":1}']
    )
    answer = _post(client, "deadline", body, "application/x-ndjson")
    found = [json.loads(line) for line in answer.content.splitlines()]
    assert [a.get("last_day") for a in found] == ["2026-03-23", None, "2026-03-03"]


def test_what_a_request_may_cost_is_bounded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"\n".join([json.dumps({**EXAMPLES["ij"], "schedule": True}).encode()] * 3)
    for name, value, answered in (
        ("LARGEST_ANSWER", 10, 1), ("LARGEST_ANSWER", 1 << 20, 3), ("SECONDS", -1.0, 0),
    ):  # fmt: skip
        with monkeypatch.context() as patched:
            patched.setattr(f"telecontrole.hall.law.api.{name}", value)
            answer = _post(client, "ij", body, "application/x-ndjson")
        found = [json.loads(line) for line in answer.content.splitlines()]
        assert ["net" in a for a in found] == [True] * answered + [False] * (3 - answered)
        assert all(a["error"]["code"] == "bad_value" for a in found[answered:])


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_length_that_is_no_number_breaks_nothing(client: Client, length: str) -> None:
    answer = client.post(
        "/api/v1/law/deadline",
        b'{"received":"2026-03-02","days":20}',
        content_type="application/json",
        headers={"Content-Length": length},
    )
    assert answer.status_code < 500


def test_the_interface_is_described_on_a_page_of_ours(client: Client) -> None:
    text = client.get("/api/v1/docs").content.decode()
    assert all(f"POST /api/v1/law/{name}" in text for name in VERBS)
    assert "490.68" in text
    assert "//cdn" not in text
    assert 'href="/api/v1/docs"' in client.get("/droits/").content.decode()


def test_the_table_and_the_description(client: Client) -> None:
    assert b"smic_mensuel" in client.get("/api/v1/law/table").content
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {f"/api/v1/law/{name}" for name in (*VERBS, "table")}
