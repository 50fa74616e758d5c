"""French words for the acts of the journal that a case page lists; an act without words shows its code."""

from __future__ import annotations

ACTS = {
    "access:medical:entered": "Données médicales lues",
    "cases:case:moved": "État du dossier changé",
    "examinations:avis:given": "Avis rendu",
    "examinations:avis:read_by_doctor": "Avis lu par le médecin traitant",
    "examinations:interview:ended": "Entretien terminé sans avis",
    "examinations:interview:identity_checked": "Identité vérifiée",
    "examinations:interview:mission_stated": "Mission et cadre légal énoncés",
    "examinations:interview:opened": "Entretien ouvert",
    "examinations:interview:third_parties_noted": "Personnes présentes notées",
    "examinations:letter:issued": "Courrier de l'avis établi",
    "hall:birth_date:accepted": "Date de naissance reconnue",
    "hall:birth_date:refused": "Date de naissance refusée",
    "hall:birth_date:taken_alone": "Entrée sans code, identité à vérifier à l'écran",
    "hall:birth_date:throttled": "Trop d'essais de date de naissance",
    "hall:proof:read": "Preuve des messages lue",
    "people:link:issued": "Lien d'accès créé",
    "people:link:revoked": "Liens d'accès fermés",
    "planning:absence:heard": "Motif d'absence noté",
    "planning:appointment:closed": "Rendez-vous terminé ou retiré",
    "planning:appointment:placed": "Rendez-vous fixé",
    "visio:guest:asked": "Présence d'un tiers demandée",
    "visio:guest:invited": "Tiers invité à la visio",
    "visio:guest:link_shown": "Lien d'un tiers affiché",
    "visio:guest:withdrawn": "Invitation d'un tiers retirée",
    "vault:document:purged": "Document effacé",
    "vault:document:read": "Document lu",
    "vault:document:stored": "Document conservé",
}
ACTORS = {
    "staff": "personnel",
    "insured": "assuré",
    "practitioner": "médecin",
    "system": "automate",
}
