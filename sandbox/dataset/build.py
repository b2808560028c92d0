"""Builds the whole made-up company: managers, organisations, warehouses, price kinds, items and clients."""

from __future__ import annotations

from decimal import Decimal

from sandbox.dataset.catalogue import PRICE_KINDS, make_item
from sandbox.dataset.clients import ClientMaker
from sandbox.dataset.identity import company_inn, company_ogrn, guid_of, kpp, person_inn, sole_trader_ogrn
from sandbox.dataset.model import Agreement, Dataset, Manager, Organisation, Payment, Warehouse

ITEMS_UNKNOWN_TO_ONEC = 5

_MANAGERS = (
    ("Иван", "Сидоров", "sidorov"),
    ("Анна", "Кузнецова", "kuznetsova"),
    ("Пётр", "Белов", "belov"),
    ("Мария", "Орлова", "orlova"),
    ("Алексей", "Щукин", "shchukin"),
    ("Ольга", "Уварова", "uvarova"),
)
_TYPICAL_AGREEMENTS: tuple[tuple[str, int, str, Payment], ...] = (
    ("Розница, предоплата", 1, "0", "prepaid"),
    ("Опт, отсрочка 14 дней", 2, "3", "deferred"),
    ("Дилеры, аванс и отсрочка", 3, "0", "mixed"),
)


def build_dataset(seed: int = 1, companies: int = 60, items: int = 300) -> Dataset:
    """Make up the whole company that both simulators start from.

    The same arguments give the same company in any process; a bigger one begins with the smaller one, but
    for the items which 1C does not know. Kinds, VAT rates and what 1C knows follow from the numbers, so a
    test may rely on them; names and prices follow from the seed.

    Args:
        seed: another seed, another company with the same guids
        companies: number of clients of all kinds, private persons included
        items: number of items; the last five exist in the portal only

    """
    managers = _managers()
    client_maker = ClientMaker(seed, [manager.email for manager in managers[:-1]])
    return Dataset(
        organisations=_organisations(),
        managers=managers,
        clients=tuple(client_maker.make(number) for number in range(1, companies + 1)),
        items=tuple(
            make_item(seed, number, known_to_onec=number <= items - ITEMS_UNKNOWN_TO_ONEC)
            for number in range(1, items + 1)
        ),
        price_kinds=PRICE_KINDS,
        warehouses=(
            Warehouse(guid_of("warehouse:1"), "Основной склад"),
            Warehouse(guid_of("warehouse:2"), "Склад на Окружной"),
        ),
        typical_agreements=_typical_agreements(),
    )


def _managers() -> tuple[Manager, ...]:
    return tuple(
        Manager(guid_of(f"manager:{number}"), first_name, last_name, f"{login}@td.example")
        for number, (first_name, last_name, login) in enumerate(_MANAGERS, start=1)
    )


def _organisations() -> tuple[Organisation, ...]:
    return (
        _company(1, "Торговый дом", "7701", "ТД"),
        _company(2, "Северный склад", "7802", "СС"),
        Organisation(
            guid=guid_of("organisation:3"),
            name="ИП Ковалёв А. Н.",
            full_name="Индивидуальный предприниматель Ковалёв Андрей Николаевич",
            inn=person_inn("5024", 310_003),
            kpp="",
            ogrn=sole_trader_ogrn("50", 310_003),
            prefix="ИК",
        ),
    )


def _company(number: int, title: str, office: str, prefix: str) -> Organisation:
    serial = 31_000 + number
    return Organisation(
        guid=guid_of(f"organisation:{number}"),
        name=f"ООО «{title}»",
        full_name=f"Общество с ограниченной ответственностью «{title}»",
        inn=company_inn(office, serial),
        kpp=kpp(office),
        ogrn=company_ogrn(office[:2], serial),
        prefix=prefix,
    )


def _typical_agreements() -> tuple[Agreement, ...]:
    return tuple(
        Agreement(
            guid=guid_of(f"agreement:{number}"),
            number=f"Т-{number}",
            name=name,
            price_kind=PRICE_KINDS[price_kind - 1].guid,
            discount_limit=Decimal(discount),
            payment=payment,
            organisation=None,
        )
        for number, (name, price_kind, discount, payment) in enumerate(_TYPICAL_AGREEMENTS, start=1)
    )
