"""Writes what `init` proposes into the rules file, keeping the sample's comments and people's own edits. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.console.init import differing
from services.console.init.proposals import Proposal, ProposedPipeline
from shared.rules.pipelines import MAIN_PIPELINE, ROLES, Role
from shared.rules.source import Place, compose
from shared.rules.writing import Value, comment, with_value

_PIPELINES: Final = re.compile(r"(?m)^pipelines:\n(?:[ \t]+.*\n|[ \t]*#.*\n)+")
_OF_THE_SAMPLE: Final = (
    (re.compile(r"(?m)^(organisations:(?:\n .*)*?\n  by_pipeline:)\n(?:    .*\n)+"), r"\1 {}\n"),
    (re.compile(r"(?m)^fields:\n(?:  .*\n)+"), "fields: {}\n"),
    (re.compile(r"(?m) +# ООО «[^»\n]*»$"), ""),
)
"""What belongs to the sample's company alone and would stand in the way of a line or as its comment."""
_ITS_PEOPLE: Final = (
    ("manager_default", "b24"),
    ("manager_default", "onec"),
    ("organisations", "default"),
    ("agreements", "default"),
)
"""Values that are right for nobody else; a warehouse may well be called as the sample's."""
_PORTAL: Final = ("portal_id",)
_MEANS: Final[Mapping[Role, str]] = {
    "parking": "на 1С не влияет (R1)",
    "work": "создаётся заказ (R2)",
    "invoice": "двигает менеджер (R3)",
    "shipped": "двигает обмен (R4)",
    "paid": "двигает обмен (R5)",
    "done": "двигает обмен (R6)",
}
_COLUMN = 36


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a rules file that `init` writes, with what a person had written otherwise than is proposed.

    Args:
        text: whole.
        kept: what a person had written otherwise than is proposed, a Russian line each.
    """

    text: str
    kept: tuple[str, ...] = ()


def first(sample: str, proposal: Proposal, portal_id: str, cutoff: datetime) -> Written:
    """Return a new rules file for `init`: the sample with its own company's values replaced."""
    text = with_pipelines(sample, proposal.whole)
    for stretch, instead in _OF_THE_SAMPLE:
        text = stretch.sub(instead, text, count=1)
    for place, value in values(proposal, portal_id, cutoff):
        text = with_value(text, place, value)
    return Written(text)


def again(present: str, sample: str, proposal: Proposal, portal_id: str, cutoff: datetime) -> Written:
    """Fill for `init` what is empty in an existing rules file; name the other differences.

    In a copy of the sample what is still the sample's counts as empty; in a file of a portal a person means it.
    """
    text, kept = present, list[str]()
    old, model = content(present), content(sample)
    is_copy = at(old, _PORTAL) == at(model, _PORTAL)
    if old.get("pipelines") in ((None, model["pipelines"]) if is_copy else (None,)):
        text = with_pipelines(text, proposal.whole)
    for stretch, instead in _OF_THE_SAMPLE if is_copy else ():
        if (found := stretch.search(sample)) and found[0] in text:
            text = text.replace(found[0], stretch.sub(instead, found[0]), 1)
    for place, value in values(proposal, portal_id, cutoff):
        there = at(old, place)
        is_samples = is_copy and there == at(model, place)
        if value in (None, [], {}) and not (is_samples and place in _ITS_PEOPLE):
            continue
        if there in (None, [], {}) or is_samples:
            text = with_value(text, place, value)
        elif place[0] not in {"cutoff", "portal_id"} and there != value:
            kept.append(differing.of_value(place, there, value))
    now = content(text).get("pipelines")
    return Written(text, (*kept, *differing.of_pipelines(now, proposal.pipelines)))


def values(proposal: Proposal, portal_id: str, cutoff: datetime) -> Iterator[tuple[Place, Value]]:
    """Yield the values that `init` decides for a rules file, except pipelines; an empty one: nothing is proposed."""
    numbers = [one.seen.id for one in proposal.whole]
    birth = MAIN_PIPELINE if MAIN_PIPELINE in numbers else next(iter(numbers), None)
    yield _PORTAL, portal_id
    yield ("cutoff",), cutoff.isoformat(timespec="seconds")
    if proposal.timezone:
        yield ("timezone",), proposal.timezone
    yield ("new_deals", "pipeline"), birth
    yield ("managers",), [{"b24": b24, "onec": onec} for b24, onec in proposal.managers.pairs]
    yield ("manager_default", "b24"), None
    yield ("manager_default", "onec"), None
    yield ("organisations", "default"), proposal.organisation
    yield ("agreements", "default"), proposal.agreement
    yield ("warehouses", "default"), proposal.warehouse
    yield ("directory", "products", "article_property"), proposal.article_property
    yield ("directory", "products", "barcode_property"), proposal.barcode_property


def with_pipelines(text: str, pipelines: tuple[ProposedPipeline, ...]) -> str:
    """Replace the block of pipelines in a rules file, each stage with its name in the portal."""
    block = "pipelines:\n" + "".join(_block(one) for one in pipelines)
    if _PIPELINES.search(text):
        return _PIPELINES.sub(lambda _: block, text, count=1)
    return f"{text.rstrip()}\n\n{block}"


def content(text: str) -> dict[str, Any]:
    """Return a rules file that `init` writes, or its file of answers, as plain texts, lists and mappings."""
    found = _plain(compose(text))
    return found if isinstance(found, dict) else {}


def at(tree: Any, place: Place) -> Any:
    """Return the value at a path of a rules file that `init` writes; None if there is none."""
    for part in place:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _block(one: ProposedPipeline) -> str:
    lines = [f'  "{one.seen.id}":', f"    name: {_text(one.seen.name)}"]
    lines += [_line(role, one.roles[role], f"{one.seen.named(one.roles[role])}: {_MEANS[role]}") for role in ROLES]
    later = ", ".join(one.seen.named(stage) for stage in one.later)
    lines.append(_line("later", f"[{', '.join(one.later)}]", later or "другие стадии после «в работе», если они есть"))
    lines.append(_line("lost", f"[{', '.join(one.lost)}]", "проигранные"))
    return "\n".join(lines) + "\n"


def _line(key: str, value: str, meaning: str) -> str:
    return f"{f'    {key}: {value}':<{_COLUMN - 1}} # {comment(meaning)}"


def _text(value: str) -> str:
    return with_value("name: x", ("name",), value).removeprefix("name: ")


def _plain(node: Any) -> Any:
    match getattr(node, "id", None):
        case "mapping":
            return {key.value: _plain(value) for key, value in node.value}
        case "sequence":
            return [_plain(one) for one in node.value]
        case "scalar":
            return None if node.value in {"", "~", "null"} else node.value
    return None
