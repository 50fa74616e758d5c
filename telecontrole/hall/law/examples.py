"""One example per verb, for the API's description; tests ask them all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "identifier": {"kind": "rpps", "value": "99700245667"},
        "deadline": {"received": "2026-03-02", "days": 20, "calendar": "metropole"},
        "ij": {
            "risk": "maladie",
            "start": "2026-02-10",
            "end": "2026-02-28",
            "wages": [
                {"month": "2025-11", "gross": "2000.00"},
                {"month": "2025-12", "gross": "2000.00"},
                {"month": "2026-01", "gross": "2000.00"},
            ],
            "waiting_days": True,
        },
        "overpayment": {
            "cause": "post_decision_payment",
            "effective": "2026-03-10",
            "payments": [
                {
                    "from": "2026-03-06",
                    "to": "2026-03-19",
                    "daily": "32.87",
                    "paid_on": "2026-03-20",
                }
            ],
            "established": "2026-04-01",
        },
        "teleconsultation": {
            "act": "TCG",
            "date": "2025-05-02",
            "fee": "25.00",
            "age": 40,
            "in_pathway": True,
            "participation_used": "0.00",
        },
        "teleconsultation-leave": {
            "date": "2025-05-02",
            "days": 4,
            "prescriber_is_treating": False,
            "renewal": False,
            "running_days": 0,
            "in_person_impossible": False,
        },
        "activity-cap": {
            "year": 2025,
            "specialty": "generaliste",
            "teleconsultations": 201,
            "own_patients": 0,
            "all_acts": 1000,
        },
        "teleexpertise": {"act": "TE2", "date": "2026-01-01", "already_this_year": 3},
        "ij-rights": {"start": "2026-02-10", "hours_3_months": 150},
        "leave-sending": {"prescribed": "2026-03-02", "end": "2026-03-20", "sent": "2026-03-10"},
        "leave-ceiling": {"prescribed": "2026-09-01", "days": 32, "renewal": False},
        "invalidity": {"date": "2026-01-01", "category": 2, "average_salary": "24000.00"},
    }
)
