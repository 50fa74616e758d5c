"""How allauth signs the staff in: no self-made account, TOTP secrets sealed, sign-ins journalled."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from telecontrole.foundations import vault


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts come by invitation only, and no message leaves from here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for himself."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Messages to persons leave by the notices room only; allauth sends none."""

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; no flash message repeats it."""


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """TOTP secrets and recovery codes rest sealed: a copy of the database opens no account."""

    _ROW = "people.account:mfa"  # as in `authenticators.ROW`, which rewraps it

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return vault.seal(text.encode(), row=self._ROW).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret in clear. Raises `vault.SealBroken`."""
        return vault.unseal(bytes.fromhex(encrypted_text), row=self._ROW).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that an authenticator shows."""
        return {"id": self.request.get_host().split(":")[0], "name": "Télécontrôle"}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No message: see `StaffAdapter.send_mail`."""
