from __future__ import annotations

from typing import Any

from telecontrole.hall.cli.commands import doctor
from telecontrole.hall.cli.site_checks import State


def test_the_doctor_names_the_messages_that_cannot_leave(settings: Any) -> None:
    (check,) = doctor._texts()
    assert check.state is State.OK
    settings.BASE_URL = "https://" + "x" * 60 + ".fr"
    (check,) = doctor._texts()
    assert check.state is State.FAULT
    assert "notices/j2/sms.txt" in check.detail
