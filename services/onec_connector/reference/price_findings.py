"""`check`: the price kinds whose prices are to leave 1C for the portal."""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.objects import item_kind, price, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.vocabulary.prices import KnownPriceKind
from shared.process.findings import Finding
from shared.rules import Rules
from shared.rules.candidates import candidates

_KIND = (standard.DESCRIPTION, standard.MARKED, item_kind.KEY_BY_SERIES)
_SERIES = "Цены по сериям в портал не идут, у товара портала серий нет; виды номенклатуры с такими ценами: {}"


async def check_prices(base: Base, rules: Rules, off: Collection[Function], zone: ZoneInfo) -> list[Finding]:
    """Report for `check` 1C's price kinds that cross to the portal, and names in the rules that no kind has.

    Args:
        base: of 1C.
        rules: nothing is said while they keep prices off.
        off: functions this base does not have what it takes for.
        zone: of the base's clock.
    """
    prices = rules.directory.prices
    if not prices.enabled or price.KINDS_KNOWN in off:  # `check_functions` says so
        return []
    lists = ItemPriceLists(BaseAside(base), base, Dictionaries(base, off), prices, zone=zone, off=off)
    scope = await lists.scope()
    lost = "Вида цен «{}» из правил обмена нет в 1С среди общих и действующих, {}. Исправьте правила или вид цен."
    findings = [Finding(ok=False, text=lost.format(word, candidates(word, scope.known))) for word in scope.unknown]
    if scope.rivals:
        findings.append(_of_one_name(scope.rivals))
    if not scope.kinds and not findings:
        return [*findings, Finding(ok=False, text="Переносить нечего: в 1С нет ни одного подходящего вида цен")]
    if not scope.kinds:
        return findings
    named = (f"«{one.name}»{' (базовый)' if one.guid == scope.base else ''}" for one in scope.kinds.values())
    findings.append(Finding(ok=True, text=f"В портал идут цены: {', '.join(sorted(named))}"))
    by_series = await _kept_by_series(base) if item_kind.NEW_ITEMS not in off and await lists.is_newer() else []
    return [*findings, *([Finding(ok=True, text=_SERIES.format(", ".join(by_series)))] if by_series else [])]


async def _kept_by_series(base: Base) -> list[str]:
    """Return the kinds of items whose prices pricing 2.5 keeps by series, which a product of the portal has not."""
    query = Query(f"{standard.FOLDER} eq false", _KIND, order_by=standard.REF)
    rows = [row async for row in base.pages(item_kind.KINDS, query, polling=False)]
    return sorted(
        f"«{str(row[standard.DESCRIPTION]).strip()}»"
        for row in rows
        if row[item_kind.KEY_BY_SERIES] not in {"", item_kind.KEY_UNUSED} and not row[standard.MARKED]
    )


def _of_one_name(rivals: Sequence[KnownPriceKind]) -> Finding:
    """Report for `check` that the base price type may be meant for several kinds: the exchange chooses none."""
    text = (
        f"Видов цен «{rivals[0].name}» в 1С {len(rivals)}, и базовым в портале не станет ни один. Напишите в "
        f"directory.prices.base файла правил ссылку того, который нужен: {' или '.join(one.guid for one in rivals)}."
    )
    return Finding(ok=False, text=text)
