"""Seeds the base with organisations, users, agreements and clients of the made-up company, as 1C keeps them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sandbox.base.fill import RUSSIA
from sandbox.base.infobase import Infobase
from sandbox.base.seed import goods, writing
from sandbox.base.seed.writing import add, details
from sandbox.dataset import Agreement, Client, Dataset, guid_of

INTEGRATION_USER = guid_of("user:integration")
CURRENCY = guid_of("currency:643")
NODE = guid_of("exchange-node:1")
CARGO = guid_of("property:cargo")
START = datetime(2026, 1, 1)  # noqa: DTZ001 - the platform's dates carry no zone
STAGES: dict[str, tuple[tuple[str, int, int], ...]] = {
    "deferred": (("КредитПослеОтгрузки", 100, 14),),
    "prepaid": (("ПредоплатаДоОтгрузки", 100, 0),),
    "mixed": (("АвансДоОбеспечения", 30, 0), ("КредитПослеОтгрузки", 70, 14)),
    "by_contract": (("КредитПослеОтгрузки", 100, 30),),
}
ENTITY_KINDS = {
    "company": ("ЮрЛицо", "ЮридическоеЛицо"),
    "sole_trader": ("ИндивидуальныйПредприниматель", "ФизическоеЛицо"),
    "person": ("ФизЛицо", "ФизическоеЛицо"),
}
# Of the classifier of countries 1C keeps those that somebody has chosen: code, name, the two other codes.
COUNTRIES = (
    ("643", "РОССИЯ", "RU", "RUS"),
    ("112", "БЕЛАРУСЬ", "BY", "BLR"),
    ("398", "КАЗАХСТАН", "KZ", "KAZ"),
)
# Of the classifier of banks likewise: БИК, name, correspondent account.
BANKS = (("044525225", "ПАО СБЕРБАНК", "30101810400000000225"),)
# Private persons of whom the portal knows nothing: one without a phone, two who share a desk's.
STRANGERS = (
    ("Ветров Пётр", "нет", ""),
    ("Стрижова Нина", "999-99-99", ""),
    ("Чижов Олег", "999-99-99", "chizhov@strangers.test"),
)
OWNERS = ("Партнеры", "Контрагенты", "КонтактныеЛицаПартнеров", "Пользователи", "Организации")


def plant(base: Infobase, company: Dataset) -> None:
    """Write everything that 1C knows of the made-up company at the start, and a node of the exchange plan.

    Args:
        base: a fresh base
        company: clients and items that 1C does not know are left out

    """
    _ours(base, company)
    goods.plant(base, company, CURRENCY)
    for agreement in company.typical_agreements:
        _agreement(base, company, agreement, None)
    for client in company.clients:
        if client.known_to_onec:
            _client(base, company, client)
    for name, phone, email in STRANGERS:
        _stranger(base, name, {"Телефон": phone, "АдресЭлектроннойПочты": email})
    base.add_node("00000000-0000-4000-8000-0000000000ff", "БАЗА", "Эта база")
    base.add_node(NODE, "ШИНА", "Интеграционная шина")
    base.user, base.node = INTEGRATION_USER, NODE


def _ours(base: Infobase, company: Dataset) -> None:
    for owner in OWNERS:
        for kind, name in writing.KINDS.items():
            predefined = writing.PREDEFINED.get((owner, kind), "")
            named = {"Predefined": bool(predefined), "PredefinedDataName": predefined, "Используется": True}
            guid = writing.kind_guid(owner, kind)
            add(base, "Catalog_ВидыКонтактнойИнформации", guid, Description=f"{name} ({owner})", Тип=kind, **named)
    for predefined, name in writing.MORE_ADDRESSES.items():
        named = {"Predefined": True, "PredefinedDataName": predefined, "Используется": True}
        guid = guid_of(f"contact-kind:{predefined}")
        add(base, "Catalog_ВидыКонтактнойИнформации", guid, Description=name, Тип="Адрес", **named)
    add(base, "Catalog_Валюты", CURRENCY, Code="643", Description="RUB", НаименованиеПолное="Российский рубль")
    for code, name, two, three in COUNTRIES:
        codes = {"Code": code, "КодАльфа2": two, "КодАльфа3": three}
        add(base, "Catalog_СтраныМира", country_guid(code), Description=name, НаименованиеПолное=name, **codes)
    for bic, name, through in BANKS:
        add(base, "Catalog_КлассификаторБанков", guid_of(f"bank:{bic}"), Code=bic, Description=name, КоррСчет=through)
    for one in company.organisations:
        add(
            base,
            "Catalog_Организации",
            one.guid,
            Description=one.name,
            НаименованиеПолное=one.full_name,
            НаименованиеСокращенное=one.name,
            ИНН=one.inn,
            КПП=one.kpp,
            ОГРН=one.ogrn,
            Префикс=one.prefix,
            ЮрФизЛицо="ЮрЛицо" if one.kpp else "ИндивидуальныйПредприниматель",
            ВалютаРегламентированногоУчета_Key=CURRENCY,
            СтранаРегистрации_Key=RUSSIA,
        )
    add(base, "Catalog_Пользователи", INTEGRATION_USER, Description="Обмен с порталом", Служебный=True)
    for manager in company.managers:
        add(
            base,
            "Catalog_Пользователи",
            manager.guid,
            Description=manager.full_name,
            Недействителен=manager == company.dismissed_manager,
            ИдентификаторПользователяИБ=guid_of(f"ib-user:{manager.email}"),
            КонтактнаяИнформация=details("Пользователи", {"АдресЭлектроннойПочты": manager.email}),
        )
    for warehouse in company.warehouses:
        add(base, "Catalog_Склады", warehouse.guid, Description=warehouse.name, ТипСклада="ОптовыйСклад")
    chart = "ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения"
    add(base, chart, CARGO, Description="Вид груза (Заказ клиента)", Заголовок="Вид груза")
    add(base, "Catalog_ГруппыДоступаПартнеров", guid_of("access-group:1"), Description="Все партнеры")


def country_guid(code: str) -> str:
    """Return the guid of a country of the seed by its code in the classifier."""
    return RUSSIA if code == "643" else guid_of(f"country:{code}")


def _stranger(base: Infobase, name: str, reach: dict[str, str]) -> None:
    guid, entity = guid_of(f"stranger:{name}"), guid_of(f"stranger:{name}/entity")
    kind, legal = ENTITY_KINDS["person"]
    kinds = {"ЮрФизЛицо": kind, "ЮридическоеФизическоеЛицо": legal, "СтранаРегистрации_Key": RUSSIA}
    more = {"Клиент": True, "ЮрФизЛицо": "ЧастноеЛицо", "КонтактнаяИнформация": details("Партнеры", reach)}
    add(base, "Catalog_Партнеры", guid, Description=name, ГруппаДоступа_Key=guid_of("access-group:1"), **more)
    add(base, "Catalog_Контрагенты", entity, Description=name, Партнер_Key=guid, ГоловнойКонтрагент_Key=entity, **kinds)


def _agreement(base: Infobase, company: Dataset, one: Agreement, client: Client | None) -> None:
    by_contract = one.payment == "by_contract"
    prices = next(kind for kind in company.price_kinds if kind.guid == one.price_kind)
    stages = [
        {"ВариантОплаты": variant, "ПроцентПлатежа": Decimal(share), "Сдвиг": shift, "ВариантОтсчета": "ОтДатыЗаказа"}
        for variant, share, shift in STAGES[one.payment]
    ]
    add(
        base,
        "Catalog_СоглашенияСКлиентами",
        one.guid,
        Description=one.name,
        Номер=one.number,
        Дата=START,
        Партнер_Key=client.guid if client else str(UUID(int=0)),
        Организация_Key=one.organisation or str(UUID(int=0)),
        Типовое=client is None,
        ВидЦен_Key=one.price_kind,
        ВариантРасчетаЦен="ВидЦенВШапке",
        Валюта_Key=CURRENCY,
        ЦенаВключаетНДС=prices.vat_included,
        Склад_Key=company.warehouses[0].guid,
        ФормаОплаты="Безналичная",
        ХозяйственнаяОперация="РеализацияКлиенту",
        ПорядокРасчетов="ПоДоговорамКонтрагентов" if by_contract else base.settlement_order(),
        Статус="Действует",
        Согласован=True,
        ДатаНачалаДействия=START,
        ИспользуютсяДоговорыКонтрагентов=by_contract,
        ПроцентРучнойСкидки=one.discount_limit,
        ОграничиватьРучныеСкидки=one.discount_limit > 0,
        ЭтапыГрафикаОплаты=stages,
    )


def _client(base: Infobase, company: Dataset, client: Client) -> None:
    manager = next((one.guid for one in company.managers if one.email == client.manager), str(UUID(int=0)))
    reach = {"Телефон": client.phone, "АдресЭлектроннойПочты": client.email, "Адрес": client.address}
    add(
        base,
        "Catalog_Партнеры",
        client.guid,
        Description=client.name,
        НаименованиеПолное=client.requisites[0].full_name if client.requisites else client.name,
        Клиент=True,
        ЮрФизЛицо="ЧастноеЛицо" if client.kind == "person" else "Компания",
        ОсновнойМенеджер_Key=manager,
        ГруппаДоступа_Key=guid_of("access-group:1"),
        ДатаРегистрации=START,
        КонтактнаяИнформация=details("Партнеры", reach),
    )
    _legal_entities(base, client)
    for one in client.contacts:
        add(
            base,
            "Catalog_КонтактныеЛицаПартнеров",
            one.guid,
            Owner_Key=client.guid,
            Description=" ".join(filter(None, (one.last_name, one.first_name, one.second_name))),
            ДолжностьПоВизитке=one.post,
            КонтактнаяИнформация=details(
                "КонтактныеЛицаПартнеров", {"Телефон": one.phone, "АдресЭлектроннойПочты": one.email}
            ),
        )
    if client.agreement:
        _agreement(base, company, client.agreement, client)
        if client.agreement.payment == "by_contract":
            _contracts(base, company, client)


def _legal_entities(base: Infobase, client: Client) -> None:
    for one in client.requisites:
        kind, legal = ENTITY_KINDS[one.kind]
        add(
            base,
            "Catalog_Контрагенты",
            one.guid,
            Description=one.name,
            НаименованиеПолное=one.full_name,
            ИНН=one.inn,
            КПП=one.kpp,
            РегистрационныйНомер=one.ogrn,
            Партнер_Key=client.guid,
            ГоловнойКонтрагент_Key=one.guid,
            ЮрФизЛицо=kind,
            ЮридическоеФизическоеЛицо=legal,
            СтранаРегистрации_Key=RUSSIA,
            КонтактнаяИнформация=details("Контрагенты", {"Адрес": client.address}),
        )


def _contracts(base: Infobase, company: Dataset, client: Client) -> None:
    for requisite in client.requisites:
        for organisation in company.organisations:
            name = f"contract:{requisite.guid}/{organisation.guid}"
            add(
                base,
                "Catalog_ДоговорыКонтрагентов",
                guid_of(name),
                Description=f"Договор поставки № {client.number}",
                Номер=str(client.number),
                Дата=START,
                Контрагент_Key=requisite.guid,
                Партнер_Key=client.guid,
                Организация_Key=organisation.guid,
                ВалютаВзаиморасчетов_Key=CURRENCY,
                ПорядокРасчетов="ПоДоговорамКонтрагентов",
                НалогообложениеНДС="ПродажаОблагаетсяНДС",
                НалогообложениеНДСОпределяетсяВДокументе=True,
                ТипДоговора="СПокупателем",
                Статус="Действует",
                ДатаНачалаДействия=START,
            )
