"""Role × page × class of data, from the URLconf, the schema of the API and the tables themselves.

A new address, a new column, a new visitor fails here until somebody has said what it may show to whom.
"""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from telecontrole.hall.protection.classes import DataClass, unclassified
from tests.secrecy.canaries import Canary
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import ROUTES, STAFF_NAMES, matrix, visit
from tests.secrecy.planting import guarded, said

VISITORS = (
    "anonymous",
    *STAFF_NAMES,
    "insured_link",
    "insured",
    "insured_told",
    "insured_declined",
    "representative",
    "curateur",
    "guest",
    "practitioner_link",
    "practitioner_rpps",
    "practitioner",
)
# Guarded columns that no row of the cast fills; each says why its words need no canary.
WITHOUT_CANARY = {
    "people.Insured.sexe": "one letter",
    "people.Insured.langue": "a code of two letters",
    "people.Representative.quality": "a word of a closed list",
    "people.Insured.code_postal": "five digits, common to a town",
    "people.ContactHistory.value_sealed": "planted by the test of corrections",
    "notices.Attempt.proof_sealed": "sealed words of a message: see test_traces",
    "vault.MedicalContent.sealed": "no medical document in the cast: see the vault's own tests",
    "cases.ImportChunk.body_sealed": "forgotten once the file is taken",
    "worklist.Task.note_sealed": "no task of the cast is done",
}


def test_every_column_of_every_table_is_classified() -> None:
    missing = unclassified()
    assert not missing, f"say in telecontrole/hall/protection/classes.yaml what it holds: {missing}"


def test_every_address_says_who_may_open_it_and_what_it_shows() -> None:
    names = {route.name for route in ROUTES}
    assert names - matrix().keys() == set(), "add a line to tests/secrecy/matrix.yaml"
    assert matrix().keys() - names == set(), "these addresses are gone"


def test_every_visitor_of_the_cast_is_in_the_matrix(filled: Filled) -> None:
    assert set(filled.cast.clients) == set(VISITORS)
    assert {who for row in matrix().values() for who in row} <= {*VISITORS, "everybody"}


def test_every_guarded_column_holds_a_canary(filled: Filled) -> None:
    """In every table that has a row: most get one made for them (see `planting.make_row`)."""
    bare = {
        f"{model._meta.label}.{column}"
        for model, column, _ in guarded()
        if (texts := said(model, column))
        if not any(any(filled.aviary.in_text(text)) for text in texts)
    }
    missing = bare - WITHOUT_CANARY.keys()
    assert not missing, f"plant one, or nothing here proves anything: {missing}"


@pytest.mark.parametrize("who", VISITORS)
def test_each_address_shows_a_visitor_what_is_theirs_to_see(filled: Filled, who: str) -> None:
    wrong: list[str] = []
    for route in ROUTES:
        row = matrix().get(route.name, {})
        allowed = row.get(who, row.get("everybody"))
        seen = visit(filled, who, route)
        wrong += seen.faults
        if seen.let_in and allowed is None:
            wrong.append(f"{route.name} lets {who} in")
        # Whoever has no account comes as far as their case stands; the staff's rights depend on no state.
        refused = not seen.let_in and not seen.missing
        if allowed is not None and refused and who in STAFF_NAMES and who in row:
            wrong.append(f"{route.name} refuses {who}")
        for canary in seen.shown:
            if canary.kind not in (allowed or ()):
                wrong.append(f"{route.name} shows {who} {canary.where}, which is {canary.kind}")
            if not _theirs(filled, who, canary):
                wrong.append(f"{route.name} shows {who} {canary.where} of somebody else")
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("who", VISITORS)
def test_nothing_of_another_caisse_is_shown_to_anybody(filled: Filled, who: str) -> None:
    wrong = [
        f"{route.name} shows {who} {canary.where}"
        for route in ROUTES
        if route.parts and who in STAFF_NAMES
        for canary in visit(filled, who, route, stranger=True).shown
    ]
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_the_canaries_sing_where_they_may(filled: Filled) -> None:
    """Without this, an empty site would pass."""
    by_name = {route.name: route for route in ROUTES}
    for who, name, kind in (
        ("medecin_conseil", "examinations:interview", DataClass.MEDICAL),
        ("medecin_conseil", "hall:case", DataClass.MEDICAL),
        ("technicien", "hall:case", DataClass.CONTACT),
        ("technicien", "notices:notice", DataClass.CONTACT),
        ("gestionnaire", "hall:case", DataClass.IDENTITE),
        ("practitioner", "practitioner:avis", DataClass.IDENTITE),
        ("insured_told", "person:letter", DataClass.IDENTITE),
    ):
        shown = visit(filled, who, by_name[name]).shown
        assert kind in {canary.kind for canary in shown}, (who, name)


def test_the_open_interface_names_nothing_that_identifies(filled: Filled) -> None:
    schema = json.loads(filled.ask("anonymous", "GET", "/api/v1/openapi.json").content)
    paths = {f"/{route.pattern}" for route in ROUTES}
    assert set(schema["paths"]) <= paths
    guarded_names = {column for _, column, kind in guarded() if kind is not DataClass.SECRET}
    named = {
        name
        for one in schema.get("components", {}).get("schemas", {}).values()
        for name in one.get("properties", {})
    }
    # `value` of the law's identifiers is what the asker typed, kept nowhere.
    assert named & (guarded_names - {"langue"}) == set()


def _theirs(filled: Filled, who: str, canary: Canary) -> bool:
    here = filled.cast.here
    own: dict[str, UUID] = {
        "insured_link": here.now.case.insured_id,
        "insured": here.now.case.insured_id,
        "insured_told": here.told.case.insured_id,
        "representative": here.now.case.insured_id,
        "curateur": here.told.case.insured_id,
        "guest": here.now.case.insured_id,
        "insured_declined": here.waits.case.insured_id,
        "practitioner": here.told.case.insured_id,
    }
    if who in own:
        return canary.person in (own[who], None)
    return canary.caisse in ("141", "")
