"""What codes of imports say in French: whole files refused, faults of lines, names of columns and kinds."""

from __future__ import annotations

from collections.abc import Mapping

from telecontrole.foundations.outcome import Refusal

KINDS: Mapping[str, str] = {
    "caisses": "Caisses",
    "sites": "Sites",
    "medecins": "Médecins-conseils",
    "praticiens": "Médecins traitants et prescripteurs",
    "disponibilites": "Disponibilités des médecins-conseils",
    "cases": "Dossiers à contrôler",
}

_REFUSALS: Mapping[str, str] = {
    "genre_inconnu": "Le genre de fichier « {genre} » n’existe pas. Genres possibles : {genres}.",
    "fichier_introuvable": "Le fichier « {fichier} » n’existe pas ou ne peut pas être lu.",
    "caisses_absentes": "Aucune caisse n’est encore connue. Importez d’abord le fichier des caisses.",
    "medecins_absents": "Aucun médecin-conseil n’est encore connu. "
    "Importez d’abord le fichier des médecins-conseils.",
    "fichier_vide": "Le fichier est vide. Vérifiez l’export et recommencez.",
    "encodage": "Le fichier est en UTF-16. Enregistrez-le en CSV UTF-8 (ou Windows-1252) et recommencez.",
    "separateur": "Les colonnes ne sont pas séparées par des points-virgules. "
    "Enregistrez le fichier en CSV avec le séparateur « ; » et recommencez.",
    "entete_illisible": "La première ligne ne donne pas les noms des colonnes. "
    "Ce fichier n’est sans doute pas un export CSV.",
    "colonne_repetee": "Une colonne est donnée plusieurs fois : {colonnes}.",
    "colonnes_manquantes": "Il manque des colonnes : {colonnes}. Vérifiez que c’est le bon genre de fichier.",
    "ligne_inconnue": "Cette ligne n’est pas dans le rapport.",
    "ligne_deja_corrigee": "Cette ligne a déjà été corrigée.",
}

_FAULTS: Mapping[str, str] = {
    "besoin_inconnu": "Un besoin n’est pas connu. Écrivez presentiel, accompagnant, fauteuil, lsf ou "
    "interprete:langue, séparés par des virgules.",
    "caisse_inconnue": "Cette caisse n’est pas connue.",
    "calendrier_inconnu": "Ce calendrier n’est pas connu.",
    "caractere_interdit": "La ligne contient des caractères illisibles.",
    "champ_manquant": "Cette donnée manque.",
    "champ_trop_long": "Cette donnée est trop longue.",
    "colonnes_incorrectes": "La ligne n’a pas le même nombre de colonnes que la première ligne.",
    "competence_invalide": "Ce n’est pas un code de compétence.",
    "courriel_invalide": "L’adresse électronique n’est pas valable : elle n’est pas gardée.",
    "date_invalide": "Cette date n’existe pas, ou n’est pas écrite comme 2026-12-31.",
    "dates_incoherentes": "La date de fin vient avant la date de début, ou celle-ci avant la naissance.",
    "doublon_fichier": "Une ligne précédente du fichier porte la même référence.",
    "fuseau_inconnu": "Ce fuseau horaire n’est pas connu.",
    "guillemet_non_ferme": "Un guillemet ouvert n’est pas refermé.",
    "heure_invalide": "Cette heure n’existe pas, ou n’est pas écrite comme 08:30.",
    "heures_incoherentes": "L’heure de fin doit venir après l’heure de début.",
    "hors_perimetre": "Cette ligne concerne une autre caisse que la vôtre.",
    "langue_inconnue": "Ce n’est pas un code de langue : le français est retenu.",
    "ligne_trop_longue": "La ligne est beaucoup trop longue pour être lue.",
    "medecin_inconnu": "Aucun médecin-conseil connu ne porte ce numéro RPPS.",
    "mobile_invalide": "Le numéro de mobile n’est pas valable : il n’est pas gardé.",
    "modalite_inconnue": "La modalité doit être visio ou presentiel.",
    "motif_inconnu": "Ce motif n’est pas connu. Motifs possibles : maladie, accident_travail, "
    "maladie_professionnelle, invalidite.",
    "mssante_invalide": "L’adresse MSSanté n’est pas valable : elle n’est pas gardée.",
    "nir_cle_invalide": "La clé du numéro de sécurité sociale ne correspond pas au numéro.",
    "nir_format_invalide": "Un numéro de sécurité sociale a 13 caractères et une clé de 2 chiffres.",
    "nir_tableur": "Un tableur a arrondi le numéro de sécurité sociale. Reprenez-le dans l’export d’origine.",
    "position_invalide": "La latitude et la longitude ne désignent pas un lieu : elles ne sont pas gardées.",
    "priorite_invalide": "La priorité est un nombre de 1 (le plus urgent) à 5.",
    "rpps_invalide": "Un numéro RPPS a 11 chiffres, dont une clé.",
    "accessible_invalide": "L’accès en fauteuil roulant s’écrit oui, non, ou rien quand on ne sait pas.",
    "salles_invalide": "Le nombre de salles est un nombre entier, 0 compris.",
    "sexe_contredit_nir": "Le sexe ne correspond pas au numéro de sécurité sociale. La ligne est gardée.",
    "sexe_invalide": "Le sexe s’écrit F ou M.",
    "site_inconnu": "Ce site n’est pas connu.",
}

# The column that a fault concerns, when its code does not name it.
_COLUMNS_OF: Mapping[str, str] = {
    "besoin_inconnu": "besoins",
    "caisse_inconnue": "caisse",
    "calendrier_inconnu": "calendrier",
    "competence_invalide": "competence",
    "courriel_invalide": "courriel",
    "dates_incoherentes": "date_fin",
    "fuseau_inconnu": "fuseau",
    "heures_incoherentes": "fin",
    "hors_perimetre": "caisse",
    "langue_inconnue": "langue",
    "medecin_inconnu": "rpps",
    "mobile_invalide": "mobile",
    "modalite_inconnue": "modalite",
    "motif_inconnu": "motif",
    "mssante_invalide": "mssante",
    "nir_cle_invalide": "nir",
    "nir_format_invalide": "nir",
    "nir_tableur": "nir",
    "position_invalide": "latitude",
    "priorite_invalide": "priorite",
    "accessible_invalide": "accessible",
    "salles_invalide": "salles",
    "sexe_contredit_nir": "sexe",
    "sexe_invalide": "sexe",
    "site_inconnu": "site",
}

_COLUMNS: Mapping[str, str] = {
    "acces": "Accès",
    "adresse": "Adresse",
    "besoins": "Besoins",
    "caisse": "Caisse",
    "calendrier": "Calendrier",
    "code": "Code",
    "code_postal": "Code postal",
    "commune": "Commune",
    "competence": "Compétence",
    "competences": "Compétences",
    "courriel": "Adresse électronique",
    "date": "Date",
    "date_debut": "Date de début",
    "date_fin": "Date de fin",
    "date_naissance": "Date de naissance",
    "debut": "Heure de début",
    "departement": "Département",
    "fin": "Heure de fin",
    "fuseau": "Fuseau horaire",
    "langue": "Langue",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "medecin_traitant_rpps": "RPPS du médecin traitant",
    "mobile": "Mobile",
    "modalite": "Modalité",
    "motif": "Motif",
    "mssante": "Adresse MSSanté",
    "nir": "Numéro de sécurité sociale (NIR)",
    "nom": "Nom",
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenoms": "Prénoms",
    "prescripteur_rpps": "RPPS du prescripteur",
    "priorite": "Priorité",
    "reference": "Référence",
    "region": "Région",
    "rpps": "Numéro RPPS",
    "salles": "Salles",
    "sexe": "Sexe",
    "site": "Site",
    "specialite": "Spécialité",
}


def refused(refusal: Refusal) -> str:
    """Why a whole file, or a correction, was refused."""
    return _REFUSALS[refusal.code].format_map(refusal.params)


def fault(code: str) -> str:
    """What a fault says, beside its own field."""
    return _FAULTS[code.partition(":")[0]]


def fault_in_report(code: str) -> str:
    """What a fault says, with the field that it concerns."""
    where = column_of(code)
    return f"{column(where)} : {fault(code)}" if where else fault(code)


def column_of(code: str) -> str:
    """The column that a fault concerns; empty when it is the whole line."""
    name, _, where = code.partition(":")
    return where or _COLUMNS_OF.get(name, "")


def column(name: str) -> str:
    """The French name of a column."""
    return _COLUMNS.get(name, name)
