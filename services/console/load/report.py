"""Renders the plan of a load as one HTML page: what would happen, with samples and what to do. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.console.load.plan import UNKEPT_WORDS, WOULD, Plan
from services.console.pages import quoted, whole_page

_SHOWN = 20
_FOR_A_PERSON = ("doubtful", "refused")
_SHOWN_FOR_A_PERSON = 500
_TO_DO: Final[Mapping[str, str]] = {
    "create": "Ничего: создадутся сами.",
    "link": "Ничего: свяжутся сами, второй раз не создадутся.",
    "change": "Ничего: изменятся сами.",
    "same": "Ничего.",
    "left": "Ничего: появятся, когда понадобятся.",
    "doubtful": "Решите, кто это: исправьте карточки или выберите сами, dealbus match list.",
    "refused": "Исправьте то, что названо в строке; остальное переносится и без этого.",
}
_TO_DO_OF_OLD: Final[Mapping[str, str]] = {
    **_TO_DO,
    "link": "Ничего: свяжутся, обе записи останутся как есть.",
    "left": "Ничего: пары нет, останутся как есть.",
    "doubtful": "Сделайте то, что сказано в строке, и повторите.",
}


def page(command: str, plans: Sequence[Plan]) -> str:
    """Return the plan of a load as a whole HTML page that needs no other file.

    Args:
        command: that was run, `dealbus load products`.
        plans: of its directions.
    """
    parts = [part for plan in plans for part in _direction(plan)]
    said = f"<p>Команда: <code>{quoted(command)}</code>. В портале и в 1С пока ничего не изменено.</p>"
    return whole_page(command, "Что будет перенесено", [said, *parts])


def _direction(plan: Plan) -> Iterator[str]:
    to_do = _TO_DO_OF_OLD if plan.way.linked else _TO_DO
    yield f"<h2>{quoted(plan.way.there)}</h2>"
    for kind, (_, word) in reversed(list(plan.way.kinds.items())):
        yield f"<h3>{quoted(word.capitalize())}: {len(plan.of(kind))}</h3>"
        yield "<table><tr><th>Что будет</th><th>Сколько</th><th>Что сделать</th></tr>"
        for would, name in WOULD.items():
            if found := plan.of(kind, would):
                yield f'<tr><td>{quoted(name)}</td><td class="n">{len(found)}</td><td>{quoted(to_do[would])}</td></tr>'
        yield "</table>"
        for would, name in WOULD.items():
            if would != "same" and (found := plan.of(kind, would)):
                yield from _samples(name, found, _SHOWN_FOR_A_PERSON if would in _FOR_A_PERSON else _SHOWN)
        if cut := [one | {"why": one["unkept"]} for one in plan.unkept(kind)]:
            yield from _samples(UNKEPT_WORDS, cut, _SHOWN_FOR_A_PERSON)


def _samples(name: str, found: Sequence[Mapping[str, str]], most: int) -> Iterator[str]:
    yield f"<h4>{quoted(name.capitalize())}</h4><ul>"
    for one in found[:most]:
        yield f"<li>{quoted(one['why'] or one['name'] or one['key'])}</li>"
    yield "</ul>"
    if len(found) > most:
        yield f"<p>… и ещё {len(found) - most}.</p>"
