"""Files of the people: `medecins` and `praticiens`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Counts, Importer, Judged, Row
from telecontrole.foundations.importing.checks import Checks
from telecontrole.foundations.importing.tables import upsert
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people.models import MedecinConseil, Practitioner
from telecontrole.rooms.territory import selectors as territory

Values = dict[str, Any]


class Medecins(Importer[Values]):
    """The médecins-conseils and what they are competent for."""

    kind = "medecins"
    columns = ("rpps", "nom", "prenoms", "caisse", "competences", "courriel")
    may_be_empty = frozenset({"courriel"})

    def prepare(self, actor: Actor) -> Refusal | None:
        """Remember the known caisses; without any, `caisses_absentes`."""
        self._actor = actor
        self._caisses = frozenset(territory.caisses())
        return None if self._caisses else Refusal("caisses_absentes")

    def key(self, row: Row) -> str:
        """The RPPS number."""
        return row["rpps"].replace(" ", "")

    def judge(self, row: Row) -> Judged[Values]:
        """`caisse_inconnue`, `courriel_invalide`, `hors_perimetre` and the common faults."""
        checks = Checks(row)
        value: Values = {
            "rpps": checks.rpps("rpps"),
            "nom": checks.text("nom", 100),
            "prenoms": checks.text("prenoms", 100),
            "caisse_id": checks.one_of("caisse", self._caisses, "caisse_inconnue"),
        }
        names = words(checks.text("competences", 400))
        if any(len(name) > 40 for name in names):
            checks.fault("competence_invalide")
        value["competences"] = names
        value["courriel"] = checks.email("courriel", "courriel_invalide")
        if not self._actor.serves(value["caisse_id"]):
            checks.fault("hors_perimetre")
        return Judged(tuple(checks.codes), value)

    def store(self, values: Sequence[Values], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or change médecins-conseils, by RPPS."""
        wanted = {value["rpps"]: value for value in values}
        existing = MedecinConseil.objects.in_bulk(list(wanted), field_name="rpps")
        return upsert(MedecinConseil.objects, wanted, existing, keys=("rpps",), write=write)


class Praticiens(Importer[Values]):
    """Treating and prescribing doctors; some have no address, as in life."""

    kind = "praticiens"
    columns = (
        "rpps",
        "nom",
        "prenoms",
        "specialite",
        "departement",
        "mssante",
        "courriel",
        "adresse",
    )
    may_be_empty = frozenset(columns) - {"rpps", "nom"}

    def prepare(self, actor: Actor) -> Refusal | None:
        """Practitioners belong to no caisse: nothing to remember."""
        return None

    def key(self, row: Row) -> str:
        """The RPPS number."""
        return row["rpps"].replace(" ", "")

    def judge(self, row: Row) -> Judged[Values]:
        """`mssante_invalide`, `courriel_invalide` and the common faults."""
        checks = Checks(row)
        value: Values = {
            "rpps": checks.rpps("rpps"),
            "nom": checks.text("nom", 100),
            "prenoms": checks.text("prenoms", 100, needed=False),
            "specialite": checks.text("specialite", 100, needed=False),
            "departement": checks.text("departement", 3, needed=False),
            "mssante": checks.email("mssante", "mssante_invalide"),
            "courriel": checks.email("courriel", "courriel_invalide"),
            "adresse": checks.text("adresse", 300, needed=False),
        }
        return Judged(tuple(checks.codes), value)

    def store(self, values: Sequence[Values], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or change practitioners, by RPPS."""
        wanted = {value["rpps"]: value for value in values}
        existing = Practitioner.objects.in_bulk(list(wanted), field_name="rpps")
        return upsert(Practitioner.objects, wanted, existing, keys=("rpps",), write=write)


def words(text: str) -> list[str]:
    """Codes of a cell, separated by commas, in their order and once each."""
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


IMPORTERS: Mapping[str, type[Importer[Any]]] = {kind.kind: kind for kind in (Medecins, Praticiens)}
