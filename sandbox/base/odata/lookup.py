"""Finds the keys that a `$filter` names, so that the other rows of a set are not looked at.

Only a shortcut: the condition itself is still applied to what is found here.
"""

from __future__ import annotations

from typing import Any

from lark import Token, Tree

from sandbox.base.schema import EntitySet


def keys_of(tree: Tree[Token], entity_set: EntitySet) -> list[tuple[Any, ...]] | None:
    """Return the keys that a `$filter` allows, None where it does not say.

    Args:
        tree: a parsed `$filter`
        entity_set: addressed by Ref_Key, or by one composite dimension as the register of order states is

    """
    if tree.data == "or_":
        sides = [keys_of(side, entity_set) for side in tree.children if isinstance(side, Tree)]
        found = [key for side in sides if side is not None for key in side]
        return list(dict.fromkeys(found)) if None not in sides else None
    if tree.data == "and_":
        return next(
            (keys for side in tree.children if isinstance(side, Tree) and (keys := keys_of(side, entity_set))), None
        )
    if tree.data == "compare" and tree.children[1] == "eq":
        return _key(tree.children[0], tree.children[2], entity_set)
    return None


def _key(left: Any, right: Any, entity_set: EntitySet) -> list[tuple[Any, ...]] | None:
    if _name(left) != entity_set.keys[0]:
        return None
    if entity_set.keys == ("Ref_Key",) and right.data == "guid":
        return [(_guid(right),)]
    if len(entity_set.keys) == 2 and entity_set.keys[1].endswith("_Type"):
        step = right.children[0] if right.data == "path" else None
        if (
            isinstance(step, Tree)
            and step.data == "call"
            and str(step.children[0]) == "cast"
            and step.children[1].data == "guid"
        ):
            target = str(step.children[2].children[0]).strip("'").removeprefix("StandardODATA.")
            return [(_guid(step.children[1]), f"StandardODATA.{target}")]
    return None


def _name(node: Any) -> str:
    single = isinstance(node, Tree) and node.data == "path" and len(node.children) == 1
    step = node.children[0] if single else None
    return str(step.children[0]) if isinstance(step, Tree) and step.data == "name" else ""


def _guid(node: Tree[Token]) -> str:
    return str(node.children[0])[5:-1].lower()
