"""Files of the territory: `caisses` and `sites`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Counts, Importer, Judged, Row
from telecontrole.foundations.importing.checks import Checks
from telecontrole.foundations.importing.tables import upsert
from telecontrole.foundations.law.calendars import Calendar
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.territory.models import Caisse, Site

Values = dict[str, Any]
#: What the column `accessible` may say; empty = nothing is known.
_ACCESSIBLE = {"oui": True, "non": False, "": None}
_CALENDARS = frozenset(get_args(Calendar))


class Caisses(Importer[Values]):
    """The caisses, with their time zone and their calendar."""

    kind = "caisses"
    columns = ("code", "nom", "region", "departement", "fuseau", "calendrier")

    def prepare(self, actor: Actor) -> Refusal | None:
        """Caisses stand on their own; only who serves the whole country names new ones."""
        self._actor = actor
        return None

    def key(self, row: Row) -> str:
        """The caisse's code."""
        return row["code"]

    def judge(self, row: Row) -> Judged[Values]:
        """`fuseau_inconnu`, `calendrier_inconnu`, `hors_perimetre` and the common faults."""
        checks = Checks(row)
        value: Values = {
            "code": checks.text("code", 9),
            "nom": checks.text("nom", 200),
            "region": checks.text("region", 100),
            "departement": checks.text("departement", 3),
            "fuseau": checks.text("fuseau", 64),
            "calendrier": checks.one_of("calendrier", _CALENDARS, "calendrier_inconnu"),
        }
        if value["fuseau"] and not _is_zone(value["fuseau"]):
            checks.fault("fuseau_inconnu")
        if not self._actor.serves(value["code"]):
            checks.fault("hors_perimetre")
        return Judged(tuple(checks.codes), value)

    def store(self, values: Sequence[Values], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or change caisses, by code."""
        wanted = {value["code"]: value for value in values}
        existing = Caisse.objects.in_bulk(list(wanted))
        return upsert(Caisse.objects, wanted, existing, keys=("code",), write=write)


class Sites(Importer[Values]):
    """The places where people are examined."""

    kind = "sites"
    columns = ("code", "nom", "caisse", "adresse", "latitude", "longitude", "salles")
    optional = ("acces", "accessible")
    may_be_empty = frozenset({"latitude", "longitude", "acces", "accessible"})

    def prepare(self, actor: Actor) -> Refusal | None:
        """Remember the known caisses; without any, `caisses_absentes`."""
        self._actor = actor
        self._caisses = frozenset(Caisse.objects.values_list("code", flat=True))
        return None if self._caisses else Refusal("caisses_absentes")

    def key(self, row: Row) -> str:
        """The site's code."""
        return row["code"]

    def judge(self, row: Row) -> Judged[Values]:
        """`caisse_inconnue`, `salles_invalide`, `accessible_invalide`, `hors_perimetre` and the common faults."""
        checks = Checks(row)
        value: Values = {
            "code": checks.text("code", 20),
            "nom": checks.text("nom", 200),
            "caisse_id": checks.one_of("caisse", self._caisses, "caisse_inconnue"),
            "adresse": checks.text("adresse", 300),
        }
        value["latitude"], value["longitude"] = checks.position()
        value["salles"] = checks.integer("salles", 0, 999, "salles_invalide")
        if "acces" in row.cells:
            value["acces"] = checks.text("acces", 2_000, needed=False)
        if "accessible" in row.cells:
            word = row["accessible"].lower()
            value["accessible"] = _ACCESSIBLE.get(word)
            if word not in _ACCESSIBLE:
                checks.fault("accessible_invalide")
        if not self._actor.serves(value["caisse_id"]):
            checks.fault("hors_perimetre")
        return Judged(tuple(checks.codes), value)

    def store(self, values: Sequence[Values], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or change sites, by code."""
        wanted = {value["code"]: value for value in values}
        existing = Site.objects.in_bulk(list(wanted), field_name="code")
        return upsert(Site.objects, wanted, existing, keys=("code",), write=write)


IMPORTERS: Mapping[str, type[Importer[Any]]] = {kind.kind: kind for kind in (Caisses, Sites)}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
