"""Thousands of texts that differ by an hour, a code and a link are rendered once, with marks where these stand.

A value may stand aside when the template only writes it: never when it is asked for, filtered or handed on. A
template with a tag that is not understood here is rendered by Django each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.template import Context, Template
from django.template.base import FilterExpression, Node, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.smartif import TokenBase

_MARK = re.compile("\0([a-z0-9_]+)\0")
Fixed = tuple[tuple[str, type, object], ...]


class _NotUnderstood(Exception):
    """A tag that may do anything with the values."""


def render(name: str, context: Mapping[str, object]) -> str:
    """The text of a template of plain text; the same as Django's, sooner."""
    looked = looked_at(name)
    if looked is None:
        return _plain(name, context)
    written, fixed = [], []
    for key, value in context.items():
        if type(value) is str and key not in looked:
            written.append(key)
        else:
            fixed.append((key, type(value), value))
    try:
        pieces = _pieces(name, tuple(written), tuple(fixed))
    except TypeError:  # a value that has no hash
        return _plain(name, context)
    return "".join([str(context[p]) if odd else p for odd, p in pieces])


@lru_cache(maxsize=1024)
def _pieces(name: str, written: tuple[str, ...], fixed: Fixed) -> list[tuple[bool, str]]:
    """Texts, and names of the values between them (every second one)."""
    context: dict[str, object] = {key: f"\0{key}\0" for key in written}
    context.update({key: value for key, _, value in fixed})
    pieces = _MARK.split(_plain(name, context))
    return [(index % 2 == 1, piece) for index, piece in enumerate(pieces) if piece]


def forget() -> None:
    """Read the templates again at their next use."""
    for kept in (_pieces, looked_at, _compiled):
        kept.cache_clear()


def _plain(name: str, context: Mapping[str, object]) -> str:
    return str(compiled(name).render(Context(dict(context), autoescape=False)))


def compiled(name: str) -> Template:
    """The compiled template itself: the wrapper of the loader would escape a text as if it were HTML."""
    return _compiled(name)


@lru_cache(maxsize=256)
def _compiled(name: str) -> Template:
    found: Template = get_template(name).template  # type: ignore[attr-defined]
    return found


@lru_cache(maxsize=256)
def looked_at(name: str) -> frozenset[str] | None:
    """Names whose values a template does more with than write them; None when that is not known."""
    try:
        return frozenset(_looked_at(compiled(name).nodelist))
    except _NotUnderstood:
        return None


def _looked_at(nodes: Iterable[Node]) -> Iterable[str]:
    for node in nodes:
        yield from _by_node(node)


def _by_node(node: Node) -> Iterable[str]:
    match node:
        case TextNode() | CommentNode() | LoadNode():
            return
        case VariableNode():
            yield from _names(node.filter_expression, written=True)
        case IfNode():
            for condition, nodes in node.conditions_nodelists:
                yield from _asked(condition)
                yield from _looked_at(nodes)
        case BlockNode():
            yield from _looked_at(node.nodelist)
        case ExtendsNode():
            yield from _looked_at(node.nodelist)
            yield from _looked_at(_other(node.parent_name))
        case IncludeNode() if not node.extra_context and not node.isolated_context:
            yield from _looked_at(_other(node.template))
        case _:
            raise _NotUnderstood(type(node).__name__)


def _other(name: object) -> Iterable[Node]:
    """The nodes of a template that another one names in so many words."""
    if not isinstance(name, FilterExpression) or isinstance(name.var, Variable) or name.filters:
        raise _NotUnderstood("a name that is computed")
    return compiled(str(name.var)).nodelist


def _names(expression: FilterExpression, *, written: bool = False) -> Iterable[str]:
    if any(isinstance(arg, Variable) for _, args in expression.filters for _, arg in args):
        raise _NotUnderstood("an argument that is computed")
    if isinstance(expression.var, Variable) and expression.var.lookups:
        name, *rest = expression.var.lookups
        if rest or expression.filters or not written:
            yield name


def _asked(condition: TokenBase | None) -> Iterable[str]:
    """The names in a condition; `else` has none."""
    if condition is None:
        return
    value = getattr(condition, "value", None)
    if isinstance(value, FilterExpression):
        yield from _names(value)
    for part in (getattr(condition, "first", None), getattr(condition, "second", None)):
        yield from _asked(part)
