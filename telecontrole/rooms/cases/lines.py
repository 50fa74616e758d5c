"""A line of the file `cases`, judged: the faults of `dossiers_abimes`, and their like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from telecontrole.foundations import identifiers
from telecontrole.foundations.importing import Judged, Row
from telecontrole.foundations.importing.checks import Checks
from telecontrole.rooms.cases import rules
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.people.services import InsuredLine

COLUMNS = (
    "reference",
    "caisse",
    "nir",
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "sexe",
    "date_naissance",
    "courriel",
    "mobile",
    "adresse",
    "code_postal",
    "commune",
    "latitude",
    "longitude",
    "motif",
    "date_debut",
    "date_fin",
    "prescripteur_rpps",
    "medecin_traitant_rpps",
    "priorite",
    "competence",
    "langue",
    "besoins",
)
MAY_BE_EMPTY = frozenset(
    {
        "nom_usage",
        "courriel",
        "mobile",
        "adresse",
        "code_postal",
        "commune",
        "latitude",
        "longitude",
        "date_fin",
        "medecin_traitant_rpps",
        "langue",
        "besoins",
    }
)
_MOTIFS = frozenset(Motif)
_SEXES = frozenset({"F", "M"})
_FIRST_BIRTH = date(1890, 1, 1)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line that can be kept. `mark` is the whole line as it came, for the digest."""

    reference: str
    insured: InsuredLine
    motif: str
    date_debut: date
    date_fin: date | None
    prescripteur_rpps: str
    medecin_traitant_rpps: str
    priorite: int
    competence: str
    besoins: tuple[str, ...]
    mark: str


def judge(row: Row, *, caisses: frozenset[str], today: date) -> Judged[CaseLine]:
    """Every fault of a line, in the order of the columns; unknown doctors and missing contacts are none."""
    checks = Checks(row)
    reference = checks.text("reference", 40)
    person = _insured(checks, caisses, today)
    motif = checks.one_of("motif", _MOTIFS, "motif_inconnu")
    debut, fin = _dates(checks, person.date_naissance if person else None)
    prescripteur = checks.rpps("prescripteur_rpps")
    traitant = checks.rpps("medecin_traitant_rpps", needed=False)
    priorite = checks.integer("priorite", 1, 5, "priorite_invalide")
    competence, besoins = _needs(checks)
    if person is None or debut is None or priorite is None:
        return Judged(tuple(checks.codes))
    line = CaseLine(
        reference=reference,
        insured=person,
        motif=motif,
        date_debut=debut,
        date_fin=fin,
        prescripteur_rpps=prescripteur,
        medecin_traitant_rpps=traitant,
        priorite=priorite,
        competence=competence,
        besoins=besoins,
        mark="\x1f".join(row[column] for column in COLUMNS),
    )
    return Judged(tuple(checks.codes), line)


def _insured(checks: Checks, caisses: frozenset[str], today: date) -> InsuredLine | None:
    caisse = checks.one_of("caisse", caisses, "caisse_inconnue")
    nir, right = _nir(checks)
    names = (checks.text("nom_naissance", 100), checks.text("nom_usage", 100, needed=False))
    prenoms = checks.text("prenoms", 100)
    sexe = checks.one_of("sexe", _SEXES, "sexe_invalide")
    if right and sexe in _SEXES and identifiers.nir_sex(nir) not in (None, sexe):
        checks.fault("sexe_contredit_nir")
    birth = _birth(checks, today)
    email = checks.email("courriel", "courriel_invalide")
    mobile = checks.mobile("mobile", "mobile_invalide")
    adresse = checks.text("adresse", 300, needed=False)
    code_postal = checks.text("code_postal", 10, needed=False)
    commune = checks.text("commune", 150, needed=False)
    latitude, longitude = checks.position()
    langue = _language(checks)
    if birth is None:
        return None
    return InsuredLine(
        nir,
        *names,
        prenoms,
        sexe,
        birth,
        caisse,
        langue,
        adresse,
        code_postal,
        commune,
        latitude,
        longitude,
        email,
        mobile,
    )


def _nir(checks: Checks) -> tuple[str, bool]:
    nir = identifiers.normalise(checks.row["nir"])
    reason = identifiers.check_nir(nir) if nir else "champ_manquant:nir"
    if reason:
        checks.fault(reason)
    return nir, reason is None


def _birth(checks: Checks, today: date) -> date | None:
    birth = checks.day("date_naissance")
    if birth is not None and not _FIRST_BIRTH <= birth <= today:
        checks.fault("date_invalide", "date_naissance")
    return birth


def _language(checks: Checks) -> str:
    langue = checks.row["langue"].lower()
    if langue and not rules.is_language(langue):
        checks.fault("langue_inconnue")
        return "fr"
    return langue or "fr"


def _dates(checks: Checks, birth: date | None) -> tuple[date | None, date | None]:
    debut = checks.day("date_debut")
    fin = checks.day("date_fin", needed=False)
    if debut and ((fin and fin < debut) or (birth and debut < birth)):
        checks.fault("dates_incoherentes")
    return debut, fin


def _needs(checks: Checks) -> tuple[str, tuple[str, ...]]:
    competence = checks.text("competence", 40)
    if competence and not rules.is_competence(competence):
        checks.fault("competence_invalide")
    cell = checks.row["besoins"]
    besoins = tuple(dict.fromkeys(word.strip() for word in cell.split(",") if word.strip()))
    if not all(rules.is_need(word) for word in besoins):
        checks.fault("besoin_inconnu")
    return competence, besoins
