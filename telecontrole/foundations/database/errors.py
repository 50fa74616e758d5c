"""What can go wrong with the database, told to an operator."""

from __future__ import annotations


class DatabaseUnavailable(Exception):
    """The database cannot be reached or started; the text says what to do."""
