"""Network namespaces of this machine: each browser in one of its own, its network cut at will.

Needs root. Everything is dropped or cut inside the browser's own namespace; nothing of the machine's
network is touched but one pair of links per namespace and one address on the loopback.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

SERVICE = "10.77.0.1"


def run(*words: str, check: bool = True) -> None:
    """One command, quietly."""
    subprocess.run(words, check=check, capture_output=True)


@dataclass(frozen=True)
class Namespace:
    """A browser's machine: uplink `number`, and a second one to switch to."""

    name: str
    number: int

    def make(self, folder: Path) -> Path:
        """Lay it; returns an executable that runs Chromium in it."""
        self.remove()
        run("ip", "netns", "add", self.name)
        # IPv6 looks for twins of its addresses for seconds, and Chromium waits until that is over.
        run("ip", "netns", "exec", self.name, "sysctl", "-q", "net.ipv6.conf.all.disable_ipv6=1")
        run("ip", "-n", self.name, "link", "set", "lo", "up")
        self.link(1)
        self.route(1)
        wrapper = folder / f"chromium-{self.name}"
        wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} /usr/bin/chromium "$@"\n')
        wrapper.chmod(0o755)
        return wrapper

    def remove(self) -> None:
        """Take everything away."""
        for uplink in (1, 2):
            run("ip", "link", "del", f"{self.name}{uplink}", check=False)
        run("ip", "netns", "del", self.name, check=False)

    def link(self, uplink: int) -> None:
        """A link to the service with an address of its own."""
        outer, inner = f"{self.name}{uplink}", f"up{uplink}"
        net = f"10.77.{self.number * 10 + uplink}"
        run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", self.name)
        run("ip", "addr", "add", f"{net}.1/24", "dev", outer)
        run("ip", "link", "set", outer, "up")
        run("ip", "-n", self.name, "addr", "add", f"{net}.2/24", "dev", inner)
        run("ip", "-n", self.name, "link", "set", inner, "up")

    def route(self, uplink: int) -> None:
        """Everything goes by this uplink."""
        via = f"10.77.{self.number * 10 + uplink}.1"
        run("ip", "-n", self.name, "route", "replace", "default", "via", via)

    def switch(self) -> None:
        """From one uplink to the other: new address, the old one is gone."""
        self.link(2)
        run("ip", "-n", self.name, "addr", "flush", "dev", "up1")
        run("ip", "-n", self.name, "link", "set", "up1", "down")
        self.route(2)

    def drop(self, *what: str) -> None:
        """Drop packets to the service that match (nothing: all of them)."""
        nft = ("ip", "netns", "exec", self.name, "nft")
        run(*nft, "add table inet cut")
        run(*nft, "add chain inet cut out { type filter hook output priority 0 ; }")
        run(*nft, "add chain inet cut in { type filter hook input priority 0 ; }")
        words = " ".join(what)
        run(*nft, f"add rule inet cut out ip daddr {SERVICE} {words} drop")
        if not what:
            run(*nft, f"add rule inet cut in ip saddr {SERVICE} drop")

    def narrow(self, kbps: int) -> None:
        """No more than that goes out; what waits for longer than 400 ms is lost, as on a weak mobile line."""
        line = ("tbf", "rate", f"{kbps}kbit", "burst", "4kb", "latency", "400ms")
        tc = ("ip", "netns", "exec", self.name, "tc", "qdisc", "replace", "dev", "up1", "root")
        run(*tc, *line)

    def restore(self) -> None:
        """Let everything through again."""
        run("ip", "netns", "exec", self.name, "nft", "delete table inet cut", check=False)
        tc = ("ip", "netns", "exec", self.name, "tc", "qdisc", "del", "dev", "up1", "root")
        run(*tc, check=False)

    def home(self) -> None:
        """Back to the first uplink, whichever it was on."""
        run("ip", "link", "del", f"{self.name}2", check=False)
        net = f"10.77.{self.number * 10 + 1}"
        run("ip", "-n", self.name, "addr", "replace", f"{net}.2/24", "dev", "up1")
        run("ip", "-n", self.name, "link", "set", "up1", "up")
        self.route(1)


def beside(one: Namespace, other: Namespace) -> None:
    """A wire between two of them, as in one local network: goes away with either."""
    run(
        "ip",
        "-n",
        one.name,
        "link",
        "add",
        "wire",
        "type",
        "veth",
        "peer",
        "wire",
        "netns",
        other.name,
    )
    for number, name in ((1, one.name), (2, other.name)):
        run("ip", "-n", name, "addr", "add", f"10.77.99.{number}/24", "dev", "wire")
        run("ip", "-n", name, "link", "set", "wire", "up")
