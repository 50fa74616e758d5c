"""The collector of cyclic garbage, kept from stopping every call of a process at once.

What is loaded at the start is looked through again and again as the sockets grow: with two thousand
of them one look takes a quarter of a second, and nothing is relayed meanwhile (measured by
bench/signalling.py). So what is there at the start is set apart, and looks become rare: nearly
everything the signalling makes is freed by counting references, without the collector.
"""

from __future__ import annotations

import gc

YOUNG = 50_000
"""New objects between two looks at the young ones; what is lost in cycles meanwhile is some megabytes."""

MIDDLE, OLD = 20, 20


def settle() -> None:
    """Set apart what is loaded and make looks rare. Called once per process, before it serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
