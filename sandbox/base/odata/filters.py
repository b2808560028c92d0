"""Compiles `$filter` to a predicate; grammar in `filter.lark`, names and types checked against the schema.

A condition the platform refuses is refused before any row is looked at; a condition that merely never holds (a bare
guid beside a composite) returns nothing, in silence, as the platform does.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from sandbox.base.faults import ODataFault, bad_option, segment, where_forbidden
from sandbox.base.odata import functions
from sandbox.base.odata.expressions import Env, Expr, constant
from sandbox.base.odata.values import read_date
from sandbox.base.schema import EntitySet, Part, Property

Row = dict[str, Any]
Fetch = Callable[[str, str], Row | None]
GRAMMAR = Lark(Path(__file__).with_name("filter.lark").read_text(encoding="utf-8"), parser="lalr")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "mod": operator.mod,
}
KINDS = {"enum": "str", "any_type": "str", "ref": "guid", "int16": "num", "int32": "num", "int64": "num"}


@dataclass(frozen=True)
class Scope:
    """What names in a `$filter` mean at a place: the set or part they are looked up in, and the row's variable."""

    properties: Mapping[str, Property]
    parts: Mapping[str, Part]
    schema: Mapping[str, EntitySet]
    fetch: Fetch
    variables: Mapping[str, Part]


@lru_cache(maxsize=2048)
def parse(text: str) -> Tree[Token]:
    """Parse a `$filter` condition into its syntax tree.

    Raises:
        ODataFault: it cannot be parsed (400, 14)

    """
    try:
        return GRAMMAR.parse(text)
    except UnexpectedInput as error:
        raise bad_option(f"$filter, позиция {error.column}") from None


def compile_filter(
    text: str, entity_set: EntitySet, schema: Mapping[str, EntitySet], fetch: Fetch
) -> Callable[[Row], bool]:
    """Compile a `$filter` condition over the rows of a set.

    Args:
        text: decoded value of `$filter` or of a virtual table's `Condition`
        entity_set: where its names are looked up
        schema: the published sets; a path through a reference needs its target here
        fetch: reads an entity by set and guid

    Raises:
        ODataFault: what 1C refuses (unknown name 400/6, unparsable 400/14, order of references 500/-1)

    """
    scope = Scope(entity_set.by_name, entity_set.parts_by_name, schema, fetch, {})
    condition = _compile(parse(text), scope)
    if condition.kind != "bool":
        raise bad_option("$filter не является условием")

    def holds(row: Row) -> bool:
        try:
            return bool(condition.value({"": row}))
        except (ArithmeticError, LookupError, ValueError, re.error):
            # A value that the query cannot compute fails the query, not the parsing.
            raise ODataFault(500, -1, "Ошибка при выполнении запроса") from None

    return holds


def _compile(node: Tree[Token] | Token, scope: Scope) -> Expr:
    if isinstance(node, Token):
        raise bad_option(str(node))
    return BUILD[str(node.data)](node, scope)


def _children(node: Tree[Token], scope: Scope) -> list[Expr]:
    return [_compile(child, scope) for child in node.children if isinstance(child, Tree)]


def _or(node: Tree[Token], scope: Scope) -> Expr:
    left, right = _children(node, scope)
    return Expr("bool", lambda env: left.value(env) or right.value(env), lambdas=left.lambdas or right.lambdas)


def _and(node: Tree[Token], scope: Scope) -> Expr:
    left, right = _children(node, scope)
    if left.lambdas and right.lambdas:
        raise ODataFault(500, -1, "Ошибка при выполнении запроса: неоднозначное поле")
    return Expr("bool", lambda env: left.value(env) and right.value(env), lambdas=left.lambdas or right.lambdas)


def _not(node: Tree[Token], scope: Scope) -> Expr:
    (inner,) = _children(node, scope)
    return replace(inner, value=lambda env: not inner.value(env))


def _arithmetic(node: Tree[Token], scope: Scope) -> Expr:
    left, right = _children(node, scope)
    if {left.kind, right.kind} != {"num"}:
        raise bad_option("арифметика над не-числами")
    run = ARITHMETIC[str(node.children[1])]
    return Expr("num", lambda env: run(Decimal(left.value(env)), Decimal(right.value(env))))


def _compare(node: Tree[Token], scope: Scope) -> Expr:
    left, right = _children(node, scope)
    sign = str(node.children[1])
    lambdas = left.lambdas or right.lambdas
    kinds = {left.kind, right.kind}
    if "guid" in kinds and sign not in {"eq", "ne"}:
        raise where_forbidden()
    if "null" in kinds:
        other = left if right.kind == "null" else right
        return Expr("bool", lambda env: (other.value(env) is None) == (sign == "eq"), lambdas=lambdas)
    if "any" in kinds:
        return replace(_compare_composite(left, right, sign), lambdas=lambdas)
    if "pair" in kinds and "guid" in kinds:
        left, right = _guid_of(left), _guid_of(right)
    elif len(kinds) > 1:
        raise bad_option(f"несовместимые типы {left.kind} и {right.kind}")
    run = COMPARE[sign]

    def holds(env: Env) -> bool:
        one, two = left.value(env), right.value(env)
        if one is None or two is None:
            return False
        return run(functions.folded(one), functions.folded(two))

    return Expr("bool", holds, lambdas=lambdas)


def _guid_of(one: Expr) -> Expr:
    return Expr("guid", lambda env: one.value(env)[0]) if one.kind == "pair" else one


def _compare_composite(left: Expr, right: Expr, sign: str) -> Expr:
    # A bare guid carries no type, so it equals no composite value: an empty list and no complaint.
    if "pair" not in {left.kind, right.kind} and left.kind != right.kind:
        return constant("bool", sign == "ne")
    run = COMPARE[sign]
    return Expr("bool", lambda env: run(left.value(env), right.value(env)))


def _literal(kind: str, read: Callable[[str], Any]) -> Callable[[Tree[Token], Scope], Expr]:
    def build(node: Tree[Token], _: Scope) -> Expr:
        text = str(node.children[0])
        try:
            return constant(kind, read(text))
        except ValueError:
            raise bad_option(f"неверный литерал {text}") from None

    return build


def _path(node: Tree[Token], scope: Scope) -> Expr:
    steps = [child for child in node.children if isinstance(child, Tree)]
    first = steps[0]
    if first.data == "call":
        return _after_call(functions.build(first, lambda one: _compile(one, scope)), steps[1:], scope)
    name = str(first.children[0])
    if name in scope.variables and len(steps) == 2:
        return _property(scope.variables[name].by_name, str(steps[1].children[0]), lambda env: env.get(name))
    return _walk(steps, scope, scope.properties, scope.parts, lambda env: env[""])


def _after_call(found: Expr, rest: list[Tree[Token]], scope: Scope) -> Expr:
    if not rest:
        return found
    target = scope.schema.get(found.target)
    if found.kind != "pair" or target is None:
        raise segment(str(rest[0].children[0]))

    def row(env: Env) -> Row | None:
        pair = found.value(env)
        return scope.fetch(found.target, pair[0]) if pair and pair[1].endswith(found.target) else None

    return _walk(rest, scope, target.by_name, target.parts_by_name, row)


def _walk(
    steps: list[Tree[Token]],
    scope: Scope,
    properties: Mapping[str, Property],
    parts: Mapping[str, Part],
    row: Callable[[Env], Row | None],
) -> Expr:
    name = str(steps[0].children[0])
    if len(steps) == 1:
        if steps[0].data == "lambda_" or name in parts:
            raise segment(name)
        return _property(properties, name, row)
    if name in parts:
        return _lambda(steps, scope, parts[name], row)
    reference = properties.get(f"{name}_Key")
    target = scope.schema.get(reference.targets[0]) if reference and reference.targets else None
    if reference is None or target is None:
        raise segment(name)
    key, owner = reference.name, target.name

    def next_row(env: Env) -> Row | None:
        here = row(env)
        return scope.fetch(owner, here[key]) if here else None

    return _walk(steps[1:], scope, target.by_name, target.parts_by_name, next_row)


def _property(properties: Mapping[str, Property], name: str, row: Callable[[Env], Row | None]) -> Expr:
    one = properties.get(name)
    if one is None:
        raise segment(name)
    if one.kind == "any":
        return Expr("any", lambda env: (here[name], here[f"{name}_Type"]) if (here := row(env)) else None)
    if one.kind in {"text", "binary"}:
        # A string without a limit and a stored value cannot be compared in a query.
        raise where_forbidden()
    kind = KINDS.get(one.kind, one.kind)
    return Expr(kind, lambda env: here[name] if (here := row(env)) else None)


def _lambda(steps: list[Tree[Token]], scope: Scope, part: Part, row: Callable[[Env], Row | None]) -> Expr:
    step = steps[1]
    if step.data != "lambda_":
        # A field of a record set without a lambda gets as far as the query and dies there.
        raise where_forbidden()
    function, variable = str(step.children[0]), str(step.children[1])
    if function not in {"any", "all"} or len(steps) > 2:
        raise bad_option(f"неизвестная функция {function}")
    body = _compile(step.children[2], replace(scope, variables={**scope.variables, variable: part}))
    run = any if function == "any" else all

    def holds(env: Env) -> bool:
        here = row(env)
        return run(body.value({**env, variable: line}) for line in (here or {}).get(part.name, ()))

    return Expr("bool", holds, lambdas=True)


BUILD: dict[str, Callable[[Tree[Token], Scope], Expr]] = {
    "or_": _or,
    "and_": _and,
    "not_": _not,
    "compare": _compare,
    "arithmetic": _arithmetic,
    "guid": _literal("guid", lambda text: text[5:-1].lower()),
    "datetime": _literal("date", lambda text: read_date(text[9:-1])),
    "string": _literal("str", lambda text: text[1:-1].replace("''", "'")),
    "number": _literal("num", Decimal),
    "boolean": _literal("bool", lambda text: text == "true"),
    "null": lambda _node, _scope: constant("null", None),
    "path": _path,
}
