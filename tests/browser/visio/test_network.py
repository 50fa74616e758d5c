"""Tunnels, firewalls, a change of network, a killed server: real namespaces, real coturn, nobody clicks.

Each case once, and only whether the call comes back; bench/visio_network.py says how fast.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visio.networks import (
    Networks,
    networks,
    only,
    path_of,
    talking,
    until_both_move,
)
from tests.browser.visio.people import Call, Window, wait_until

BACK_WITHIN = 30.0
Pair = tuple[Window, Window]
pytestmark = [
    pytest.mark.network,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root"),
    pytest.mark.skipif(not shutil.which("nft") or not shutil.which("ip"), reason="no nft or ip"),
    pytest.mark.skipif(not shutil.which("turnserver"), reason="coturn is not installed"),
]


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Networks]:
    """Two networks, a site and a relay."""
    with networks(Path(tmp_path_factory.mktemp("networks"))) as made:
        yield made


@pytest.fixture
def pair(where: Networks, new_call: Callable[[], Call]) -> Iterator[Pair]:
    """Both in a relayed call, each in a network of its own."""
    with talking(where, new_call(), where.relayed) as both:
        yield both


@pytest.mark.parametrize("length", [3, 8, 20])
def test_a_tunnel_is_survived(where: Networks, pair: Pair, length: int) -> None:
    where.person.drop()
    time.sleep(length)
    where.person.restore()
    until_both_move(*pair, within=BACK_WITHIN)


def test_a_change_of_network_is_survived(where: Networks, pair: Pair) -> None:
    where.person.switch()
    try:
        until_both_move(*pair, within=BACK_WITHIN)
    finally:
        where.person.home()


def test_on_a_line_too_narrow_for_pictures_the_voice_passes_and_the_picture_comes_back(
    where: Networks, pair: Pair
) -> None:
    host, person = pair
    where.person.narrow(70)
    expect(person.page.locator("[data-visio=quality]").first).to_contain_text(
        "le son d’abord", timeout=120_000
    )
    heard = int(host.stats()[0]["heard"])
    wait_until(lambda: int(host.stats()[0]["heard"]) > heard + 8000, 60, host.account())
    seen = host.frames()
    where.person.restore()
    host.sees(more_than=seen + 5, seconds=120)


def test_a_server_killed_in_a_call_is_found_again_by_both(where: Networks, pair: Pair) -> None:
    host, person = pair
    where.relayed.kill()
    person.sees(more_than=person.frames() + 2)
    where.relayed.start()
    for one in pair:
        expect(one.page.locator("[data-visio=offline]")).to_be_hidden(timeout=15_000)
    until_both_move(*pair, within=BACK_WITHIN)
    person.act("microphone")
    expect(host.page.locator("[data-visio=muted]")).to_be_visible()


def test_without_relay_two_computers_of_one_network_meet(
    where: Networks, new_call: Callable[[], Call]
) -> None:
    with talking(where, new_call(), where.direct) as (_, person):
        assert path_of(person)[0] in ("host", "prflx")


def test_with_relays_nobody_learns_the_other_s_address_even_where_a_direct_way_is_open(
    where: Networks, pair: Pair
) -> None:
    assert {path_of(one)[0] for one in pair} == {"relay"}
    assert {one.stats()[0]["remote"] for one in pair} == {"relay"}


def test_where_udp_is_blocked_the_call_goes_by_tcp_or_tls(
    where: Networks, new_call: Callable[[], Call]
) -> None:
    where.person.drop("meta", "l4proto", "udp")
    with talking(where, new_call(), where.relayed) as (_, person):
        kind, way = path_of(person)
        assert (kind, way in ("tcp", "tls")) == ("relay", True)


def test_where_only_port_443_passes_the_call_goes_by_tls(
    where: Networks, new_call: Callable[[], Call]
) -> None:
    only(where, where.person)
    with talking(where, new_call(), where.relayed) as (_, person):
        assert path_of(person) == ("relay", "tls")
