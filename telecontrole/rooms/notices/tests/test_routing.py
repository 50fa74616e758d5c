"""Which provider takes which message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways import configured
from telecontrole.rooms.notices.routing import Circuit, Share, share

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
TWO = ["one", "two"]


def test_alone_a_provider_takes_everything() -> None:
    assert share(["one"], [True], 0) == Share()
    assert share(["one"], [False], 0) == Share()


def test_the_second_takes_what_the_first_refused_for_now() -> None:
    assert share(TWO, [True, True], 0) == Share(not_="one")
    assert share(TWO, [True, True], 1) == Share(only="one")


def test_while_the_first_rests_the_second_takes_everything() -> None:
    assert share(TWO, [False, True], 0) is None
    assert share(TWO, [False, True], 1) == Share()


def test_while_the_second_rests_the_first_keeps_what_it_refused() -> None:
    assert share(TWO, [True, False], 0) == Share()
    assert share(TWO, [True, False], 1) is None


def test_when_all_rest_the_first_goes_on() -> None:
    assert share(TWO, [False, False], 0) == Share()
    assert share(TWO, [False, False], 1) is None


def test_a_provider_out_of_reach_rests_at_once_and_longer_each_time() -> None:
    circuit = Circuit()
    assert circuit.heard(Verdict.TEMPORARY, "connect", NOW)
    assert not circuit.closed(NOW + timedelta(seconds=59))
    later = NOW + timedelta(seconds=60)
    assert circuit.closed(later)
    assert circuit.heard(Verdict.TEMPORARY, "451 4.3.0", later)
    assert not circuit.closed(later + timedelta(seconds=119))
    assert circuit.closed(later + timedelta(seconds=120))


def test_a_provider_rests_after_five_failures_and_a_success_forgives_them() -> None:
    circuit = Circuit()
    for _ in range(4):
        assert not circuit.heard(Verdict.UNKNOWN, "late", NOW)
    assert not circuit.heard(Verdict.ACCEPTED, "250", NOW)
    for _ in range(4):
        assert not circuit.heard(Verdict.TEMPORARY, "451", NOW)
    assert circuit.heard(Verdict.TEMPORARY, "451", NOW)
    assert not circuit.closed(NOW)


def test_a_refusal_for_good_says_that_the_provider_works() -> None:
    circuit = Circuit(failures=4)
    assert not circuit.heard(Verdict.REFUSED, "550", NOW)
    assert circuit.failures == 0


def test_two_providers_of_one_name_are_refused(settings: object) -> None:
    with pytest.raises(configured.BadGateway):
        configured._road(configured.email_gateway, "smtp://a.test:25", "smtp://a.test:25")
