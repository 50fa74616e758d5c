"""Who reads the numbers: heads, each of their caisse; a head without caisse of the country."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.access import Role

READERS: Final = (Role.CHEF,)
