"""The queues, the states and the words for what was done."""

from __future__ import annotations

from enum import StrEnum


class Queue(StrEnum):
    """Who a task waits for."""

    PLANIFICATION = "planification"
    NOTICES = "notices"
    MEDICAL = "medical"
    PRESTATIONS = "prestations"
    TECHNIQUE = "technique"

    @property
    def label(self) -> str:
        """The French name of the queue."""
        return QUEUE_LABELS[self]


QUEUE_LABELS = {
    Queue.PLANIFICATION: "Planification",
    Queue.NOTICES: "Messages et lettres",
    Queue.MEDICAL: "Service médical",
    Queue.PRESTATIONS: "Prestations",
    Queue.TECHNIQUE: "Technique",
}


class TaskState(StrEnum):
    """Derived from the row; not stored."""

    OPEN = "a_faire"
    CLAIMED = "prise"
    DONE = "faite"


class Done(StrEnum):
    """What a person did. Programs close with a code of their room, of the same form."""

    CORRIGE = "corrige"
    APPELE = "appele"
    LETTRE = "lettre"
    REPLANIFIE = "replanifie"
    TRANSMIS = "transmis"
    SANS_OBJET = "sans_objet"


DONE_LABELS = {
    Done.CORRIGE: "Données corrigées",
    Done.APPELE: "Personne appelée",
    Done.LETTRE: "Lettre envoyée",
    Done.REPLANIFIE: "Rendez-vous replanifié",
    Done.TRANSMIS: "Transmis au service compétent",
    Done.SANS_OBJET: "Sans objet",
}
