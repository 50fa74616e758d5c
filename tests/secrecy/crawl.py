"""Every visitor at every address: whether they are let in, and which canaries they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from telecontrole.hall.protection.classes import DataClass
from tests.hostile.cast import STAFF
from tests.hostile.routes import Route, routes
from tests.secrecy.canaries import Canary
from tests.secrecy.texts import text_of

if TYPE_CHECKING:
    from tests.secrecy.conftest import Filled

FORM = "application/x-www-form-urlencoded"
REFUSED = (401, 403, 404, 405, 410)
# Where somebody without a right is sent: to sign in, to prove who they are, to their own page.
DOORS = ("/connexion/", "/rdv/", "/rdv/resultat/", "/medecin/", "/invitation/")
EXPORTS = ("?format=csv", "?format=xlsx")
ROUTES = routes()
STAFF_NAMES = tuple(role.value for role in STAFF)
_INSURED = ("insured_link", "insured", "insured_told", "insured_declined", "representative")
_GROUPS = {"staff": STAFF_NAMES, "insured_all": _INSURED}


@dataclass
class Seen:
    """What a visitor met at an address."""

    let_in: bool = False
    # The cast has no such thing: nothing to be refused.
    missing: bool = False
    shown: set[Canary] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@cache
def matrix() -> dict[str, dict[str, frozenset[DataClass]]]:
    """The table: classes by visitor, by address. `everybody` stays a name of its own."""
    read: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("matrix.yaml").read_text(encoding="utf-8")
    )
    return {route: dict(_cells(row or {})) for route, row in read.items()}


def visit(filled: Filled, who: str, route: Route, *, stranger: bool = False) -> Seen:
    """Read an address and its exports, and post to it when it is a form or takes nothing else."""
    things = filled.cast.elsewhere if stranger else filled.cast.here
    path = route.path(**{part: things.of(part, kind) for part, kind in route.parts.items()})
    seen = Seen()
    status, text = _one(filled, seen, who, "GET", path)
    seen.missing = status == 404
    if "format=csv" in text:
        for export in EXPORTS:
            _one(filled, seen, who, "GET", path + export)
    if seen.let_in or status == 405:
        posted, _ = _one(filled, seen, who, "POST", path)
        seen.missing = seen.missing or posted == 404
    return seen


def _one(filled: Filled, seen: Seen, who: str, method: str, path: str) -> tuple[int, str]:
    more = {"data": "version=1", "content_type": FORM} if method == "POST" else {}
    answer = filled.ask(who, method, path, **more)
    text = text_of(answer)
    if answer.status_code >= 500:
        seen.faults.append(f"{answer.status_code} {who} {method} {path}")
    seen.let_in = seen.let_in or let_in(answer, path)
    seen.shown |= set(filled.aviary.in_text(text))
    return answer.status_code, text


def let_in(answer: Any, path: str) -> bool:
    """Whether an answer is more than a closed door."""
    home = answer.get("Location", "").split("?")[0]
    sent_away = answer.status_code == 302 and (home in DOORS or home.startswith("/rdv/identite/"))
    return answer.status_code not in REFUSED and not (sent_away and home != path)


def _cells(row: dict[str, str]) -> Iterator[tuple[str, frozenset[DataClass]]]:
    for name, words in row.items():
        kinds = frozenset(DataClass(word) for word in (words or "").split())
        for visitor in _GROUPS.get(name, (name,)):
            yield visitor, kinds
