"""Télécontrôle: medical control at a distance, for a health insurance body."""
