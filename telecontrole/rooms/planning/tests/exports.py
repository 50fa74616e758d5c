"""Exports of the same form as the caisse's, drawn from a seed: other sizes, places and shortages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

Row = dict[str, str]
PLACES = (
    ("141", "Normandie", "Europe/Paris", "metropole"),
    ("691", "Auvergne-Rhône-Alpes", "Europe/Paris", "metropole"),
    ("671", "Grand Est", "Europe/Paris", "alsace_moselle"),
    ("311", "Occitanie", "Europe/Paris", "metropole"),
    ("974", "La Réunion", "Indian/Reunion", "la_reunion"),
    ("972", "Martinique", "America/Martinique", "martinique"),
    ("973", "Guyane", "America/Cayenne", "guyane"),
    ("976", "Mayotte", "Indian/Mayotte", "mayotte"),
)
SKILLS = ("generaliste", "at_mp", "psychiatrie", "rhumatologie")


@dataclass(frozen=True)
class Kind:
    """What an export is like. `first` is the first day of its diaries."""

    cases: int = 160
    doctors: int = 8
    places: tuple[tuple[str, str, str, str], ...] = PLACES
    rooms: tuple[int, ...] = (0, 1, 2)
    needs: float = 0.2
    own: float = 0.05
    shared: float = 0.05
    odd_hours: float = 0.2
    overlap: float = 0.05
    first: date = date(2026, 12, 1)
    days: int = 12


def draw(kind: Kind, seed: int) -> dict[str, list[Row]]:
    """The five files as rows of text."""
    rng = random.Random(seed)
    caisses = [
        {"code": c, "nom": c, "region": r, "fuseau": z, "calendrier": k}
        for c, r, z, k in kind.places
    ]
    sites = [
        {"code": f"{c['code']}-{n}", "caisse": c["code"], "salles": str(rng.choice(kind.rooms))}
        for c in caisses
        for n in range(2)
    ]
    medecins = [_medecin(rng, n, caisses) for n in range(kind.doctors)]
    return {
        "caisses": caisses,
        "sites": sites,
        "medecins": medecins,
        "disponibilites": [row for m in medecins for row in _diary(rng, m, sites, kind)],
        "dossiers": [_dossier(rng, n, caisses, medecins, kind) for n in range(kind.cases)],
    }


def _medecin(rng: random.Random, n: int, caisses: list[Row]) -> Row:
    skills = {"generaliste", *(skill for skill in SKILLS if rng.random() < 0.35)}
    caisse = rng.choice(caisses)["code"]
    return {"rpps": f"{10000000000 + n}", "caisse": caisse, "competences": ",".join(sorted(skills))}


def _diary(rng: random.Random, medecin: Row, sites: list[Row], kind: Kind) -> list[Row]:
    rows: dict[tuple[str, str], Row] = {}
    home = [site["code"] for site in sites if site["caisse"] == medecin["caisse"]]
    for offset in range(kind.days):
        day = (kind.first + timedelta(days=offset)).isoformat()
        for debut, fin in (("08:30", "12:30"), ("13:30", "17:00")):
            if rng.random() < kind.odd_hours:
                debut, fin = f"{debut[:3]}45", f"{fin[:3]}50"
            _add(rows, rng, medecin, day, debut, fin, home)
            if rng.random() < kind.overlap:
                _add(rows, rng, medecin, day, f"{int(debut[:2]) + 1:02}:10", fin, home)
    return list(rows.values())


def _add(
    rows: dict[tuple[str, str], Row],
    rng: random.Random,
    medecin: Row,
    day: str,
    debut: str,
    fin: str,
    home: list[str],
) -> None:
    site = rng.choice(home) if rng.random() < 0.35 else ""
    rows[day, debut] = {
        "rpps": medecin["rpps"],
        "date": day,
        "debut": debut,
        "fin": fin,
        "modalite": "presentiel" if site else "visio",
        "site": site,
    }


def _dossier(
    rng: random.Random, n: int, caisses: list[Row], medecins: list[Row], kind: Kind
) -> Row:
    end = kind.first + timedelta(days=rng.randint(3, 50))
    needs = ("presentiel", "presentiel,accompagnant", "presentiel,interprete:pt", "presentiel,lsf")
    company = ("", "", "", "lsf", "interprete:pt", "accompagnant")
    own = rng.choice(medecins)["rpps"] if rng.random() < kind.own else "99999999999"
    person = n - 1 if n and rng.random() < kind.shared else n
    return {
        "reference": f"TC-{n:05}",
        "caisse": rng.choice(caisses)["code"],
        "nir": f"nir{person}",
        "courriel": "" if rng.random() < 0.05 else "a@exemple.test",
        "mobile": "" if rng.random() < 0.05 else "0612345678",
        "date_fin": "" if rng.random() < 0.1 else end.isoformat(),
        "prescripteur_rpps": own,
        "medecin_traitant_rpps": rng.choice((own, "99999999999")),
        "priorite": str(rng.randint(1, 5)),
        "competence": rng.choices(SKILLS, (6, 2, 1, 1))[0],
        "besoins": rng.choice(needs if rng.random() < kind.needs else company),
    }
