"""French identifiers: NIR, RPPS, FINESS, SIRET.  Pure functions, no registry is asked.

Each ``check_*`` returns ``None`` when the identifier is well formed and its key right, else a
reason code: ``<kind>_format_invalide``, ``<kind>_cle_invalide`` or ``nir_tableur`` (a spreadsheet
turned the number into ``2,00730E+14`` and lost its digits for good).
A well-formed identifier may still belong to nobody.
"""

from __future__ import annotations

import re
from typing import Final

FORMAT: Final = "format_invalide"
KEY: Final = "cle_invalide"

# sex, year, month (01-12, 20-42 and 50-99 when the civil status is incomplete), department
# (01-99, or 2A and 2B), commune, order, key.  Sexes 3 and 4 are being registered, 7 and 8 wait
# for certification (NIA): they share the key's rule.
_NIR = re.compile(
    r"[123478]"
    r"[0-9]{2}"
    r"(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])"
    r"(?:0[1-9]|[1-9][0-9]|2[AB])"
    r"[0-9]{3}[0-9]{3}[0-9]{2}"
)
_SPREADSHEET = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}")
_RPPS = re.compile(r"[0-9]{11}")
_FINESS = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_SIRET = re.compile(r"[0-9]{14}")
_CORSICA_IN_NIR = {"2A": "19", "2B": "18"}
_CORSICA_IN_FINESS = str.maketrans("AB", "12")
_LA_POSTE = "356000000"
_LA_POSTE_HEAD_OFFICE = "35600000000048"


def normalise(value: str) -> str:
    """Upper case without any white space, as identifiers are compared and stored."""
    return "".join(value.split()).upper()


def check_nir(value: str) -> str | None:
    """Check a NIR of 13 characters and its key of 2 (domain note: key = 97 − N mod 97).

    In Corsica ``2A`` counts as 19 and ``2B`` as 18 in N (never 20, a common mistake).
    """
    nir = normalise(value)
    if _SPREADSHEET.fullmatch(nir):
        return "nir_tableur"
    if not _NIR.fullmatch(nir):
        return f"nir_{FORMAT}"
    department = _CORSICA_IN_NIR.get(nir[5:7], nir[5:7])
    number = int(nir[:5] + department + nir[7:13])
    return None if int(nir[13:]) == 97 - number % 97 else f"nir_{KEY}"


def nir_sex(value: str) -> str | None:
    """``"M"`` or ``"F"`` as the first digit of a NIR says, ``None`` when it says nothing."""
    first = normalise(value)[:1]
    if first in ("1", "3", "7"):
        return "M"
    return "F" if first in ("2", "4", "8") else None


def check_rpps(value: str) -> str | None:
    """Check a practitioner's RPPS number: 11 digits, Luhn."""
    rpps = normalise(value)
    if not _RPPS.fullmatch(rpps) or not rpps.strip("0"):
        return f"rpps_{FORMAT}"
    return None if _luhn(rpps) else f"rpps_{KEY}"


def check_finess(value: str) -> str | None:
    """Check an establishment's FINESS number: 9 characters, Luhn (2A counts 21, 2B counts 22)."""
    finess = normalise(value)
    if not _FINESS.fullmatch(finess) or not finess.strip("0"):
        return f"finess_{FORMAT}"
    return None if _luhn(finess.translate(_CORSICA_IN_FINESS)) else f"finess_{KEY}"


def check_siret(value: str) -> str | None:
    """Check a SIRET: 14 digits, Luhn; post offices: sum of the digits divisible by 5."""
    siret = normalise(value)
    if not _SIRET.fullmatch(siret) or not siret.strip("0"):
        return f"siret_{FORMAT}"
    if siret.startswith(_LA_POSTE) and siret != _LA_POSTE_HEAD_OFFICE:
        valid = sum(int(digit) for digit in siret) % 5 == 0
    else:
        valid = _luhn(siret)
    return None if valid else f"siret_{KEY}"


def _luhn(digits: str) -> bool:
    """The sum is divisible by ten once every second digit from the right has been doubled."""
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0
