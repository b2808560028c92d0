"""`python -m services.onec_connector check`: whether 1C can be asked, and its names and states fit the rules."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

from services.onec_connector import sentences
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.base.query import Query, guid, moment, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import (
    additional,
    item_kind,
    order,
    partner,
    standard,
)
from services.onec_connector.profile.readable import ask_each
from services.onec_connector.profile.reading import Profile, UnfitBaseError, read_profile
from services.onec_connector.profile.required import REQUIRED
from services.onec_connector.reference.agreement_findings import check_agreements
from services.onec_connector.reference.change_findings import check_changes
from services.onec_connector.reference.client_price_findings import check_client_prices
from services.onec_connector.reference.clock_findings import check_clock
from services.onec_connector.reference.contract_findings import check_contracts
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.function_findings import check_functions
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_kinds import ItemKinds
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.name_findings import CORRECT, check_named
from services.onec_connector.reference.price_findings import check_prices
from services.onec_connector.reference.unusable import unusable
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.items import has_characteristics
from services.onec_connector.vocabulary.vat import Sale
from shared.bus.errors import Permanent, Retryable
from shared.messages.things import Taxation
from shared.process.findings import Finding
from shared.process.plain_http import check_plain
from shared.rules import Rules
from shared.rules.candidates import candidates
from shared.rules.directory import ItemRules, ProductRules
from shared.rules.model import Choice
from shared.rules.stages import names_state
from shared.russian import counted, spelt_out

_ORDERS_LOOKED_AT = 1000
_CLIENTS_NAMED = 5


async def check(base: Base, rules: Rules, zone: ZoneInfo | None = None) -> list[Finding]:
    """Compare a 1C base with the rules file; reads only.

    Args:
        base: of 1C.
        rules: the customer's.
        zone: of the base's clock; None: that of the rules.
    """
    here = zone or rules.timezone
    try:
        profile = await read_profile(base)
        await ask_each(base, rules, profile.off)
        findings = [
            Finding(ok=True, text="1С отвечает, все нужные объекты опубликованы и читаются"),
            Finding(ok=True, text=profile.release),
            *check_plain(base.root, "1С"),
        ]
        findings += await check_clock(base, here)
        findings += [*check_functions(base, rules, profile), *_states(profile, rules)]
        findings += [*await _names(base, rules, profile, today_in(here)), *await _extra(base, rules, profile)]
        findings += await check_prices(base, rules, profile.off, here)
        findings += await check_client_prices(base, rules, profile, here)
        findings += await check_changes(base, rules, profile.off)
        return [*findings, *await _not_settled_by_order(base, rules, here)]
    except UnfitBaseError as error:
        return [Finding(ok=False, text=line) for line in str(error).splitlines()]
    except (Retryable, Permanent) as error:
        if isinstance(error, BaseBarredError) and not error.everywhere:
            with suppress(Retryable):
                await ask_each(base, rules)  # so that all that is denied is named at once
        return [await unusable(error, base)]


async def _not_settled_by_order(base: Base, rules: Rules, zone: ZoneInfo) -> list[Finding]:
    """Count the clients whose payments 1C does not keep by order: their deals hear of no payment (R5)."""
    since = rules.cutoff.astimezone(zone)
    kinds = " and ".join(f"{order.SETTLEMENT} ne {text(kind)}" for kind in sorted(order.BY_ORDER_KINDS))
    asked = f"{order.DATE} ge {moment(since)} and {order.POSTED} eq true and {kinds}"
    latest = Query(asked, (order.PARTNER,), f"{order.DATE} desc", top=_ORDERS_LOOKED_AT)
    orders = [str(row[order.PARTNER]) for row in await base.listing(order.SET, latest)]
    if not orders:
        return []
    clients = list(dict.fromkeys(orders))
    keys = [f"{standard.REF} eq {guid(one)}" for one in clients[:_CLIENTS_NAMED]]
    named = await base.any_of(partner.SET, keys, (standard.DESCRIPTION,))
    names = ", ".join(sorted(f"«{row[standard.DESCRIPTION]}»" for row in named))
    more = f" и ещё {len(clients) - _CLIENTS_NAMED}" if len(clients) > _CLIENTS_NAMED else ""
    said = counted(len(orders), "{n} заказ", "{n} заказа", "{n} заказов")
    whole = "не меньше чем " if len(orders) == _ORDERS_LOOKED_AT else ""
    text_of = (
        f"Расчёты не по заказам, клиентов {len(clients)} ({whole}{said}): {names}{more}. Оплату отдельного заказа 1С "
        f"для них не ведёт, сделки по оплате не двигаются; после исполнения действует settlement_by_contract правил"
    )
    return [Finding(ok=True, text=text_of)]


def _states(profile: Profile, rules: Rules) -> list[Finding]:
    """List the states of 1C that the stage table does not name; a deal in one of them is left alone."""
    unknown = sorted(name for name in profile.states if not names_state(name, rules))
    text = (
        "Состояние заказа «{}» правила обмена не называют: добавьте его в more_states или в таблицу states, "
        "иначе сделки в нём останутся на своей стадии"
    )
    return [Finding(ok=False, text=text.format(name)) for name in unknown]


async def _names(base: Base, rules: Rules, profile: Profile, today: date) -> list[Finding]:
    dictionaries, kinds = Dictionaries(base), profile.agreement_kinds if profile.agreements else None
    ours, stores = (await dictionaries.organisations()).values(), (await dictionaries.warehouses()).values()
    known = [one.inn for one in ours if one.usable]
    wanted = {*rules.organisations.by_value.values(), *rules.organisations.by_pipeline.values(), *rules.taxation}
    chosen = {inn for one in (rules.agreements, rules.contracts, rules.warehouses) for inn in one.by_organisation}
    warehouses = [one.name for one in stores if one.usable]
    everybody = (await dictionaries.users()).values()
    users = [one for one in everybody if one.active]
    people = {pair.onec for pair in rules.managers} | {rules.manager_default.onec or ""}
    names = [word for one in users for word in {one.name, *one.emails}]
    organisations = wanted | {rules.organisations.default or ""}
    let_through = [word for one in everybody for word in {one.name, *one.emails}]
    return [
        *check_named(
            "Организация с ИНН",
            organisations | chosen | {*rules.order_filter.organisations},
            known,
            [one.inn for one in ours],
        ),
        *check_named(
            "Склад",
            _choices(rules.warehouses),
            warehouses,
            [one.name for one in stores],
            await dictionaries.warehouse_groups(),
        ),
        *check_named("Пользователь", people, names, let_through),
        *check_named("Пользователь (order_filter)", rules.order_filter.managers, set(let_through)),
        *await check_agreements(base, _choices(rules.agreements), kinds, today),
        *await check_contracts(base, _choices(rules.contracts)),
        *await _free_text_item(base, rules.free_text_item),
        *await _item_groups(base, rules.directory.products),
        *await _item_kinds(base, rules.items, profile),
        *[
            await _rates(dictionaries, inn, rules.taxation.get(inn), today)
            for inn in sorted(organisations.intersection(known))
        ],
    ]


async def _rates(dictionaries: Dictionaries, inn: str, taxation: Taxation | None, today: date) -> Finding:
    """List for `check` the VAT rates that orders of one of our organisations may have today."""
    rates = await dictionaries.vat_rates()
    country = next(one.country for one in (await dictionaries.organisations()).values() if one.inn == inn)
    sale = Sale(rates.regime_of(taxation, country, today), country, today, taxation)
    percents = {rate.percent for rate in rates.allowed(sale)}
    shown = ", ".join(sorted(map(sentences.vat, percents))) or "нет ни одной"
    remedy = "" if percents else ". Проверьте справочник «Ставки НДС»: период, страну и типы налогообложения"
    return Finding(
        ok=bool(percents),
        text=f"Ставки НДС для организации с ИНН {inn} («{spelt_out(sale.regime)}»): {shown}{remedy}",
    )


async def _free_text_item(base: Base, name: str | None) -> list[Finding]:
    if not name:
        return []
    catalogue = ItemCatalogue(base)
    found = (await catalogue.by_article([name])).get(name) or await catalogue.by_name(name)
    if found:
        return check_named("Услуга для строк без товара", {name}, [name] * len(found))
    text = f"Услуги для строк без товара «{name}» в 1С нет ни по артикулу, ни по наименованию. {CORRECT}"
    return [Finding(ok=False, text=text)]


async def _item_groups(base: Base, products: ProductRules) -> list[Finding]:
    if not products.enabled or not products.groups:
        return []
    return await _groups(base, products.groups)


async def _groups(base: Base, words: Collection[str]) -> list[Finding]:
    groups = ItemGroups(BaseAside(base), tuple(words))
    unknown, names = set((await groups.scope()).unknown), await groups.names()
    return check_named("Группа номенклатуры", words, {*(set(words) - unknown), *names})


async def _item_kinds(base: Base, rules: ItemRules, profile: Profile) -> list[Finding]:
    """Report whether products typed in the portal become items (R10), and what is wrong with their kinds."""
    if not rules.enabled:
        text = (
            "R10 выключен: вид номенклатуры для новых товаров не назван. Сделка с товаром, которого нет в 1С, ждёт, "
            "пока его заведут; чтобы он заводился сам, назовите вид в items.kind файла правил"
        )
        return [Finding(ok=True, text=text)]
    if item_kind.NEW_ITEMS in profile.off:
        return []
    kinds, groups = ItemKinds(base, rules), [one.group for one in rules.kinds if one.group]
    findings = [_item_kind(word, await kinds.find(word), await kinds.names()) for word in rules.every_kind]
    return [*findings, *await _groups(base, groups)]


def _item_kind(word: str, kind: Row | None, names: list[str]) -> Finding:
    if kind is None:
        found = candidates(word, names)
        text = f"Вид номенклатуры «{word}» в 1С не найден или не один, {found}. Исправьте items файла правил."
        return Finding(ok=False, text=text)
    if has_characteristics(kind):
        text = f"У вида номенклатуры «{word}» есть характеристики: для новых товаров нужен вид без них"
        return Finding(ok=False, text=text)
    return Finding(ok=True, text=f"Новые товары портала становятся номенклатурой вида «{word}»")


async def _extra(base: Base, rules: Rules, profile: Profile) -> list[Finding]:
    """Check the rules' extra fields (`fields`): what 1C's order must have for them, and what the bus writes itself."""
    rows = rules.fields.values()
    findings = check_named("Реквизит заказа", {row.order or "" for row in rows}, profile.attributes)
    ours = {row.order for row in rows if row.order} & (REQUIRED[order.SET] - {order.DELIVERY_ADDRESS})
    findings += [
        Finding(ok=False, text=f"Реквизит заказа «{name}» обмен заполняет сам: уберите его из fields правил")
        for name in sorted(ours)
    ]
    if any(row.additional for row in rows) and additional.REQUISITES not in profile.off:
        known = await Dictionaries(base, profile.off).properties()
        findings += check_named("Дополнительный реквизит", {row.additional or "" for row in rows}, known)
    return findings


def _choices(choice: Choice) -> set[str]:
    return {*choice.by_organisation.values(), *choice.by_pipeline.values(), choice.default or ""}
