"""The safeguards whose every use is taken away in turn, and what stands in its place then.

What each prevents: docs/convergence.md, "What each part prevents"; docs/bus.md.
"""

import ast
from collections.abc import Callable

from tests.mutants.uses import Node, Safeguard

HELP = "__import__('tests.mutants.without', fromlist=['_'])"
"""Code that works without a safeguard; it is part of the mutated tree."""

NOTHING = "None"


def method(*names: str, of: str = "", least: int = 0) -> Callable[[Node], bool]:
    """Find calls of methods; `of` is the end of what they are called of, `least` how many arguments they have."""

    def finds(node: Node) -> bool:
        tree = node.tree
        return (
            isinstance(tree, ast.Call)
            and isinstance(tree.func, ast.Attribute)
            and tree.func.attr in names
            and len(tree.args) >= least
            and node.receiver.endswith(of)
        )

    return finds


def function(*names: str) -> Callable[[Node], bool]:
    """Find calls of functions that a module imports or has."""
    return lambda node: isinstance(node.tree, ast.Call) and node.text(node.tree.func) in names


def keyword(name: str, *, of: str, value: str = "") -> Callable[[Node], bool]:
    """Find calls that give a keyword, of one value or of any."""

    def finds(node: Node) -> bool:
        if not (isinstance(node.tree, ast.Call) and node.text(node.tree.func).split(".")[-1] == of):
            return False
        return any(one.arg == name and value in ("", node.text(one.value)) for one in node.tree.keywords)

    return finds


def attribute(name: str, *, of: str) -> Callable[[Node], bool]:
    """Find where an attribute is read."""

    def finds(node: Node) -> bool:
        tree = node.tree
        return isinstance(tree, ast.Attribute) and tree.attr == name and node.text(tree.value).endswith(of)

    return finds


def compares(name: str) -> Callable[[Node], bool]:
    """Find comparisons whose left side is a name."""
    return lambda node: isinstance(node.tree, ast.Compare) and node.text(node.tree.left) == name


def says(text: str) -> Callable[[Node], str]:
    """Put the same text in place of every use."""
    return lambda _: text


def with_keyword(name: str, change: Callable[[Node, str], str]) -> Callable[[Node], str]:
    """Leave the call and change one keyword of it."""

    def without(node: Node) -> str:
        given = [node.text(one) for one in node.call.args]
        given += [
            f"{one.arg}={change(node, node.text(one.value))}" if one.arg == name else node.text(one)
            for one in node.call.keywords
        ]
        return f"{'await ' * bool(node.awaited)}{node.text(node.call.func)}({', '.join(given)})"

    return without


def _to(value: str) -> Callable[[Node, str], str]:
    return lambda _, __: value


def _marks(node: Node) -> bool:
    """Tell whether something is remembered as told by a look."""
    return method("set_fields", of="_store", least=2)(node) and "_told" in node.argument(1)


def _says(node: Node) -> bool:
    """Tell whether something is published with a result: what is remembered without that comes before nothing."""
    return bool(node.call.args) or any(one.arg == "publish" for one in node.call.keywords)


def _at_once(node: Node, then: str) -> str:
    return (
        f"await {HELP}.at_once({then})" if isinstance(node.function, ast.AsyncFunctionDef) else f"{HELP}.soon({then})"
    )


def _is_flipped(_: Node, judge: str) -> str:
    return {"True": "False", "False": "True"}[judge]


SAFEGUARDS = (
    Safeguard(
        "claim",
        "two commands create one client at once",
        method("claim", of="claims"),
        lambda node: f"{node.receiver}.claim(({node.argument(0)}) + __import__('secrets').token_hex(4))",
    ),
    Safeguard(
        "claim of a create",
        "a second create beside a call that may still be running",
        method("creating", of="claim"),
        says("__import__('contextlib').nullcontext()"),
    ),
    Safeguard(
        "unmoved",
        "half of a write, or an older read, is published as an edit",
        method("unmoved", least=2),
        lambda node: f"await {node.receiver}.get({node.argument(0)})",
    ),
    Safeguard(
        "version",
        "two publications under one number: the later one is stale to the partner",
        method("take_version", of="store"),
        lambda node: f"await {node.receiver}.get({node.argument(0)}) or {node.text(node.awaited or node.tree)}",
    ),
    Safeguard(
        "writing",
        "a reader publishes half of a write that a crash has left",
        method("begin_write", of="store"),
        lambda node: f"await {HELP}.begin_unseen_write({node.receiver}, {node.argument(0)})",
    ),
    Safeguard(
        "step",
        "what a crash left half done is not finished, is waited for though not begun, or passes for a person's",
        method("note_step", "note_sent", of="store"),
        says("True"),
    ),
    Safeguard(
        "step of an order",
        "an order that a crash left half written is taken for a whole one",
        lambda node: function("note")(node) and "writer/orders" in node.path,
        says(NOTHING),
    ),
    Safeguard(
        "announce",
        "a value taken back after a crash is told to nobody",
        method("announce", of="store", least=2),
        says(NOTHING),
    ),
    Safeguard(
        "known",
        "a value is overwritten by one older than it",
        keyword("judge", of="decide"),
        lambda node: f"{HELP}.everything({node.argument(0)})",
    ),
    Safeguard(
        "one judge",
        "both sides decide a conflict, or nobody does",
        keyword("judge", of="decide"),
        with_keyword("judge", _is_flipped),
    ),
    Safeguard(
        "come-back", "an edit nobody has published yet is overwritten", compares("Verdict.COME_BACK"), says("False")
    ),
    Safeguard(
        "hear", "an edit that a person has decided against is judged again", method("hear", of="store"), says(NOTHING)
    ),
    Safeguard("bind", "a record whose maker died is made again", method("bind", of="store", least=2), says(NOTHING)),
    Safeguard(
        "estrange",
        "numbers of a record that is merged away keep its survivor's edits out",
        method("estrange", of="store"),
        says(NOTHING),
    ),
    Safeguard(
        "renewed",
        "a new scheme of digests makes every record look edited",
        function("renewed"),
        lambda node: node.argument(0),
    ),
    Safeguard(
        "then",
        "what the broker never took is remembered as published",
        lambda node: keyword("then", of="replace")(node) or (keyword("then", of="HandlerResult")(node) and _says(node)),
        with_keyword("then", _at_once),
    ),
    Safeguard(
        "key",
        "reader and writer of one record run at once",
        keyword("key", of="Lane"),
        with_keyword("key", _to(NOTHING)),
    ),
    Safeguard(
        "turn",
        "messages of one record are handled at once",
        method("ask", of="_locks"),
        lambda node: f"{node.receiver}.ask(({node.argument(0)}) + __import__('secrets').token_hex(4))",
    ),
    Safeguard(
        "lease",
        "two processes work at once",
        method("held", of="lease"),
        says("__import__('contextlib').nullcontext()"),
    ),
    Safeguard(
        "mandatory",
        "a message that no queue takes is lost",
        keyword("mandatory", of="basic_publish"),
        with_keyword("mandatory", _to("False")),
    ),
    Safeguard(
        "confirms",
        "a message that the broker lost counts as published",
        keyword("confirms", of="channel", value="True"),
        with_keyword("confirms", _to("False")),
    ),
    Safeguard(
        "wait for a lost call",
        "a second record is made beside a create that may still be running",
        lambda node: attribute("attempt_age", of="entity")(node) and "services" in node.path,
        says("__import__('datetime').timedelta(days=1)"),
    ),
    Safeguard(
        "owed",
        "words of a write whose maker died reach nobody",
        function("owe", "owe_new", "recall", "self._owe"),
        says("[]"),
    ),
    Safeguard(
        "still owed", "words of a write that is done and not published reach nobody", function("still_owed"), says("{}")
    ),
    Safeguard(
        "echo",
        "an edit of a person passes for our own write",
        function("comes_back"),
        lambda node: f"({node.argument(0)}) is not None",
    ),
    Safeguard(
        "own write",
        "what a person saved beside our write is never read",
        function("own_write"),
        lambda node: f"{HELP}.every_write({node.argument(0)}, {node.argument(1)}, {node.argument(2)})",
    ),
    Safeguard(
        "settled read",
        "what is saved in the second of a read is never read",
        function("settled_read"),
        lambda node: (
            f"settled_read({node.argument(0)}, {node.argument(1)} + __import__('datetime').timedelta(hours=1))"
        ),
    ),
    Safeguard(
        "frozen",
        "two sides answer each other for ever",
        lambda node: attribute("frozen", of="entity")(node) and "writer" in node.path,
        says("frozenset()"),
    ),
    Safeguard(
        "link before command",
        "a deal gets a second order when its first command is lost",
        method("bear", of="links"),
        lambda node: f"{HELP}.unborn({node.argument(0)})",
    ),
    Safeguard("noted move", "a stage of the bus's passes for a person's", method("begin", of="_moves"), says(NOTHING)),
    Safeguard(
        "finished move",
        "a move whose answer was lost is a person's, and told to nobody",
        method("finish", of="_moves"),
        lambda node: node.argument(0),
    ),
    Safeguard(
        "key of ours in 1C",
        "a base that keeps no keys is believed to have no order",
        lambda node: method("honoured", of="keys")(node) and "writer" in node.path,
        says("True"),
    ),
    Safeguard(
        "cursor",
        "what was not published is never looked at again",
        lambda node: (
            (method("set", of="ursors", least=2)(node) or method("done", of="_changes")(node))
            and "self._publish" in node.source
        ),
        lambda node: node.text(node.awaited or node.tree),
        lambda _: f"self._publish = {HELP}.forgiving(self._publish)",
    ),
    Safeguard(
        "mark",
        "what was not published is taken for seen",
        lambda node: "intake/" in node.path and (method("note", "forget", of="_seen")(node) or _marks(node)),
        lambda node: node.text(node.awaited or node.tree),
        lambda node: f"{HELP}.forgive(self{'' if 'self._publish' in node.source else '._pace'})",
    ),
)
