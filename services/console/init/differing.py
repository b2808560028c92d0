"""Words what an existing rules file has otherwise than `init` would write it; it stays as people wrote it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.console.init.proposals import ProposedPipeline
from shared.rules.pipelines import ROLES
from shared.rules.source import Place, place_text
from shared.rules.writing import Value


def of_value(place: Place, there: Any, proposed: Value) -> str:
    """Return the Russian line about a value of the rules file that `init` would have written otherwise."""
    return f"{place_text(place)}: в файле «{_shown(there)}», предлагалось «{_shown(proposed)}»"


def of_pipelines(there: Any, pipelines: Sequence[ProposedPipeline]) -> Iterator[str]:
    """Yield for `init` the pipelines of the portal, and their open stages after `work`, that the rules do not name.

    Args:
        there: `pipelines` of the file, as plain texts, lists and mappings.
        pipelines: of the portal.
    """
    named = there if isinstance(there, Mapping) else {}
    for one in pipelines:
        if isinstance(rules := named.get(one.seen.id), Mapping):
            yield from _stages(rules, one)
    for one in pipelines:
        if one.seen.id not in named:
            called = f"{one.seen.id} «{one.seen.name}»"
            yield f"pipelines: на портале есть воронка {called}, в файле её нет; обмен её не трогает"


def _stages(rules: Mapping[str, Any], one: ProposedPipeline) -> Iterator[str]:
    known = {*(rules.get(role) for role in ROLES), *(rules.get("later") or ()), *(rules.get("lost") or ())}
    ids = [stage.id for stage in one.seen.stages]
    work = ids.index(rules["work"]) if rules.get("work") in ids else len(ids)
    for stage in one.seen.stages[work + 1 :]:
        if not stage.ends and stage.id not in known:
            yield (
                f"pipelines → {one.seen.id}: на портале после work есть стадия «{stage.name}» ({stage.id}), в файле её "
                "нет; добавьте её в later"
            )


def _shown(value: Any) -> str:
    """Write a value of the rules file as people read it: managers as pairs, never as the program keeps them."""
    if isinstance(value, Mapping):
        return " = ".join(map(_shown, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_shown, value))
    return str(value)
