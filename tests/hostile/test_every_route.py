"""Every address against bad input: never a fault of the site, never a stranger's thing."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.utils.http import urlencode

from tests.hostile.cast import Cast
from tests.hostile.conftest import Attack, Attacker
from tests.hostile.routes import Route, routes

ROUTES = routes()
GARBAGE = (
    "\x00",
    "é" * 60,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "-1",
    "9" * 30,
    "1e309",
    "",
)
RAW = ("%00", "%FF%FE", "%0d%0aSet-Cookie:x=1", "..%2f..%2f", "A" * 3000, "%E2%80%AE", "%25n", "0")
# What the addresses of the site understand behind the question mark.
ASKED = "jour page tri etat motif priorite caisse vue par file next medecin export format erreurs"
# Fields of forms that no page shows to a visitor: posted by scripts, or one button long.
POSTED = "version ending done suivante file notes notes_version code rpps text kind conclude next"
WRONG = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW", "HEAD")
FORM = "application/x-www-form-urlencoded"
# Every second one: neighbours of a field get the other half.
TURNS = range(0, len(GARBAGE), 2)
Doors = list[tuple[str, Route, str]]
_AWAY = (302, 403, 404, 405, 410)


def mixed(names: list[str], turn: int) -> dict[str, str]:
    """Each name with some garbage; over the turns every name gets half of it, NUL and emptiness included."""
    return {name: GARBAGE[(number + turn) % len(GARBAGE)] for number, name in enumerate(names)}


def address(cast: Cast, route: Route, stranger: bool = False) -> str:
    """A true address of a route: of this caisse, or of the other one."""
    things = cast.elsewhere if stranger else cast.here
    return route.path(**{part: things.of(part, kind) for part, kind in route.parts.items()})


def everybody(cast: Cast) -> Iterator[tuple[str, Route, str]]:
    """Each visitor at each address."""
    for who in cast.clients:
        for route in ROUTES:
            yield who, route, address(cast, route)


@pytest.fixture(scope="module")
def doors(cast: Cast) -> list[tuple[str, Route, str]]:
    """Each visitor at each address that answers them; of those who are sent away alike, the first one."""
    found, away = [], set()
    ask = Attacker(cast)
    for who, route, path in everybody(cast):
        got, posted = ask(who, "GET", path), ask(who, "POST", path, data="", content_type=FORM)
        seen = (got.status_code, got.get("Location"), posted.status_code, posted.get("Location"))
        if got.status_code != 200 and posted.status_code in _AWAY:
            if (route, seen) in away:
                continue
            away.add((route, seen))
        found.append((who, route, path))
    assert ask.faults == []
    return found


def test_garbage_in_the_parts_of_an_address(cast: Cast, attack: Attack) -> None:
    for who in cast.clients:
        for route in (one for one in ROUTES if one.parts):
            for raw in (*RAW, str(uuid.uuid4()), str(uuid.UUID(int=0))):
                path = route.path(**dict.fromkeys(route.parts, raw))
                answer = attack(who, "GET", path)
                assert answer.status_code != 200 or "/droits/" in path, (who, path)


def test_garbage_behind_the_question_mark(attack: Attack, doors: Doors) -> None:
    for who, _, path in doors:
        for turn in TURNS:
            attack(who, "GET", f"{path}?{urlencode(mixed(ASKED.split(), turn))}")
        attack(who, "GET", f"{path}?%FF=%FE&jour=%FF&&=&page[]=1&tri=-nir_sealed")


@pytest.fixture(scope="module")
def names(cast: Cast) -> list[str]:
    """The fields of every form that any visitor is shown."""
    found = set(POSTED.split())
    for who, _, path in everybody(cast):
        client = cast.clients[who]
        answer = client.get(path) if "deconnexion" not in path else None
        if answer is not None and answer.get("Content-Type", "").startswith("text/html"):
            page = BeautifulSoup(answer.content, "html.parser")
            found |= {str(one["name"]) for one in page.select("[name]") if one.name != "meta"}
    return sorted(found - {"csrfmiddlewaretoken"})


def test_garbage_in_every_field_of_every_form(cast: Cast, attack: Attack, names: list[str]) -> None:
    assert len(names) > 40
    for who, route, path in everybody(cast):
        for turn in TURNS:
            body = urlencode(mixed(names, turn))
            attack(who, "POST", path, data=body, content_type=FORM, note=f"{route.name} {turn}")


def test_bodies_that_are_no_forms(attack: Attack, doors: Doors) -> None:
    deep = "[" * 900 + "]" * 900
    bodies = [
        (b"text=\xff\xfe&code=%FF%FE&notes=\xc3", FORM),
        (b"text=a", f"{FORM}; charset=nonsense"),
        (b"\x00\xd8t\x00", f"{FORM}; charset=utf-16"),
        (b"no boundary here", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00.csv"\r\n\r\n\x00\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (deep.encode(), "application/json"),
        (json.dumps({"camera": [1] * 50}).encode(), "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b"<a/>", "text/xml"),
        (b"", ""),
    ]
    for who, route, path in doors:
        for body, kind in bodies:
            attack(who, "POST", path, data=body, content_type=kind, note=f"{route.name} {kind}")


def test_methods_that_no_page_has(attack: Attack, doors: Doors) -> None:
    for who, _, path in doors:
        for method in WRONG:
            attack(who, method, path)


def test_forms_too_large_are_no_fault(attack: Attack, doors: Doors) -> None:
    many = urlencode([(f"f{n}", "x") for n in range(1_500)])
    large = "notes=" + "x" * 3_000_000
    for who, _, path in doors:
        for body in (many, large):
            attack(who, "POST", path, data=body, content_type=FORM)


def test_a_form_of_another_site_is_refused_everywhere(cast: Cast, attack: Attack) -> None:
    for who, _, path in everybody(cast):
        answer = attack(who, "POST", path, strict=True, data="version=1", content_type=FORM)
        # The open interface of the law knows nobody and keeps nothing: there is nothing to forge.
        if not path.startswith("/api/v1/"):
            assert answer.status_code == 403, (who, path, answer.status_code)


def test_nobody_reaches_the_things_of_another_caisse(cast: Cast, attack: Attack) -> None:
    # Addresses whose parts name no thing of anybody.
    common = {
        "law:calculate",
        "person:birth",
        "person:code",
        "person:another_code",
        "person:choose",
        "person:link",
        "r/<str:token>/",
        "invitation",
        "demonstration:be",
        "demonstration:enter",
    }
    for who in cast.clients:
        for route in (one for one in ROUTES if one.parts and one.name not in common):
            path = address(cast, route, stranger=True)
            for method in ("GET", "POST"):
                answer = attack(who, method, path, data="version=1", content_type=FORM)
                home = answer.get("Location", "").split("?")[0]
                refused = answer.status_code in range(400, 500) or home in _DOORS
                assert refused, (who, method, path, answer.status_code, home)


# Where somebody without a right is sent: to sign in, or to the page of one's own case.
_DOORS = (
    *("/connexion/", "/rdv/", "/rdv/resultat/"),
    *("/rdv/identite/resultat/", "/rdv/identite/decision/"),
)
