"""The caisse's décision: proposed from an avis, an absence or an earlier décision; validated, signed, notified."""
