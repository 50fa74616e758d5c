"""Cuts, firewalls, another network, a killed server: how long until pictures move again, and who clicks.

    .venv/bin/python bench/visio_network.py [RUNS] [CASE...] [--trace]

Real Chromium windows in network namespaces of their own, Debian's coturn on UDP, TCP and TLS 443
(root needed). Each case RUNS times (5), each in a new call. Time counts from the moment the network
(or the server) is back to three new frames on both screens; nobody clicks after the admission:
the clicks are counted in both pages and printed. `--trace` prints what each side's video did.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.visio import database, new_call  # noqa: E402  (sets Django up)
from tests.browser.visio.networks import (  # noqa: E402
    Networks,
    networks,
    only,
    path_of,
    talking,
    until_both_move,
)
from tests.browser.visio.people import Window  # noqa: E402
from tests.browser.visio.servers import Site  # noqa: E402

WITHIN = 30.0
CLICKS = "() => window.__clicks"
COUNT = """() => {
  window.__clicks = 0;
  addEventListener("click", (event) => { if (event.isTrusted) window.__clicks += 1; }, true);
}"""
TRACE = """() => {
  const began = performance.now(), rows = window.__trace = [];
  for (const name of ["info", "warn"]) {
    const native = console[name];
    console[name] = (...words) => {
      rows.push(`${Math.round(performance.now() - began)} ${words.join(" ")}`);
      native(...words);
    };
  }
  let sockets = window.__sockets.length;
  const socket = () => window.__sockets.at(-1);
  for (const name of ["online", "offline"]) addEventListener(name, () => console.info(name));
  navigator.connection?.addEventListener("change", () => console.info("network change"));
  setInterval(() => {
    if (window.__sockets.length === sockets) return;
    sockets = window.__sockets.length;
    console.info("socket", sockets);
    socket().addEventListener("open", () => console.info("socket open"));
    socket().addEventListener("message", ({ data }) => console.info("got", data.slice(0, 60)));
  }, 20);
  for (const pc of window.__pcs) {
    pc.addEventListener("icecandidate", ({ candidate }) => console.info("candidate", candidate?.relayProtocol, candidate?.url, candidate?.priority));
    pc.addEventListener("iceconnectionstatechange", () => console.info("ice", pc.iceConnectionState));
    pc.addEventListener("icecandidateerror", (event) => console.info("ice error", event.url, event.errorCode, event.errorText));
  }
  window.__tracing = setInterval(async () => {
    for (const [n, pc] of window.__pcs.entries()) {
      if (pc.signalingState === "closed") continue;
      const items = [...(await pc.getStats()).values()];
      const pick = (type) => items.find((i) => i.type === type && i.kind === "video" && (i.framesDecoded ?? i.framesSent) !== undefined) ?? {};
      const [into, out] = [pick("inbound-rtp"), pick("outbound-rtp")];
      const pair = items.find((i) => i.type === "candidate-pair" && i.nominated) ?? {};
      rows.push([Math.round(performance.now() - began), n, pc.iceConnectionState, "in", into.packetsReceived, into.framesReceived, into.framesDecoded, into.keyFramesDecoded, into.pliCount, into.nackCount, into.framesDropped,
        "out", out.packetsSent, out.framesEncoded, out.keyFramesEncoded, Math.round((out.targetBitrate ?? 0) / 1000), Math.round((pair.availableOutgoingBitrate ?? 0) / 1000), out.retransmittedPacketsSent].join(" "));
    }
  }, 100);
}"""
TRACED = "() => { clearInterval(window.__tracing); return window.__trace; }"


def cut(length: float) -> Callable[[Networks, Site, Window, Window], tuple[float, float]]:
    """Nothing passes to or from the person's network for `length` seconds."""

    def case(where: Networks, site: Site, host: Window, person: Window) -> tuple[float, float]:
        where.person.drop()
        time.sleep(length)
        where.person.restore()
        return until_both_move(host, person, WITHIN)

    return case


def switched(where: Networks, site: Site, host: Window, person: Window) -> tuple[float, float]:
    """The person's telephone leaves the Wi-Fi for the mobile network: another address, the old one gone."""
    where.person.switch()
    try:
        return until_both_move(host, person, WITHIN)
    finally:
        where.person.home()


def restarted(where: Networks, site: Site, host: Window, person: Window) -> tuple[float, float]:
    """The web server is killed; once it is back, both are connected to it again by themselves."""
    site.kill()
    # Pictures must go on meanwhile; what is waited for is the signalling.
    host.sees(more_than=host.frames() + 2)
    site.start()
    started = time.monotonic()
    found = []
    for one in (host, person):
        one.page.wait_for_selector("[data-visio=offline]", state="hidden", timeout=WITHIN * 1000)
        found.append(time.monotonic() - started)
    until_both_move(host, person, WITHIN)
    return found[0], found[1]


CASES: dict[str, Callable[[Networks, Site, Window, Window], tuple[float, float]]] = {
    "cut-3": cut(3),
    "cut-8": cut(8),
    "cut-20": cut(20),
    "switch": switched,
    "server": restarted,
}
WALLS: dict[str, Callable[[Networks], None]] = {
    "direct": lambda where: None,
    "direct-blocked": lambda where: None,
    "udp-blocked": lambda where: where.person.drop("meta", "l4proto", "udp"),
    "tls-443-only": lambda where: only(where, where.person),
}


def wall(where: Networks, name: str, runs: int) -> None:
    """Behind a firewall: from joining to pictures, and by which way."""
    times, ways = [], set()
    site = where.direct if name == "direct" else where.relayed
    for _ in range(runs):
        WALLS[name](where)
        started = time.monotonic()
        with talking(where, new_call(), site) as (_, person):
            times.append(time.monotonic() - started)
            ways.add("/".join(filter(None, path_of(person))))
    print(
        f"{name:15} connected {len(times)}/{runs} by {', '.join(sorted(ways))};"
        f" page to pictures median {statistics.median(times):.1f} s, max {max(times):.1f} s",
        flush=True,
    )


def comes_back(where: Networks, name: str, runs: int, *, trace: bool) -> None:
    """One event, several times, each in a call of its own."""
    times, clicks = [], 0
    for _ in range(runs):
        with talking(where, new_call(), where.relayed) as (host, person):
            time.sleep(4)
            for one in (host, person):
                one.page.evaluate(COUNT)
                if trace:
                    one.page.evaluate(TRACE)
            times.append(CASES[name](where, where.relayed, host, person))
            clicks += sum(one.page.evaluate(CLICKS) for one in (host, person))
            if trace:
                show(host, person, times[-1])
    worst = [max(pair) for pair in times]
    print(
        f"{name:15} back {len(times)}/{runs}, both sides: median {statistics.median(worst):.1f} s,"
        f" max {max(worst):.1f} s; one side: median"
        f" {statistics.median([t for pair in times for t in pair]):.1f} s; clicks {clicks};"
        f" each {' '.join(f'{t:.1f}' for t in worst)}",
        flush=True,
    )


def show(host: Window, person: Window, back: tuple[float, float]) -> None:
    """What both sides' video did, ten times a second."""
    time.sleep(1)
    for label, one, seconds in (("host", host, back[0]), ("person", person, back[1])):
        print(f"--- {label}, back after {seconds:.2f} s")
        print("\n".join(one.page.evaluate(TRACED)))
        print("\n".join(line for line in one.said if "visio" in line))


def main() -> None:
    """Measure the cases named, or all of them."""
    words = [word for word in sys.argv[1:] if word != "--trace"]
    runs = next((int(word) for word in words if word.isdigit()), 5)
    chosen = [word for word in words if not word.isdigit()] or [*WALLS, *CASES]
    if unknown := set(chosen) - {*WALLS, *CASES}:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join([*WALLS, *CASES])}")
    if os.geteuid() != 0:
        sys.exit("network namespaces need root")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {runs} runs")
    with database(), tempfile.TemporaryDirectory() as folder, networks(Path(folder)) as where:
        for name in chosen:
            if name in WALLS:
                wall(where, name, runs)
            else:
                comes_back(where, name, runs, trace="--trace" in sys.argv)


if __name__ == "__main__":
    main()
