"""Those who sign in, the links that open a page without an account, and one-time codes."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from telecontrole.foundations import clock


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; the email is kept in lower case, so that it signs in however it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """A new account; without a password it signs in by invitation only."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an email address. Raises `Account.DoesNotExist`."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A member of the staff. `caisse` blank = the whole country; `roles` are the codes of `access.Role`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    nom = models.CharField(max_length=100, blank=True, default="")
    prenoms = models.CharField(max_length=100, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    caisse = models.CharField(max_length=9, blank=True, default="")
    medecin_conseil = models.ForeignKey(
        "people.MedecinConseil", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "people_account"
        constraints = [
            # A médecin-conseil acts as one person of the reference data, never as a bare login.
            models.CheckConstraint(
                name="people_account_medecin_is_named",
                condition=~Q(roles__contains=["medecin_conseil"])
                | Q(medecin_conseil__isnull=False),
            ),
        ]


class Invitation(models.Model):
    """An invitation to choose a password: a token (kept as its fingerprint), used once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccessLink(models.Model):
    """A link that opens one page for one person, without an account. One per channel; kept as its fingerprint.

    The holder is an insured person, their legal representative or a practitioner, never two. `subject` says what it opens
    (`case:<uuid>`, `avis:<uuid>`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(unique=True)
    insured = models.ForeignKey(
        "people.Insured", null=True, on_delete=models.CASCADE, related_name="+"
    )
    practitioner = models.ForeignKey(
        "people.Practitioner", null=True, on_delete=models.CASCADE, related_name="+"
    )
    representative = models.ForeignKey(
        "people.Representative", null=True, on_delete=models.CASCADE, related_name="+"
    )
    subject = models.CharField(max_length=100)
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_link_has_one_holder",
                condition=Q(
                    insured__isnull=False, practitioner__isnull=True, representative__isnull=True
                )
                | Q(insured__isnull=True, practitioner__isnull=False, representative__isnull=True)
                | Q(insured__isnull=True, practitioner__isnull=True, representative__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="people_link_by_subject")]


class OneTimeCode(models.Model):
    """A six-digit code sent to the holder of a link: used once, for ten minutes, five tries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey("people.AccessLink", on_delete=models.CASCADE, related_name="+")
    code_hash = models.BinaryField()
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_code_few_attempts", condition=Q(attempts__lte=5)),
        ]
        indexes = [models.Index(fields=["link", "-created_at"], name="people_code_latest")]
