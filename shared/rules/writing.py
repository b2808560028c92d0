"""Writes one value into a rules file, or words a comment for it; every other line stays as people wrote it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from shared.rules.source import Place, compose, place_text

Value = str | bool | int | None | Sequence["Value"] | Mapping[str, "Value"]

_PLAIN = re.compile(r"[^\W\d](?:[\w./@-]|:(?=\w)| (?=\w))*")
_MEANINGS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML refuses wherever it stands, or takes for the end of a line."""


@dataclass(frozen=True, slots=True)
class _Splice:
    """A replacement for one stretch of the rules file's text."""

    start: int
    end: int
    text: str


def with_value(text: str, place: Place, value: Value) -> str:
    """Return the rules file's text with one value written into it; all else stays byte for byte.

    A key that is absent is added behind the last one beside it, with the keys that lead there; the entry behind the
    last of a list is added to it. What is not a plain scalar is written in one line.

    Args:
        text: of a file that `read_source` accepts.
        place: keys and positions that lead to the value.
        value: texts are quoted wherever some reader of YAML might take them for something else.

    Raises:
        LookupError: the place lies behind the end of a list, or inside of a scalar.
    """
    root = compose(text)
    if root is None:
        return f"{text}{_entry(place, value)}\n"
    splice = _splice(text, root, place, value)
    return text[: splice.start] + splice.text + text[splice.end :]


def _splice(text: str, node: Node, place: Place, value: Value) -> _Splice:
    """Find what to replace in the rules file's text: follow the path as far as it is written."""
    part, rest = place[0], place[1:]
    found = _found(node, part)
    if found is None:
        return _added(text, node, place, value)
    begin, child = found
    if child.start_mark.index < begin:
        raise LookupError(f"{place_text(place)} is written elsewhere, behind an anchor")
    if child.start_mark.index == child.end_mark.index:
        after_key = _end_of_key(text, begin, child)
        return _Splice(after_key, after_key, f" {_inline(_nested(rest, value))}")
    if rest:
        return _splice(text, child, rest, value)
    indent = "  " if isinstance(child, SequenceNode) and not child.flow_style else ""
    return _Splice(child.start_mark.index, _end(text, child), indent + _inline(value))


def _found(node: Node, part: str | int) -> tuple[int, Node] | None:
    """Return where in the rules file's text a key ends or a list entry begins, and what stands there."""
    if isinstance(node, MappingNode):
        return next(((key.end_mark.index, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.index, node.value[part]
    return None


def _added(text: str, node: Node, place: Place, value: Value) -> _Splice:
    if isinstance(node, MappingNode) and isinstance(place[0], str):
        new = _entry(place, value)
    elif isinstance(node, SequenceNode) and place[0] == len(node.value):
        new = _inline(_nested(place[1:], value))
    else:
        raise LookupError(f"{place_text(place)} leads nowhere in the file")
    if node.flow_style:
        at = _end(text, _last(node)) if node.value else node.start_mark.index + 1
        return _Splice(at, at, f", {new}" if node.value else new)
    line_end = text.find("\n", _end(text, node))
    at = len(text) if line_end < 0 else line_end
    dash = "- " if isinstance(node, SequenceNode) else ""
    return _Splice(at, at, f"\n{' ' * node.start_mark.column}{dash}{new}")


def _end(text: str, node: Node) -> int:
    """Return where the last value of a block ends in the rules file's text; YAML's own end lies behind the comments."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
        last = _last(node)
        is_empty = last.start_mark.index == last.end_mark.index
        if is_empty and isinstance(node, MappingNode):
            return _end_of_key(text, node.value[-1][0].end_mark.index, last)
        return _end(text, last)
    written = text[node.start_mark.index : node.end_mark.index]
    return int(node.start_mark.index) + len(written.rstrip())


def _last(node: Node) -> Node:
    last: Node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    return last


def _end_of_key(text: str, begin: int, empty: Node) -> int:
    colon = text.find(":", begin, empty.start_mark.index)
    if colon < 0:
        raise LookupError("an entry without a value cannot be told from what stands behind it")
    return colon + 1


def _entry(place: Place, value: Value) -> str:
    return f"{_inline(place[0])}: {_inline(_nested(place[1:], value))}"


def _nested(place: Place, value: Value) -> Value:
    for part in reversed(place):
        if isinstance(part, int) and part > 0:
            raise LookupError(f"entry {part + 1} of a list that does not exist yet")
        value = [value] if isinstance(part, int) else {part: value}
    return value


def _inline(value: Value) -> str:
    """Write a value of the rules file in YAML's flow style, as it may stand inside a line or list."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_inline(key)}: {_inline(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _MEANINGS
        return value if is_plain else _quoted(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(_inline(inner) for inner in value)}]"
    return json.dumps(value)


def _quoted(value: str) -> str:
    """Quote a text for the rules file as JSON, which YAML reads alike, with what only YAML does not take escaped."""
    return _UNWRITTEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def comment(text: str) -> str:
    """Write a comment for the rules file, what may stand behind `#`: one line, whatever people have called things."""
    return " ".join(_UNWRITTEN.sub(" ", text).split())
