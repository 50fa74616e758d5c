"""Panels of the case page. Each says for whom it is, what it reads, and which template shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telecontrole.foundations.access import Actor, Role
from telecontrole.rooms.cases.selectors import CaseInfo

Read = Callable[[CaseInfo, Actor], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the case page. `read` gives the template's context; only actors of `roles` cause it to run."""

    key: str
    title: str
    template: str
    roles: frozenset[Role]
    read: Read


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel with what it shows to one actor."""

    panel: Panel
    context: Mapping[str, Any]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel after those already there; the same key again replaces it."""
    _panels[panel.key] = panel


def panels_for(actor: Actor) -> list[Panel]:
    """The panels that the actor may see, in order."""
    return [panel for panel in _panels.values() if actor.has(*panel.roles)]


def show(case: CaseInfo, actor: Actor) -> list[Shown]:
    """Read every panel of the actor."""
    return [Shown(panel, panel.read(case, actor)) for panel in panels_for(actor)]
