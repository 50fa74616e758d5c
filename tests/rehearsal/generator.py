"""Exports of the caisse's form, drawn from a seed: sizes, regions, scarce doctors. Written as six files."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
PLACES = (
    ("141", "CPAM du Calvados", "Normandie", "14", "Europe/Paris", "metropole"),
    ("691", "CPAM du Rhône", "Auvergne-Rhône-Alpes", "69", "Europe/Paris", "metropole"),
    ("671", "CPAM du Bas-Rhin", "Grand Est", "67", "Europe/Paris", "alsace_moselle"),
    ("971", "CGSS de la Guadeloupe", "Guadeloupe", "971", "America/Guadeloupe", "guadeloupe"),
    ("973", "CGSS de la Guyane", "Guyane", "973", "America/Cayenne", "guyane"),
    ("974", "CGSS de La Réunion", "La Réunion", "974", "Indian/Reunion", "la_reunion"),
    ("976", "CSS de Mayotte", "Mayotte", "976", "Indian/Mayotte", "mayotte"),
)
SKILLS = ("generaliste", "at_mp", "psychiatrie")
NEEDS = ("presentiel", "lsf", "interprete:pt", "accompagnant")
MOTIFS = (
    "maladie",
    "maladie",
    "maladie",
    "accident_travail",
    "maladie_professionnelle",
    "invalidite",
)


@dataclass(frozen=True)
class Kind:
    """What an export is like; `first` is the first day of its diaries."""

    cases: int = 80
    doctors: int = 6
    places: tuple[tuple[str, ...], ...] = PLACES
    rooms: tuple[int, ...] = (0, 1, 2)
    first: date = date(2026, 12, 1)
    days: int = 14
    unreachable: float = 0.1
    needs: float = 0.15
    own: float = 0.05


def write(folder: Path, kind: Kind, seed: int) -> None:
    """Write the six files of an export."""
    rng = random.Random(seed)
    caisses = [
        dict(zip(("code", "nom", "region", "departement", "fuseau", "calendrier"), p, strict=True))
        for p in kind.places
    ]
    sites = [_site(rng, c["code"], n, kind) for c in caisses for n in (1, 2)]
    medecins = [_medecin(rng, n, caisses) for n in range(kind.doctors)]
    praticiens = [_praticien(rng, n) for n in range(12)]
    known = [p["rpps"] for p in praticiens]
    _write(folder / "caisses.csv", caisses)
    _write(folder / "sites.csv", sites)
    _write(folder / "medecins.csv", medecins)
    _write(folder / "praticiens.csv", praticiens)
    _write(
        folder / "disponibilites.csv", [r for m in medecins for r in _diary(rng, m, sites, kind)]
    )
    rows = [_dossier(rng, n, caisses, medecins, known, kind) for n in range(kind.cases)]
    _write(folder / "dossiers.csv", rows)


def luhn(digits: str) -> str:
    """The digits with their Luhn key: an RPPS of our own."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _site(rng: random.Random, caisse: str, n: int, kind: Kind) -> Row:
    return {
        "code": f"{caisse}-{n}",
        "nom": f"Site {n}",
        "caisse": caisse,
        "adresse": f"{n} place du Marché",
        "latitude": "45.5",
        "longitude": "4.5",
        "salles": str(rng.choice(kind.rooms)),
    }


def _medecin(rng: random.Random, n: int, caisses: list[Row]) -> Row:
    skills = {"generaliste", *(skill for skill in SKILLS if rng.random() < 0.4)}
    return {
        "rpps": luhn(f"{1000000100 + n}"),
        "nom": f"MEDECIN{n}",
        "prenoms": "Claude",
        "caisse": caisses[n % len(caisses)]["code"],
        "competences": ",".join(sorted(skills)),
        "courriel": f"mc{n}@caisse.test",
    }


def _praticien(rng: random.Random, n: int) -> Row:
    return {
        "rpps": luhn(f"{1000000500 + n}"),
        "nom": f"TRAITANT{n}",
        "prenoms": "Dominique",
        "specialite": "medecine generale",
        "departement": "69",
        "mssante": f"pr{n}@medecin.mssante.test" if rng.random() < 0.5 else "",
        "courriel": f"pr{n}@cabinet.test" if rng.random() < 0.5 else "",
        "adresse": f"{n} rue de la Santé, 69000 Lyon",
    }


def _diary(rng: random.Random, medecin: Row, sites: list[Row], kind: Kind) -> list[Row]:
    home = [site["code"] for site in sites if site["caisse"] == medecin["caisse"]]
    rows = []
    for offset in range(kind.days):
        day = (kind.first + timedelta(days=offset)).isoformat()
        for debut, fin in (("08:30", "12:30"), ("13:45", "17:10")):
            site = rng.choice(home) if rng.random() < 0.4 else ""
            rows.append(
                {
                    "rpps": medecin["rpps"],
                    "date": day,
                    "debut": debut,
                    "fin": fin,
                    "modalite": "presentiel" if site else "visio",
                    "site": site,
                }
            )
    return rows


def _nir(rng: random.Random, n: int, sex: str) -> str:
    base = f"{'2' if sex == 'F' else '1'}80{rng.randint(62, 73)}69{n % 1000:03}{n // 1000 + 1:03}"
    return f"{base}{97 - int(base) % 97:02}"


def _dossier(
    rng: random.Random,
    n: int,
    caisses: list[Row],
    medecins: list[Row],
    known: list[str],
    kind: Kind,
) -> Row:
    sex = rng.choice("FM")
    treating = rng.choice([*known, luhn("1999999999")])
    if medecins and rng.random() < kind.own:
        treating = rng.choice(medecins)["rpps"]
    reached = rng.random() >= kind.unreachable
    end = kind.first + timedelta(days=rng.randint(4, 45))
    return {
        "reference": f"GEN-{n:05}",
        "caisse": rng.choice(caisses)["code"],
        "nir": _nir(rng, n, sex),
        "nom_naissance": f"ASSURE{n}",
        "nom_usage": "",
        "prenoms": "Camille",
        "sexe": sex,
        "date_naissance": "1980-05-01",
        "courriel": f"assure{n}@exemple.test" if reached or rng.random() < 0.5 else "",
        "mobile": f"06364{n:05}" if reached else "",
        "adresse": f"{n} rue des Écoles",
        "code_postal": "69000",
        "commune": "Lyon",
        "latitude": "",
        "longitude": "",
        "motif": rng.choice(MOTIFS),
        "date_debut": (kind.first - timedelta(days=rng.randint(20, 90))).isoformat(),
        "date_fin": "" if rng.random() < 0.15 else end.isoformat(),
        "prescripteur_rpps": treating,
        "medecin_traitant_rpps": treating,
        "priorite": str(rng.randint(1, 5)),
        "competence": rng.choices(SKILLS, (6, 2, 1))[0],
        "langue": "fr",
        "besoins": rng.choice(NEEDS) if rng.random() < kind.needs else "",
    }


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        if not rows:
            file.write(_EMPTY.get(path.name, "") + "\n")
            return
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


_EMPTY = {
    "medecins.csv": "rpps;nom;prenoms;caisse;competences;courriel",
    "disponibilites.csv": "rpps;date;debut;fin;modalite;site",
    "dossiers.csv": "reference;caisse;nir;nom_naissance;nom_usage;prenoms;sexe;date_naissance;courriel;mobile;"
    "adresse;code_postal;commune;latitude;longitude;motif;date_debut;date_fin;prescripteur_rpps;"
    "medecin_traitant_rpps;priorite;competence;langue;besoins",
}
