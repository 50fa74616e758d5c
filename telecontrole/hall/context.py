"""What every page knows of the site, and staff pages of their visitor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from telecontrole.foundations.access import Actor, Role
from telecontrole.rooms.people.middleware import DEMONSTRATION_KEY
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import selectors as worklist

# Pages of other people than the staff: no menu there, even for a member of staff who looks.
_OUTSIDE = frozenset({"person", "practitioner", "guest"})
ROLE_NAMES = {
    Role.MEDECIN_CONSEIL: "Médecin-conseil",
    Role.TECHNICIEN: "Technicien du service médical",
    Role.GESTIONNAIRE: "Gestionnaire des prestations",
    Role.CHEF: "Responsable",
    Role.ADMINISTRATEUR: "Administrateur",
    Role.EXPERT: "Expert",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: where it leads, for which roles, and below which address it is the present one."""

    label: str
    route: str
    roles: frozenset[Role]


_ALL = frozenset(Role)
_CASES = _ALL - {Role.EXPERT, Role.ADMINISTRATEUR}
_FOLLOWING = frozenset({Role.TECHNICIEN, Role.CHEF})
_TECHNICAL = frozenset({Role.ADMINISTRATEUR})
MENU: Sequence[Entry] = (
    Entry("Accueil", "hall:desk", _ALL),
    Entry("Mes entretiens", "examinations:day", frozenset({Role.MEDECIN_CONSEIL})),
    Entry("Tâches", "worklist:index", _ALL - {Role.EXPERT}),
    Entry("Dossiers", "hall:cases", _CASES),
    Entry("Décisions", "decisions:index", frozenset({Role.GESTIONNAIRE, Role.CHEF})),
    Entry("Délégations", "decisions:delegations", frozenset({Role.ADMINISTRATEUR})),
    Entry(
        "Agendas",
        "planning:index",
        frozenset({Role.TECHNICIEN, Role.CHEF, Role.MEDECIN_CONSEIL}),
    ),
    Entry("Suivi", "hall:today", _FOLLOWING),
    Entry("Qualité visio", "hall:quality", frozenset({Role.CHEF})),
    Entry("Messages", "notices:undelivered", _TECHNICAL),
    Entry("Pilotage", "observatory:index", frozenset({Role.CHEF})),
    Entry("Imports", "cases:imports", _TECHNICAL),
    Entry(
        "Lecture exceptionnelle",
        "hall:glass_ask",
        frozenset({Role.MEDECIN_CONSEIL, Role.ADMINISTRATEUR}),
    ),
    Entry("Lectures exceptionnelles", "hall:glass_register", frozenset({Role.CHEF})),
)
# What the technicians look at all day: one line of tabs on each of these pages.
FOLLOW_UP: Sequence[Entry] = (
    Entry("Aujourd’hui", "hall:today", _FOLLOWING),
    Entry("Cette semaine", "hall:week", _FOLLOWING),
    Entry("Non remis", "notices:undelivered", _FOLLOWING | _TECHNICAL),
    Entry("Sans place", "planning:without_place", _FOLLOWING),
    Entry("Lettres", "notices:letters", _FOLLOWING | _TECHNICAL),
    Entry("SMS", "notices:spending", _FOLLOWING | _TECHNICAL),
    Entry("Imports", "cases:imports", frozenset({Role.TECHNICIEN}) | _TECHNICAL),
)


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every template: the demonstration, and for staff the menu and the account."""
    context: dict[str, object] = {
        "demonstration": settings.DEMONSTRATION,
        "phone": settings.PHONE.replace(" ", "\u00a0"),
        "base_url": settings.BASE_URL,
    }
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    outside = match is not None and not _OUTSIDE.isdisjoint(match.app_names)
    if isinstance(actor, Actor) and not outside:
        context["home_url"] = "/accueil/"
        context["navigation"] = SimpleLazyObject(lambda: navigation(actor, request.path))
        context["account"] = SimpleLazyObject(lambda: account(actor, request))
        context["section"] = section(actor, match.view_name if match is not None else "")
    return context


def navigation(actor: Actor, path: str) -> list[dict[str, object]]:
    """The menu of an actor, with the number of late tasks; one query."""
    late = sum(count.late for count in worklist.counts(actor))
    mine = {
        entry: url for entry in MENU if actor.has(*entry.roles) and (url := address(entry.route))
    }
    here = _present(mine, path)
    return [
        {
            "label": entry.label,
            "url": url,
            "active": entry is here,
            "count": late if entry.route == "worklist:index" else 0,
        }
        for entry, url in mine.items()
    ]


def _present(mine: Mapping[Entry, str], path: str) -> Entry | None:
    """The one entry that a page belongs to: the follow-up for its tabs, else the nearest address above."""
    if any(path == address(entry.route) for entry in FOLLOW_UP):
        following = next((entry for entry in mine if entry.route == "hall:today"), None)
        if following is not None:
            return following
    above = [entry for entry, url in mine.items() if path.startswith(url)]
    return max(above, key=lambda entry: len(mine[entry]), default=None)


def section(actor: Actor, route: str) -> list[dict[str, object]]:
    """The pages of the technicians' follow-up, when the present page is one of them."""
    if route not in {entry.route for entry in FOLLOW_UP}:
        return []
    mine = [entry for entry in FOLLOW_UP if actor.has(*entry.roles) and address(entry.route)]
    links: list[dict[str, object]] = [
        {"label": entry.label, "url": address(entry.route), "active": entry.route == route}
        for entry in mine
    ]
    return links if len(links) > 1 else []


def account(actor: Actor, request: HttpRequest) -> dict[str, object]:
    """Name, roles and caisse of an actor, and the ways to its security settings and out."""
    caisse = territory.caisse(actor.caisse) if actor.caisse else None
    # The demonstration's links stand for both factors: there are no codes to show.
    links_only = getattr(request, "session", {}).get(DEMONSTRATION_KEY)
    security = "" if links_only else address("mfa_view_recovery_codes")
    diary = address("feeds:page") if actor.has(Role.MEDECIN_CONSEIL) else ""
    return {
        "name": actor.label,
        "role": ", ".join(name for role, name in ROLE_NAMES.items() if role in actor.roles),
        "caisse": caisse.nom if caisse else (actor.caisse or "National"),
        "links": [
            *([{"label": "Mon agenda", "url": diary}] if diary else []),
            *([{"label": "Codes de secours", "url": security}] if security else []),
        ],
        "sign_out_url": address("account_logout"),
    }


def address(route: str) -> str:
    """The address of a route; empty when its room is not there."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
