"""Reads of the people whom the files name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower, Replace

from telecontrole.foundations import vault
from telecontrole.rooms.people.models import Insured, MedecinConseil, Practitioner


@dataclass(frozen=True, slots=True)
class InsuredInfo:
    """An insured person without the NIR (see `nir`). Contacts are valid or empty; `caisse` is a code."""

    id: UUID
    nom_naissance: str
    nom_usage: str
    prenoms: str
    sexe: str
    date_naissance: date
    caisse: str
    langue: str
    adresse: str
    code_postal: str
    commune: str
    latitude: float | None
    longitude: float | None
    email: str
    email_source: str
    mobile: str
    mobile_source: str

    @property
    def nom(self) -> str:
        """The name the person goes by: the name of use when there is one, else the birth name."""
        return self.nom_usage or self.nom_naissance

    @property
    def reachable(self) -> bool:
        """Both contacts are valid: by law of this house, a condition for an examination by video."""
        return bool(self.email and self.mobile)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a notice needs of a person, and where each address comes from."""

    email: str
    email_source: str
    mobile: str
    mobile_source: str

    @property
    def reachable(self) -> bool:
        """Both contacts are valid."""
        return bool(self.email and self.mobile)


@dataclass(frozen=True, slots=True)
class MedecinInfo:
    """A médecin-conseil."""

    id: UUID
    rpps: str
    nom: str
    prenoms: str
    caisse: str
    competences: tuple[str, ...]
    courriel: str
    actif: bool


@dataclass(frozen=True, slots=True)
class PractitionerInfo:
    """A treating or prescribing doctor; an empty address means that none is known."""

    id: UUID
    rpps: str
    nom: str
    prenoms: str
    specialite: str
    departement: str
    mssante: str
    courriel: str
    adresse: str


def insured(insured_id: UUID) -> InsuredInfo | None:
    """One insured person, or None."""
    return insured_many([insured_id]).get(insured_id)


# What fingerprints of NIRs are made for; see `services.nir_fingerprint`.
NIR_PURPOSE = "people.insured.nir"


def insured_many(ids: Iterable[UUID]) -> dict[UUID, InsuredInfo]:
    """Several insured persons, in one query."""
    return {row.id: _insured(row) for row in Insured.objects.filter(id__in=list(ids))}


def by_nir(nir: str) -> InsuredInfo | None:
    """The person of a normalised NIR, found by its fingerprint; None when unknown."""
    row = Insured.objects.filter(
        nir_fingerprint=vault.fingerprint(nir, purpose=NIR_PURPOSE)
    ).first()
    return _insured(row) if row else None


def search(text: str, *, limit: int) -> list[InsuredInfo]:
    """Persons whose birth name or name of use, followed by first names, starts with `text`; by name.

    Accents, capitals and hyphens do not matter. Reads every name once: for a person at a screen, not for a loop.
    """
    wanted = " ".join(text.lower().replace("-", " ").split())
    rows = Insured.objects.annotate(
        by_birth=_plain("nom_naissance"),
        by_use=_plain("nom_usage"),
        wanted=_unaccent(Value(wanted)),
    ).filter(Q(by_birth__startswith=F("wanted")) | Q(by_use__startswith=F("wanted")))
    return [_insured(row) for row in rows.order_by("by_birth", "id")[:limit]]


def _plain(column: str) -> Func:
    full = Replace(Lower(Concat(F(column), Value(" "), F("prenoms"))), Value("-"), Value(" "))
    return _unaccent(full)


def _unaccent(of: Any) -> Func:
    return Func(of, function="unaccent", output_field=TextField())


def insured_contacts(ids: Iterable[UUID]) -> dict[UUID, Contacts]:
    """Contacts of several persons, in one query."""
    fields = ("id", "email", "email_source", "mobile", "mobile_source")
    rows = Insured.objects.filter(id__in=list(ids)).values_list(*fields)
    return {key: Contacts(*rest) for key, *rest in rows}


def positions(ids: Iterable[UUID]) -> dict[UUID, tuple[float, float]]:
    """Where several persons live, latitude and longitude in degrees, when the files say it; one query."""
    known = Insured.objects.filter(
        id__in=list(ids), latitude__isnull=False, longitude__isnull=False
    )
    rows = known.values_list("id", "latitude", "longitude")
    return {
        key: (north, east) for key, north, east in rows if north is not None and east is not None
    }


def nir(insured_id: UUID) -> str:
    """The NIR in clear, for who may see it. Raises `Insured.DoesNotExist`, `vault.SealBroken`."""
    sealed = Insured.objects.values_list("nir_sealed", flat=True).get(id=insured_id)
    return vault.unseal(bytes(sealed), row=f"people.insured:{insured_id}:nir").decode()


def medecin(medecin_id: UUID) -> MedecinInfo | None:
    """One médecin-conseil, or None."""
    row = MedecinConseil.objects.filter(id=medecin_id).first()
    return _medecin(row) if row else None


def medecins() -> dict[UUID, MedecinInfo]:
    """Every médecin-conseil, those who left included, in the order of the RPPS numbers."""
    return {row.id: _medecin(row) for row in MedecinConseil.objects.order_by("rpps")}


def practitioner_by_rpps(rpps: str) -> PractitionerInfo | None:
    """The practitioner of an RPPS number, or None: the files name doctors nobody knows."""
    return practitioners_by_rpps([rpps]).get(rpps)


def practitioners_by_rpps(numbers: Iterable[str]) -> dict[str, PractitionerInfo]:
    """Several practitioners, in one query."""
    rows = Practitioner.objects.filter(rpps__in=set(numbers))
    return {row.rpps: _practitioner(row) for row in rows}


def practitioners(ids: Iterable[UUID]) -> dict[UUID, PractitionerInfo]:
    """Several practitioners by identifier, in one query."""
    return {row.id: _practitioner(row) for row in Practitioner.objects.filter(id__in=list(ids))}


def _insured(row: Insured) -> InsuredInfo:
    return InsuredInfo(
        id=row.id,
        nom_naissance=row.nom_naissance,
        nom_usage=row.nom_usage,
        prenoms=row.prenoms,
        sexe=row.sexe,
        date_naissance=row.date_naissance,
        caisse=row.caisse_id,
        langue=row.langue,
        adresse=row.adresse,
        code_postal=row.code_postal,
        commune=row.commune,
        latitude=row.latitude,
        longitude=row.longitude,
        email=row.email,
        email_source=row.email_source,
        mobile=row.mobile,
        mobile_source=row.mobile_source,
    )


def _medecin(row: MedecinConseil) -> MedecinInfo:
    return MedecinInfo(
        id=row.id,
        rpps=row.rpps,
        nom=row.nom,
        prenoms=row.prenoms,
        caisse=row.caisse_id,
        competences=tuple(row.competences),
        courriel=row.courriel,
        actif=row.actif,
    )


def _practitioner(row: Practitioner) -> PractitionerInfo:
    return PractitionerInfo(
        id=row.id,
        rpps=row.rpps,
        nom=row.nom,
        prenoms=row.prenoms,
        specialite=row.specialite,
        departement=row.departement,
        mssante=row.mssante,
        courriel=row.courriel,
        adresse=row.adresse,
    )
