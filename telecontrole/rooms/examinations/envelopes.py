"""Whose name and address stand on a letter."""

from __future__ import annotations

from telecontrole.rooms.people.representatives import RepresentativeInfo
from telecontrole.rooms.people.selectors import InsuredInfo


def of_person(person: InsuredInfo) -> dict[str, str]:
    """Name and address of a person, for the words of a letter."""
    return {"nom": name_of(person), "adresse_postale": "\n".join(address_of(person))}


def of_representative(one: RepresentativeInfo, person: InsuredInfo) -> dict[str, str]:
    """The same for who acts for the person, or assists: the letter says in whose name he or she gets it."""
    lines = [f"{one.words.lower()} de {name_of(person)}", *one.adresse.splitlines()]
    return {"nom": one.name, "adresse_postale": "\n".join(lines)}


def name_of(person: InsuredInfo) -> str:
    """Civility, first names, name."""
    civility = "Madame" if person.sexe == "F" else "Monsieur"
    return f"{civility} {person.prenoms} {person.nom}"


def address_of(person: InsuredInfo) -> list[str]:
    """The lines of the postal address."""
    town = f"{person.code_postal} {person.commune}".strip()
    return [line for line in (person.adresse, town) if line]
