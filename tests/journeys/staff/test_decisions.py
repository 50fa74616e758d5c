"""The caisse decides by the pages, and its system answers by the command line."""

from __future__ import annotations

from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import At
from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.hall.cli.main import main
from telecontrole.rooms.examinations.deciding import following, opening
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Decision, Delegation
from telecontrole.rooms.examinations.tests.decisions.conftest import Office, make_office
from telecontrole.rooms.people.models import Account

pytestmark = pytest.mark.django_db
SIGNED = {"jour": "1", "mois": "12", "annee": "2026"}
OPERATOR = Actor.system("command line")


@pytest.fixture
def office(at: At) -> Office:
    return make_office(at)


def browser(actor: Actor) -> Client:
    """A member of the staff whose second factor is given."""
    account = Account.objects.get(id=actor.id)
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode().replace("&#x27;", "'")


def test_the_export_tells_the_decision_and_the_system_acknowledges_it(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    office.signed(office.proposed())
    main(["export", "decisions"])
    lines = capsys.readouterr().out.splitlines()
    reference = office.scene.case.reference
    assert lines == [
        "reference;caisse;acte;code;date_information;date_effet",
        f"{reference};141;avis;AT_NON_JUSTIFIE_REPRISE;2026-12-01;2026-12-02",
        f"{reference};141;decision;AT_NON_JUSTIFIE_REPRISE;2026-12-01;2026-12-02",
    ]
    counts = following.acknowledge(lines=lines, actor=OPERATOR)
    assert counts == {"accuse": 1, "deja_accuse": 0, "inconnu": 0, "illisible": 0}
    assert following.acknowledge(lines=lines, actor=OPERATOR)["deja_accuse"] == 1
    assert Decision.objects.get().acknowledged_at == clock.now()


def test_a_file_of_another_kind_is_refused_with_the_missing_column(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    file = f"{tmp_path}/autre.csv"
    with open(file, "w", encoding="utf-8") as out:  # noqa: PTH123 -- a path of pytest
        out.write("reference;acte;code\r\nX;decision;Y\r\n")
    assert main(["export", "decisions", "--acknowledge", file]) == 1
    assert "il manque une colonne" in capsys.readouterr().err
    with open(file, "w", encoding="utf-8") as out:  # noqa: PTH123
        out.write("reference;acte;code;date_effet\r\nX;decision;Y;\r\nX;decision;Y;hier\r\n")
    assert main(["export", "decisions", "--acknowledge", file, "--json"]) == 0
    assert '"inconnu": 1' in capsys.readouterr().out


def test_a_manager_validates_and_a_delegate_signs_by_the_pages(office: Office) -> None:
    decision = office.proposed()
    address = f"/decisions/{decision}/"
    manager, delegate = browser(office.manager), browser(office.delegate)
    listed = words(manager, "/decisions/")
    assert office.scene.case.reference in listed
    assert str(office.scene.case.insured.nom_naissance) not in listed
    assert manager.post(address, {"acte": "valider", "checked": "on"}).status_code == 409
    employer = {"employer_name": "Menuiserie Fabre", "employer_address": "3 rue du Port"}
    answer = manager.post(address, {"acte": "valider", "checked": "on", **employer})
    assert answer["Location"] == address
    # The manager has no delegation: no button, and the address refuses with the text.
    assert "Signer la décision" not in words(manager, address)
    refused = manager.post(f"{address}signer/")
    assert refused.status_code == 409
    assert "R. 122-3" in refused.content.decode()
    assert "Signer la décision" in words(delegate, address)
    assert delegate.post(f"{address}signer/")["Location"] == address
    assert Decision.objects.get().state == "signee"
    page = words(manager, address)
    assert "Lettre à l’employeur" in page
    day = {f"received_on_{part}": value for part, value in SIGNED.items()}
    manager.post(address, {"acte": "reception", "means": "recommande", **day})
    assert Decision.objects.get().state == "recue"
    manager.post(address, {"acte": "retirer", "motive": "recours"})
    assert Decision.objects.filter(kind="retrait", state="a_valider").exists()


def test_the_proof_of_a_case_holds_the_messages_of_its_decision(office: Office) -> None:
    office.signed(office.proposed())
    head, reference = browser(office.head), office.scene.case.reference
    listed = words(head, f"/dossiers/{reference}/")
    assert "Décision" in listed
    proof = words(head, f"/dossiers/{reference}/messages/")
    for title in (
        "Décision, par lettre, à l’assuré",
        "Décision, par lettre, à l’employeur",
        "Avis, par courriel, à l’assuré",
    ):
        assert title in proof


def test_the_queue_shows_no_medical_word_and_exports_codes_only(office: Office) -> None:
    office.proposed(AvisCode.CONSOLID_AVEC_IP)
    manager = browser(office.manager)
    export = b"".join(manager.get("/decisions/?format=csv")).decode("utf-8-sig")
    line = export.splitlines()[1]
    assert line.split(";")[1:4] == ["medicale", "CONSOLID_AVEC_IP", "2026-12-02"]
    assert "PERSONNE" not in export


@pytest.mark.parametrize(
    ("query", "found"), [("?etat=a_valider", True), ("?etat=signee", False), ("?retard=oui", False)]
)
def test_the_queue_is_filtered(office: Office, query: str, *, found: bool) -> None:
    office.proposed()
    page = words(browser(office.manager), f"/decisions/{query}")
    assert (office.scene.case.reference in page) is found


def test_what_a_new_avis_replaced_leaves_the_queue_and_says_why(office: Office) -> None:
    first = office.validated(office.proposed())
    opening.propose_after_avis(avis_id=office.avis_again(), actor=OPERATOR)
    manager, own = browser(office.manager), f"/decisions/{first}/"
    for query in ("", "?etat=validee", "?retard=oui"):
        assert own not in words(manager, f"/decisions/{query}")
    listed = words(manager, "/decisions/?etat=remplacee")
    assert own in listed
    assert "Remplacée par un nouvel avis" in listed
    assert "À valider : 1" in listed
    assert "À signer : 0" in listed
    page = words(browser(office.delegate), own)
    assert "n’est plus à décider" in page
    assert "À décider avant" not in page
    assert "/signer/" not in page


def test_the_queue_costs_the_same_with_more_rows(office: Office) -> None:
    decision = office.proposed()
    manager = browser(office.manager)
    counts = []
    for _ in range(2):
        manager.get("/decisions/?nature=medicale")
        with CaptureQueriesContext(connection) as queries:
            manager.get("/decisions/?nature=medicale")
        counts.append(len(queries))
        twin = Decision.objects.get(id=decision)
        anchor = Decision.objects.get(id=decision)
        if len(counts) == 2:
            break
        anchor.pk, anchor.kind, anchor.motive = None, "retrait", "recours"
        anchor.avis_id, anchor.withdraws_id = None, decision
        anchor.save(force_insert=True)
        twin.pk, twin.follows_id = None, anchor.pk
        twin.save(force_insert=True)
    assert counts[0] == counts[1]


def test_the_head_gives_and_ends_delegations_by_the_page(office: Office) -> None:
    head = browser(office.head)
    assert "Responsable du service des prestations" in words(head, "/decisions/delegations/")
    given = {
        "delegate": office.manager.id,
        "caisse": "141",
        "kinds": ["medicale"],
        "title": "Adjointe",
        "deed": "décision du directeur du 1er décembre 2026",
        **{f"starts_on_{part}": value for part, value in (SIGNED | {"mois": "1"}).items()},
    }
    assert head.post("/decisions/delegations/", given).status_code == 302
    made = Delegation.objects.get(title="Adjointe")
    assert (made.delegate_id, made.ends_on) == (UUID(office.manager.id), None)
    assert head.post("/decisions/delegations/", given).status_code == 409
    head.post(f"/decisions/delegations/{made.id}/fin/")
    made.refresh_from_db()
    assert made.ends_on is not None
    # A manager does not see the page.
    words(browser(office.manager), "/decisions/delegations/", 403)


def test_the_medical_service_does_not_decide(office: Office) -> None:
    decision = office.proposed()
    words(browser(office.scene.actor), f"/decisions/{decision}/", 403)
