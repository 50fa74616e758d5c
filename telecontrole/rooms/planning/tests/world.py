"""Rows for the tests: a small country in the database."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from telecontrole.foundations import access, clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.models import Case, CaseNeeds
from telecontrole.rooms.diaries.models import Availability
from telecontrole.rooms.people.models import Insured, MedecinConseil
from telecontrole.rooms.territory.models import Caisse, Site

PLANNER = Actor.system("planner")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class World:
    """Makes rows with what a test does not care about filled in."""

    count: int = 0
    caisses: dict[str, Caisse] = field(default_factory=dict)

    def caisse(self, code: str = "141", **given: Any) -> Caisse:
        """A caisse of Normandie by default, one per code."""
        if code not in self.caisses:
            facts = {
                "nom": f"Caisse {code}",
                "region": "Normandie",
                "departement": "14",
                "fuseau": "Europe/Paris",
                "calendrier": "metropole",
                **given,
            }
            self.caisses[code] = Caisse.objects.create(code=code, **facts)
        return self.caisses[code]

    def site(self, code: str = "141-1", caisse: str = "141", salles: int = 1) -> Site:
        """A site."""
        return Site.objects.create(
            code=code,
            nom=f"Site {code}",
            caisse=self.caisse(caisse),
            adresse="1 place du Marché",
            salles=salles,
        )

    def medecin(self, caisse: str = "141", **given: Any) -> MedecinConseil:
        """A médecin-conseil, generalist by default."""
        self.count += 1
        facts = {"competences": ["generaliste"], "nom": f"MÉDECIN {self.count}", **given}
        return MedecinConseil.objects.create(
            rpps=f"{10000000000 + self.count}",
            prenoms="Anne",
            caisse=self.caisse(caisse),
            **facts,
        )

    def hours(
        self,
        medecin: MedecinConseil,
        day: str,
        debut: str = "09:00",
        fin: str = "12:00",
        site: Site | None = None,
    ) -> Availability:
        """Hours by video, or on `site`."""
        return Availability.objects.create(
            medecin=medecin,
            date=date.fromisoformat(day),
            debut=time.fromisoformat(debut),
            fin=time.fromisoformat(fin),
            modalite="presentiel" if site else "visio",
            site=site,
        )

    def insured(self, caisse: str = "141", **given: Any) -> Insured:
        """A person with both contacts."""
        self.count += 1
        facts = {"email": "a@exemple.test", "mobile": "+33612345678", **given}
        return Insured.objects.create(
            nir_fingerprint=uuid.uuid4().bytes,
            nir_sealed=b"sealed",
            nom_naissance=f"PERSONNE{self.count}",
            prenoms="Camille",
            sexe="F",
            date_naissance=date(1980, 1, 1),
            caisse=self.caisse(caisse),
            **facts,
        )

    def case(
        self,
        *,
        insured: Insured | None = None,
        caisse: str = "141",
        competence: str = "generaliste",
        besoins: tuple[str, ...] = (),
        **given: Any,
    ) -> Case:
        """A case that waits for a place, with its needs in schema `medical`."""
        self.count += 1
        facts = {"priorite": 3, "date_fin": None, "state": "a_planifier", **given}
        case = Case.objects.create(
            reference=f"TC-{self.count:06}",
            caisse=self.caisse(caisse),
            insured=insured or self.insured(caisse),
            motif="maladie",
            date_debut=date(2026, 9, 1),
            row_digest=b"digest",
            imported_at=clock.now(),
            **facts,
        )
        with access.medical(Actor.system("importer"), purpose="import", subject=f"case:{case.id}"):
            CaseNeeds.objects.create(case=case, competence=competence, besoins=list(besoins))
        return case


def typed(data: dict[str, Any]) -> dict[str, Any]:
    """What a form posts for these values: an ISO date is typed in three boxes."""
    posted: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, str) and _ISO.fullmatch(value):
            parts = zip(("annee", "mois", "jour"), value.split("-"), strict=True)
            posted |= {f"{name}_{part}": number for part, number in parts}
        else:
            posted[name] = value
    return posted
