"""The file of the diaries: `disponibilites`. Its hours are local: of the site, for video of the doctor's caisse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Counts, Importer, Judged, Row
from telecontrole.foundations.importing.checks import Checks
from telecontrole.foundations.importing.tables import upsert
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.models import Availability
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory

Values = dict[str, Any]
_MODALITES = frozenset(Modalite)


class Disponibilites(Importer[Values]):
    """When médecins-conseils receive. A closed day is no fault: the planner leaves it out."""

    kind = "disponibilites"
    columns = ("rpps", "date", "debut", "fin", "modalite", "site")
    may_be_empty = frozenset({"site"})

    def prepare(self, actor: Actor) -> Refusal | None:
        """Remember doctors and sites; without any doctor, `medecins_absents`."""
        self._actor = actor
        self._medecins = {medecin.rpps: medecin for medecin in people.medecins().values()}
        self._sites = {site.code: site.id for site in territory.sites().values()}
        return None if self._medecins else Refusal("medecins_absents")

    def key(self, row: Row) -> str:
        """Doctor, day and start."""
        parts = (row["rpps"].replace(" ", ""), row["date"], row["debut"])
        return " ".join(parts).strip()

    def judge(self, row: Row) -> Judged[Values]:
        """`medecin_inconnu`, `site_inconnu`, `modalite_inconnue`, `heures_incoherentes`, and the common faults."""
        checks = Checks(row)
        rpps = checks.rpps("rpps")
        medecin = self._medecins.get(rpps)
        if medecin is None and not checks.codes:
            checks.fault("medecin_inconnu")
        value: Values = {
            "medecin_id": medecin.id if medecin else None,
            "date": checks.day("date"),
            "debut": checks.hour("debut"),
            "fin": checks.hour("fin"),
            "modalite": checks.one_of("modalite", _MODALITES, "modalite_inconnue"),
            "site_id": self._site(checks),
        }
        if value["debut"] and value["fin"] and value["fin"] <= value["debut"]:
            checks.fault("heures_incoherentes")
        if medecin and not self._actor.serves(medecin.caisse):
            checks.fault("hors_perimetre")
        return Judged(tuple(checks.codes), value)

    def _site(self, checks: Checks) -> object:
        code = checks.row["site"]
        if not code and checks.row["modalite"] == Modalite.PRESENTIEL:
            checks.fault("champ_manquant", "site")
        elif code and code not in self._sites:
            checks.fault("site_inconnu")
        return self._sites.get(code)

    def store(self, values: Sequence[Values], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or change availabilities, by doctor, day and start."""
        wanted = {(v["medecin_id"], v["date"], v["debut"]): v for v in values}
        days = {value["date"] for value in values}
        rows = Availability.objects.filter(
            date__in=days, medecin_id__in={value["medecin_id"] for value in values}
        )
        existing = {(row.medecin_id, row.date, row.debut): row for row in rows}
        kept = {key: row for key, row in existing.items() if key in wanted}
        return upsert(
            Availability.objects, wanted, kept, keys=("medecin", "date", "debut"), write=write
        )


IMPORTERS: Mapping[str, type[Importer[Any]]] = {Disponibilites.kind: Disponibilites}
