"""What several tables give away together."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.figures.veil import Axis, Place, Veil

FLOOR = 5
WEEKS: Axis = {"short": ["w1", "w2"], "long": ["short", "w3", "w4"]}
WAYS: Axis = {"": ["v", "p"]}
CAISSES: Axis = {"": ["a", "b", "c"]}
NUMBERS = st.one_of(st.just(0), st.integers(0, 30))


def tables(*names: list[str]) -> st.SearchStrategy[dict[Place, int]]:
    return st.fixed_dictionaries(dict.fromkeys(product(*names), NUMBERS))


FLAT = tables(["w1", "w2", "w3", "w4"], ["v", "p"])
DEEP = tables(["w1", "w2", "w3", "w4"], ["a", "b", "c"], ["v", "p"])


@given(DEEP)
@settings(max_examples=60)
def test_no_sum_gives_a_place_away(parts: dict[Place, int]) -> None:
    axes = [WEEKS, CAISSES, WAYS]
    veil = Veil(parts, axes, floor=FLOOR)
    assert {at for at, count in veil.counts.items() if 0 < count < FLOOR} <= veil.hidden
    for whole in veil.counts:
        for axis, wholes in enumerate(axes):
            names = wholes.get(whole[axis], ())
            places = [(*whole[:axis], name, *whole[axis + 1 :]) for name in names]
            unknown = [at for at in places if at in veil.hidden]
            if whole in veil.hidden:
                assert unknown or not names
            elif unknown:
                assert len(unknown) > 1
                assert sum(veil.counts[at] for at in unknown) >= FLOOR


@given(FLAT)
@settings(max_examples=60)
def test_whoever_solves_all_the_sums_of_a_table_finds_no_small_number(
    parts: dict[Place, int],
) -> None:
    axes = [WEEKS, WAYS]
    veil = Veil(parts, axes, floor=FLOOR)
    assert found_again(veil, axes) == []


@given(DEEP)
@settings(max_examples=30)
def test_wholes_are_the_sums_of_their_parts(parts: dict[Place, int]) -> None:
    counts = Veil(parts, [WEEKS, CAISSES, WAYS], floor=FLOOR).counts
    assert counts.get(("long", "", ""), 0) == sum(parts.values())
    assert counts.get(("short", "a", "v"), 0) == parts["w1", "a", "v"] + parts["w2", "a", "v"]


def test_nothing_is_hidden_that_gives_nobody_away() -> None:
    veil = Veil({("w1", "v"): 9, ("w1", "p"): 5, ("w3", "v"): 40}, [WEEKS, WAYS], floor=FLOOR)
    assert veil.hidden == set()
    assert ("w2", "v") not in veil.counts


def test_a_longer_period_less_a_shorter_one_gives_no_week_away() -> None:
    axes = [{"short": ["w1", "w2"], "long": ["short", "w3"]}, WAYS]
    parts: dict[Place, int] = {("w1", "v"): 20, ("w2", "v"): 30, ("w3", "v"): 2}
    veil = Veil(parts, axes, floor=FLOOR)
    assert ("w3", "v") in veil.hidden
    assert ("short", "v") in veil.hidden


def test_the_same_numbers_are_hidden_in_the_same_places() -> None:
    parts: dict[Place, int] = {
        ("w1", "v"): 9,
        ("w1", "p"): 3,
        ("w2", "v"): 9,
        ("w2", "p"): 7,
        ("w3", "p"): 8,
    }
    backwards = dict(reversed(parts.items()))
    axes = [WEEKS, WAYS]
    assert (
        Veil(parts, axes, floor=FLOOR).hidden == Veil(backwards, axes, floor=FLOOR).hidden != set()
    )


def found_again(veil: Veil, axes: list[Axis]) -> list[Place]:
    """The small places that follow from those that are shown, by Gauss."""
    leaves = [
        at
        for at in veil.counts
        if not any(name in axis for name, axis in zip(at, axes, strict=True))
    ]
    known: list[tuple[int, list[Fraction]]] = []
    for at in veil.counts:
        if at not in veil.hidden:
            row = _rest(_of(at, leaves, axes), known)
            pivot = next((i for i, part in enumerate(row) if part), None)
            if pivot is not None:
                known.append((pivot, [part / row[pivot] for part in row]))
    return [
        at
        for at in veil.hidden
        if veil.counts[at] < FLOOR and not any(_rest(_of(at, leaves, axes), known))
    ]


def _of(whole: Place, leaves: list[Place], axes: list[Axis]) -> list[Fraction]:
    return [
        Fraction(
            all(
                part in _leaves(name, axis)
                for name, part, axis in zip(whole, at, axes, strict=True)
            )
        )
        for at in leaves
    ]


def _leaves(name: str, axis: Axis) -> set[str]:
    return {leaf for part in axis[name] for leaf in _leaves(part, axis)} if name in axis else {name}


def _rest(row: list[Fraction], known: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for pivot, other in known:
        times = row[pivot]
        if times:
            row = [mine - times * theirs for mine, theirs in zip(row, other, strict=True)]
    return row
