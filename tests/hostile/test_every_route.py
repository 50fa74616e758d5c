"""Every address against bad input: never a fault of the site, never a stranger's thing.

Each visitor asks at each address once, with GET and with POST. Whoever gets there what another visitor got is
the same to the site: what follows is tried by the first of them.
"""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from tests.hostile.cast import Cast
from tests.hostile.conftest import Attack, Attacker
from tests.hostile.routes import Route, lasting, routes

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
_AWAY = (403, 404, 405, 410)
_CONTROL = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')
Door = tuple[str, Route, str]


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


@dataclass
class Doors:
    """Who is let in where, one for all who get the same answer; and the fields of every form they are shown."""

    get: list[Door] = field(default_factory=list)
    post: list[Door] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: set(POSTED.split()))

    @property
    def both(self) -> list[Door]:
        """Those of either list."""
        return list(dict.fromkeys((*self.get, *self.post)))


@pytest.fixture(scope="module")
def doors(cast: Cast) -> Doors:
    """Each visitor at each address, once."""
    found, seen, ask = Doors(), set(), Attacker(cast)
    for who, route, path in everybody(cast):
        got, posted = ask(who, "GET", path), ask(who, "POST", path, data="", content_type=FORM)
        for method, answer, told in (("GET", got, found.get), ("POST", posted, found.post)):
            key = (route, method, *same(who, answer))
            # Where nobody may post nobody reads what is posted.
            if key not in seen and (method, answer.status_code) != ("POST", 405):
                seen.add(key)
                told.append((who, route, path))
                found.names |= fields(answer)
    assert ask.faults == []
    return found


def fields(answer: Any) -> set[str]:
    """The names of the controls of a page."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return set()
    return set(_CONTROL.findall(answer.content.decode())) - {"csrfmiddlewaretoken"}


def same(who: str, answer: Any) -> tuple[Any, ...]:
    """What two visitors get who are the same to the site. To be sent away is one answer, however it is worded."""
    code, away = answer.status_code, answer.get("Location", "")
    if code in _AWAY or away.startswith("/connexion/"):
        return code, away
    if away or answer.streaming:
        return code, away, who
    return code, lasting(answer.content)


def test_garbage_in_the_parts_of_an_address(cast: Cast, attack: Attack, doors: Doors) -> None:
    anybody = itertools.cycle(cast.clients)
    tried = set()
    for who, route, _ in doors.both:
        for raw in (*RAW, str(uuid.uuid4()), str(uuid.UUID(int=0))) if route.parts else ():
            path = route.path(**dict.fromkeys(route.parts, raw))
            # What is no address at all is refused before the site looks who asks.
            true = is_address(path)
            if not true and path in tried:
                continue
            tried.add(path)
            asks = who if true else next(anybody)
            answer = attack(asks, "GET", path)
            assert answer.status_code != 200 or "/droits/" in path, (asks, path)


def is_address(path: str) -> bool:
    """Whether some page answers for this address."""
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def test_garbage_behind_the_question_mark(attack: Attack, doors: Doors) -> None:
    for who, _, path in doors.get:
        for turn in TURNS:
            attack(who, "GET", f"{path}?{urlencode(mixed(ASKED.split(), turn))}")
        attack(who, "GET", f"{path}?%FF=%FE&jour=%FF&&=&page[]=1&tri=-nir_sealed")


def test_garbage_in_every_field_of_every_form(attack: Attack, doors: Doors) -> None:
    names = sorted(doors.names)
    assert len(names) > 40
    for who, route, path in doors.post:
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
    for who, route, path in doors.post:
        for body, kind in bodies:
            attack(who, "POST", path, data=body, content_type=kind, note=f"{route.name} {kind}")


def test_methods_that_no_page_has(attack: Attack, doors: Doors) -> None:
    for who, _, path in doors.both:
        for method in WRONG:
            attack(who, method, path)


def test_forms_too_large_are_no_fault(attack: Attack, doors: Doors) -> None:
    many = urlencode([(f"f{n}", "x") for n in range(1_500)])
    large = "notes=" + "x" * 3_000_000
    for who, _, path in doors.post:
        for body in (many, large):
            attack(who, "POST", path, data=body, content_type=FORM)


def test_a_form_of_another_site_is_refused_everywhere(attack: Attack, doors: Doors) -> None:
    for who, _, path in doors.both:
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
