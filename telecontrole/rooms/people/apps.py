from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Insured persons, practitioners, médecins-conseils and accounts."""

    name = "telecontrole.rooms.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's sealed columns take part in a rotation of keys; it knows who may still read for a person."""
        from telecontrole.foundations.vault.rotation import (  # noqa: PLC0415  (tables load after the apps)
            Column,
            register,
            register_other,
        )
        from telecontrole.rooms.notices import services as notices  # noqa: PLC0415  (idem)
        from telecontrole.rooms.notices.enums import Recipient  # noqa: PLC0415  (idem)
        from telecontrole.rooms.people import (  # noqa: PLC0415  (idem)
            authenticators,
            readdressing,
            representatives,
        )

        register_other("mfa.Authenticator.data", authenticators.rotate)

        register(Column("people.Insured", "nir_sealed", "people.insured:{pk}:nir"))
        notices.register_readers(Recipient.REPRESENTANT, representatives.may_read)
        readdressing.register()
        register(
            Column("people.ContactHistory", "value_sealed", "people.contact_history:{pk}:value")
        )
