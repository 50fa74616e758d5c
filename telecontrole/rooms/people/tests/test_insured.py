"""Insured persons of the files: the NIR is never in clear, contacts are valid or empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import selectors, services
from telecontrole.rooms.people.models import ContactHistory, Insured, MedecinConseil, Practitioner
from telecontrole.rooms.people.services import InsuredLine
from telecontrole.rooms.territory.models import Caisse

ACTOR = Actor.system("test")
LINE = InsuredLine(
    nir="294696927030796",
    nom_naissance="COLIN",
    nom_usage="",
    prenoms="Catherine",
    sexe="F",
    date_naissance=date(1994, 8, 23),
    caisse="691",
    langue="fr",
    adresse="45 rue des Écoles",
    code_postal="69000",
    commune="Rhône",
    latitude=45.7681,
    longitude=4.4802,
    email="catherine@exemple.test",
    mobile="+33633269072",
)


@pytest.fixture(autouse=True)
def _caisse(db: None) -> None:
    Caisse.objects.create(
        code="691",
        nom="CPAM du Rhône",
        region="Auvergne-Rhône-Alpes",
        departement="69",
        fuseau="Europe/Paris",
        calendrier="metropole",
    )


def _put(line: InsuredLine = LINE) -> Any:
    return services.put_insured(lines=[line])[line.nir]


def test_the_nir_stands_nowhere_in_clear_and_who_may_can_read_it() -> None:
    key = _put()
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_insured::text FROM people_insured")
        assert LINE.nir not in cursor.fetchone()[0]
    assert LINE.nir.encode() not in bytes(Insured.objects.get().nir_sealed)
    assert selectors.nir(key) == LINE.nir


def test_the_same_nir_is_the_same_person() -> None:
    key = _put()
    assert _put(replace(LINE, nom_usage="MARTIN")) == key
    info = selectors.insured(key)
    assert info is not None
    assert (info.nom, info.nom_naissance, info.reachable) == ("MARTIN", "COLIN", True)
    assert Insured.objects.count() == 1


def test_of_two_lines_of_one_person_the_later_wins() -> None:
    services.put_insured(lines=[LINE, replace(LINE, commune="Lyon")])
    assert Insured.objects.get().commune == "Lyon"


def test_a_file_replaces_what_a_file_gave_and_the_former_value_is_kept_sealed() -> None:
    key = _put()
    _put(replace(LINE, email="autre@exemple.test"))
    contacts = selectors.insured_contacts([key])[key]
    assert (contacts.email, contacts.email_source) == ("autre@exemple.test", "fichier")
    former = ContactHistory.objects.get()
    assert former.channel == "email"
    sealed = vault.unseal(former.value_sealed, row=f"people.contact_history:{former.id}:value")
    assert sealed == LINE.email.encode()


def test_a_file_does_not_undo_what_a_person_corrected() -> None:
    key = _put()
    done = services.correct_contact(
        insured_id=key, channel="mobile", value="06 12 34 56 78", source="assure", actor=ACTOR
    )
    assert done == "+33612345678"
    _put(replace(LINE, nom_usage="MARTIN"))
    assert selectors.insured_contacts([key])[key].mobile == "+33612345678"


def test_an_unusable_contact_is_refused_and_nothing_changes() -> None:
    key = _put()
    for channel, value, code in (
        ("email", "pas une adresse", "courriel_invalide"),
        ("mobile", "01 42 00", "mobile_invalide"),
    ):
        refusal = services.correct_contact(
            insured_id=key, channel=channel, value=value, source="equipe", actor=ACTOR
        )
        assert isinstance(refusal, Refusal)
        assert refusal.code == code
    assert not ContactHistory.objects.exists()


def test_a_contact_may_be_removed_and_the_person_is_then_not_reachable() -> None:
    key = _put()
    services.correct_contact(
        insured_id=key, channel="email", value=" ", source="assure", actor=ACTOR
    )
    contacts = selectors.insured_contacts([key])[key]
    assert (contacts.email, contacts.email_source, contacts.reachable) == ("", "", False)


def test_a_person_nobody_knows_is_refused() -> None:
    refusal = services.correct_contact(
        insured_id=uuid4(), channel="email", value="", source="assure", actor=ACTOR
    )
    assert isinstance(refusal, Refusal)
    assert refusal.code == "insured_unknown"
    assert selectors.insured(uuid4()) is None


def test_a_thousand_persons_are_read_in_one_question(django_assert_num_queries: Any) -> None:
    lines = [replace(LINE, nir=f"{number:015d}") for number in range(50)]
    ids = list(services.put_insured(lines=lines).values())
    with django_assert_num_queries(1):
        assert len(selectors.insured_contacts(ids)) == 50
    with django_assert_num_queries(1):
        assert len(selectors.insured_many(ids)) == 50


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"sexe": "X"}, "people_insured_sexe_known"),
        ({"mobile": "0612345678"}, "people_insured_mobile_e164"),
        ({"nir_fingerprint": b"known"}, "nir_fingerprint"),
    ],
)
def test_the_database_itself_refuses_a_person(changes: dict[str, Any], constraint: str) -> None:
    fields: dict[str, Any] = {
        "nir_sealed": b"x",
        "sexe": "F",
        "date_naissance": date(1990, 1, 1),
        "caisse_id": "691",
    }
    Insured.objects.create(nir_fingerprint=b"known", **fields)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Insured.objects.create(**{"nir_fingerprint": b"other"} | fields | changes)


def test_the_database_itself_refuses_other_channels_and_rpps_that_are_not_digits() -> None:
    insured = Insured(id=_put())
    with pytest.raises(IntegrityError, match="people_contact_channel"), transaction.atomic():
        ContactHistory.objects.create(
            insured=insured, channel="pigeon", value_sealed=b"", at="2026-12-01T00:00:00Z"
        )
    with pytest.raises(IntegrityError, match="people_medecin_rpps"), transaction.atomic():
        MedecinConseil.objects.create(rpps="1", caisse_id="691")
    with pytest.raises(IntegrityError, match="people_practitioner_rpps"), transaction.atomic():
        Practitioner.objects.create(rpps="1")


@pytest.mark.django_db
def test_a_person_is_found_by_name_whatever_the_accents_and_by_nir() -> None:
    caisse = Caisse.objects.create(
        code="141",
        nom="CPAM du Calvados",
        region="Normandie",
        departement="14",
        fuseau="Europe/Paris",
        calendrier="metropole",
    )
    row = Insured.objects.create(
        nir_fingerprint=services.nir_fingerprint("285701424540571"),
        nir_sealed=b"x",
        nom_naissance="LEFÈVRE-ROY",
        nom_usage="ÉVRARD",
        prenoms="Zoé",
        sexe="F",
        date_naissance=date(1985, 9, 23),
        caisse=caisse,
    )
    for typed in ("lefevre", "Lefèvre Roy", "EVRARD", "évrard zoe", "lefevre roy zoé"):
        assert [one.id for one in selectors.search(typed, limit=5)] == [row.id]
    assert selectors.search("efevre", limit=5) == []
    assert selectors.search("%", limit=5) == []
    found = selectors.by_nir("285701424540571")
    assert found is not None
    assert found.id == row.id
