"""Distances on the globe. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

Position = tuple[float, float]
# Mean radius of the Earth (IUGG), in kilometres.
_RADIUS = 6371.0088


def crow_flies(one: Position, other: Position) -> float:
    """Kilometres in a straight line between two positions (latitude, longitude in degrees)."""
    (north, east), (north_2, east_2) = (map(radians, place) for place in (one, other))
    half = sin((north_2 - north) / 2) ** 2
    half += cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * _RADIUS * asin(min(1.0, sqrt(half)))


def nearest(place: Position, others: Iterable[Position]) -> float | None:
    """Kilometres in a straight line to the nearest of some positions; None without any."""
    return min((crow_flies(place, other) for other in others), default=None)
