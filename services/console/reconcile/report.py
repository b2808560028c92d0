"""Shows what a reconciliation found: as lines, as tables, and as a page with links to both cards. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from services.console.pages import linked, quoted, whole_page
from shared.observe.terminal import shown
from shared.russian import counted, moment

_HEADINGS = ("Сделка", "Заказ", "Что расходится", "В портале", "В 1С", "Замечено", "Чей ход")
_OF_DIRECTORIES = ("Портал", "1С", *_HEADINGS[2:])
_SUBJECTS = {
    "deals": "Сделки и заказы",
    "companies": "Компании",
    "contacts": "Контакты",
    "private": "Частные лица",
    "items": "Товары",
    "prices": "Цены",
}
_OFF = {
    "companies": "Компании не сверяются: правила их не переносят (directory.companies).",
    "contacts": "Контакты не сверяются: правила их не переносят (directory.contacts).",
    "private": "Частные лица не сверяются: правила их не переносят (directory.contacts).",
    "items": "Товары не сверяются: правила их не переносят (directory.products).",
    "prices": "Цены не сверяются: правила их не переносят (directory.prices).",
}
_EARLIER: Final = "Известно с прежних сверок"
_APART = {
    "moving": "В пути: изменились, пока их сверяли",
    "standing": "Стоят: не переносятся, и сказано почему",
}

Shown = Mapping[str, str]


GIVEN_UP: Final = (
    "Последняя сверка не дошла до конца: система была закрыта, или сообщение сверки отложено. Посмотрите "
    "dealbus status и dealbus dead list, потом повторите её: dealbus reconcile. Ниже итог прежней."
)


def differing(found: Mapping[str, Any]) -> list[Shown]:
    """Return the differences of a reconciliation that count: neither in transit nor standing."""
    return _counting(found["differences"])


def known_earlier(found: Mapping[str, Any]) -> list[Shown]:
    """Return the differences that count and that only earlier reconciliations have looked at."""
    return _counting(found.get("earlier", ()))


def _counting(some: Iterable[Shown]) -> list[Shown]:
    return [one for one in some if not one["apart"]]


def tables(found: Mapping[str, Any]) -> Iterator[Table]:
    """Yield a table for each subject of a reconciliation, with a row for each difference that counts.

    Those that only earlier ones have looked at have tables of their own.
    """
    for title, subject, rows in _by_subject(found):
        made = Table(*_headings(subject), title=title, show_lines=True)
        for one in rows:
            made.add_row(*(Text(shown(cell)) for cell in _cells(one)))
        yield made


def is_given_up(found: Mapping[str, Any]) -> bool:
    """Whether the last reconciliation did not come to its end; its differences are those of the one before."""
    return found["run"] is not None and found["run"]["step"] == "failed"


def told(found: Mapping[str, Any]) -> str:
    """Summarise a reconciliation in a few Russian lines.

    Args:
        found: with all its differences, or with `totals` that count those it has not.
    """
    run = found["run"]
    if run is None:
        return "Сверки ещё не было: dealbus reconcile."
    if is_given_up(found):
        return GIVEN_UP
    if run["step"] != "done":
        return "Сверка ещё идёт, ниже итог прежней."
    totals = found["totals"] if "totals" in found else _totals(found)
    lines = [_result(run, totals), *(f"{_APART[why]}: {totals[why]}." for why in _APART if totals[why])]
    if many := totals["earlier"]:
        lines.append(f"{_EARLIER}: {many}. Эта сверка их не смотрела.")
    off = [one for one in found.get("parts", ()) if one in _OFF and one not in run.get("subjects", ("deals",))]
    return "\n".join([*lines, *(_OFF[one] for one in off)])


def page(found: Mapping[str, Any]) -> str:
    """Return the reconciliation as an HTML page, each row with links to both cards."""
    return whole_page("Сверка портала и 1С", "Сверка портала и 1С", _parts(found), wide=True)


def _parts(found: Mapping[str, Any]) -> Iterator[str]:
    for line in told(found).splitlines():
        yield f"<p>{quoted(line)}</p>"
    for title, subject, rows in _by_subject(found):
        yield f"<h2>{quoted(title)}</h2>"
        yield f"<table><tr>{''.join(f'<th>{quoted(heading)}</th>' for heading in _headings(subject))}</tr>"
        for one in rows:
            deal, order, *others = _cells(one)
            cells = [linked(deal, one["deal_url"]), linked(order, one["order_url"]), *map(quoted, others)]
            yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        yield "</table>"
    for why, keys in _apart(found).items():
        if keys:
            yield f"<h2>{quoted(_APART[why])}</h2><ul>"
            yield from (f"<li>{quoted(line)}</li>" for line in keys)
            yield "</ul>"


def _by_subject(found: Mapping[str, Any]) -> list[tuple[str, str, list[Shown]]]:
    """Return title, subject and rows of each table."""
    tables_of = [("", differing(found)), (f"{_EARLIER}. ", known_earlier(found))]
    parts = [
        (f"{of}{title}", subject, [one for one in rows if one["subject"] == subject])
        for of, rows in tables_of
        for subject, title in _SUBJECTS.items()
    ]
    return [part for part in parts if part[-1]]


def _headings(subject: str) -> tuple[str, ...]:
    return _HEADINGS if subject == "deals" else _OF_DIRECTORIES


def _cells(one: Shown) -> tuple[str, ...]:
    since = datetime.fromisoformat(one["since"]).astimezone(UTC)
    deal, order = one["deal"] or "нет", one["order"] or "нет"
    if one["subject"] != "deals":
        deal = f"№ {deal.partition('@')[0]}" if one["deal"] else deal
        order = order if one["order_id"] else "нет"
    return deal, order, one["caption"], one["in_deal"], one["in_order"], f"{moment(since)} UTC", one["turn"]


def _apart(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the pairs that a reconciliation does not count as different, a line each, by the reason."""
    return {why: sorted({_line(one) for one in found["differences"] if one["apart"] == why}) for why in _APART}


def _line(one: Shown) -> str:
    deal = f"сделка {one['deal']}" if one["deal"] else f"заказ {one['order']}"
    deal = one["order"] if one["subject"] != "deals" else deal
    return f"{deal}: {one['note']}" if one["note"] else deal


def _totals(found: Mapping[str, Any]) -> Mapping[str, int]:
    """Count the differences of a reconciliation as the reconciler does: those that count, and the pairs."""
    rows = differing(found)
    apart = {why: {one["key"] for one in found["differences"] if one["apart"] == why} for why in _APART}
    pairs = {why: len(keys) for why, keys in apart.items()}
    earlier = len(known_earlier(found))
    return {"differences": len(rows), "pairs": len({one["key"] for one in rows}), "earlier": earlier, **pairs}


def _result(run: Mapping[str, Any], totals: Mapping[str, int]) -> str:
    pairs = counted(run["result"].get("pairs", 0), "{n} пара", "{n} пары", "{n} пар")
    missing = _missing(run["result"].get("missing", 0))
    if not totals["differences"]:
        return f"Сверено: {pairs}. Расхождений нет.{missing}"
    many = counted(totals["differences"], "{n} расхождение", "{n} расхождения", "{n} расхождений")
    return f"Сверено: {pairs}. Найдено {many} в {totals['pairs']} из них.{missing}"


def _missing(count: int) -> str:
    records = counted(count, "{n} запись", "{n} записи", "{n} записей")
    return f" Не дошло до сверки: {records}; прежние расхождения по ним остались." if count else ""
