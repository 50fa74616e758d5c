"""Second factors of the staff under a new master key: their secrets are sealed inside JSON, out of a column's reach."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from telecontrole.foundations import journal, vault
from telecontrole.foundations.access import Actor

ROW = "people.account:mfa"
_KEEPER = Actor.system("retention")


@transaction.atomic
def rotate() -> int:
    """Rewrap what is not under the current key; returns how many authenticators changed. Raises vault.SealBroken."""
    changed = 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        data = {name: _rewrapped(value) for name, value in row.data.items()}
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])
            changed += 1
    if changed:
        journal.record(
            action="vault:keys:rotated",
            actor=_KEEPER,
            subject="column:mfa.Authenticator.data",
            data={"blobs": changed},
        )
    return changed


def _rewrapped(value: Any) -> Any:
    """The same value, or its blob under the current key; what is not a blob of ours stays as it is."""
    if isinstance(value, list):
        return [_rewrapped(one) for one in value]
    try:
        blob = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return value
    if not blob.startswith(b"TCV1") or vault.is_current(blob):
        return value
    return vault.rewrap(blob, row=ROW).hex()
