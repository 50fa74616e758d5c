"""Whom one may be in the demonstration, and the way in for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import interview, suspended
from telecontrole.rooms.people import accounts, links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.links import LinkWanted

if TYPE_CHECKING:
    from telecontrole.rooms.people.models import Account

INSURED, REPRESENTATIVE, DOCTOR = "assure", "tutrice", "medecin-traitant"
_SALT = "demonstration.link"
_LINKS_VALID_FOR = timedelta(days=1)
_SYSTEM = Actor.system("demonstration")
CAISSE = "691"


@dataclass(frozen=True, slots=True)
class Part:
    """One person to be: `key` in addresses, what they are and what they do there."""

    key: str
    title: str
    name: str
    does: str
    role: Role | None = None
    caisse: str = ""

    @property
    def email(self) -> str:
        """The address of the account."""
        return f"{self.key}@demonstration.test"


PARTS = (
    Part(
        "medecin-conseil",
        "Médecin-conseil",
        "Dr Claire Deschamps",
        "mène l’entretien du moment et donne son avis",
        Role.MEDECIN_CONSEIL,
        CAISSE,
    ),
    Part(INSURED, "Assurée", "Camille Laurent", "est convoquée à l’entretien du moment"),
    Part(
        REPRESENTATIVE,
        "Tutrice",
        "Louise Garnier",
        "ouvre, à la place de Paul Garnier, la décision de suspension",
    ),
    Part(
        "technicien",
        "Technicien du service médical",
        "Nadia Perrot",
        "importe les dossiers, tient les agendas, traite les tâches",
        Role.TECHNICIEN,
    ),
    Part(
        "gestionnaire",
        "Gestionnaire de prestations",
        "Hugo Salmon",
        "reçoit le résultat administratif, rien de médical",
        Role.GESTIONNAIRE,
        CAISSE,
    ),
    Part(
        "chef",
        "Responsable",
        "Valérie Imbert",
        "suit les délais et les capacités",
        Role.CHEF,
    ),
    Part(
        "administrateur",
        "Administrateur",
        "Paul Keller",
        "invite les agents, surveille le service",
        Role.ADMINISTRATEUR,
    ),
    Part(
        DOCTOR,
        "Médecin traitant",
        "Dr Antoine Vidal",
        "lit un avis qui concerne son patient",
    ),
)

# Whoever validates what several caisses decide: nobody plays this one.
COLLEAGUE = Part(
    "gestionnaire-national",
    "Gestionnaire de prestations",
    "Émilie Roussel",
    "valide les décisions de plusieurs caisses",
    Role.GESTIONNAIRE,
)


def part(key: str) -> Part | None:
    """A person to be, by key."""
    return next((one for one in PARTS if one.key == key), None)


def invite_all() -> None:
    """An account for each member of the staff. Raises RuntimeError when the reference data are not loaded."""
    invite(*PARTS)


def invite(*parts: Part) -> None:
    """An account for those of these persons who have a role and none yet. Raises RuntimeError as `invite_all`."""
    known = set(_accounts())
    for one in parts:
        if one.role is None or one.email in known:
            continue
        first, _, last = one.name.removeprefix("Dr ").partition(" ")
        invited = accounts.invite(
            email=one.email,
            roles=frozenset({one.role}),
            caisse=one.caisse,
            nom=last,
            prenoms=first,
            rpps=interview.MEDECIN_RPPS if one.role is Role.MEDECIN_CONSEIL else "",
            actor=_SYSTEM,
        )
        if isinstance(invited, Refusal):
            raise RuntimeError(invited.code)


def account(one: Part) -> Account | None:
    """The account of a member of the staff."""
    return get_user_model().objects.filter(email=one.email, is_active=True).first()


def insured_token() -> str | None:
    """The token of the insured person's link, the same as in the SMS; None before the demonstration is loaded."""
    now = interview.current()
    if now is None:
        return None
    case = now[0]
    return _token(LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured))


def representative_token() -> str | None:
    """The token of the link of who acts for a person by law; None before the demonstration is loaded."""
    now = suspended.current()
    if now is None:
        return None
    case, acting = now
    return _token(LinkWanted(f"case:{case.id}", "sms", representative_id=acting.id))


def actors(*keys: str) -> list[Actor]:
    """Members of the staff as they act; those without an account are left out."""
    return actors_of(*(one for key in keys if (one := part(key)) is not None))


def actors_of(*parts: Part) -> list[Actor]:
    """The same, of these persons."""
    known = (account(one) for one in parts)
    return [accounts.actor_of(found) for found in known if found is not None]


def doctor_token() -> str | None:
    """The token of the treating doctor's link to the last avis; None before the demonstration is loaded."""
    avis = interview.latest_avis()
    doctor = people.practitioner_by_rpps(interview.TREATING_RPPS)
    if avis is None or doctor is None:
        return None
    return _token(LinkWanted(f"avis:{avis.id}", "mssante", practitioner_id=doctor.id))


def one_time_link(one: Part) -> str:
    """An address that lets one in as this person, once, within a day."""
    token = signing.dumps([one.key, token_hex(8)], salt=_SALT)
    return f"{settings.BASE_URL}{reverse('demonstration:enter', args=[token])}"


def spend(token: str) -> Part | None:
    """Whom a one-time link stands for; None when it is forged, too old, or was used."""
    try:
        key, mark = signing.loads(token, salt=_SALT, max_age=_LINKS_VALID_FOR)
    except signing.BadSignature:
        return None
    fresh = cache.add(f"demonstration:{mark}", 1, timeout=_LINKS_VALID_FOR.total_seconds())
    return part(key) if fresh else None


def _token(wanted: LinkWanted) -> str:
    return links.issue_link(wanted=wanted, valid_for=timedelta(days=92), actor=_SYSTEM)


def _accounts() -> list[str]:
    return list(get_user_model().objects.values_list("email", flat=True))
