"""Reads of the territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.territory.models import Caisse, Site
from telecontrole.rooms.worklist.rules import Office

PARIS: Final = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class CaisseInfo:
    """A caisse. `fuseau` is an IANA zone, `calendrier` a calendar of `foundations.law.calendars`."""

    code: str
    nom: str
    region: str
    departement: str
    fuseau: str
    calendrier: str


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A site; `caisse` is the caisse's code, `salles` the number of rooms usable at the same time.

    `accessible`: whether a wheelchair gets in; None when no file has said so.
    """

    id: UUID
    code: str
    nom: str
    caisse: str
    adresse: str
    latitude: float | None
    longitude: float | None
    salles: int
    acces: str
    accessible: bool | None = None

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, when both are known."""
        known = self.latitude is not None and self.longitude is not None
        return (self.latitude, self.longitude) if known else None  # type: ignore[return-value]


def caisse(code: str) -> CaisseInfo | None:
    """The caisse of a code, or None."""
    row = Caisse.objects.filter(code=code).first()
    return _caisse(row) if row else None


def zone_of(code: str | None) -> str:
    """The IANA zone of a caisse; that of Paris without a caisse (who serves all), or for an unknown one."""
    return zone_in(caisse(code) if code else None)


def zone_in(found: CaisseInfo | None) -> str:
    """The same of a caisse that was read already."""
    return found.fuseau if found else PARIS


def caisses() -> dict[str, CaisseInfo]:
    """Every caisse by its code, in the order of the codes."""
    return {row.code: _caisse(row) for row in Caisse.objects.order_by("code")}


def offices() -> dict[str, Office]:
    """Where the people of each caisse work: its clock and its closed days. One query."""
    rows = Caisse.objects.values_list("code", "fuseau", "calendrier")
    return {code: Office(zone, cast(Calendar, calendar)) for code, zone, calendar in rows}


def site(site_id: UUID) -> SiteInfo | None:
    """One site, or None."""
    row = Site.objects.filter(id=site_id).first()
    return _site(row) if row else None


def sites() -> dict[UUID, SiteInfo]:
    """Every site by its id, in the order of the codes."""
    return {row.id: _site(row) for row in Site.objects.order_by("code")}


def _caisse(row: Caisse) -> CaisseInfo:
    return CaisseInfo(
        code=row.code,
        nom=row.nom,
        region=row.region,
        departement=row.departement,
        fuseau=row.fuseau,
        calendrier=row.calendrier,
    )


def _site(row: Site) -> SiteInfo:
    return SiteInfo(
        id=row.id,
        code=row.code,
        nom=row.nom,
        caisse=row.caisse_id,
        adresse=row.adresse,
        latitude=row.latitude,
        longitude=row.longitude,
        salles=row.salles,
        acces=row.acces,
        accessible=row.accessible,
    )
