"""The made-up company's items and price lists: a seller of fasteners, tools and building supplies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from sandbox.dataset.identity import barcode, guid_of
from sandbox.dataset.model import Characteristic, Item, Pack, PriceKind, Unit

PRICE_KINDS = (
    PriceKind(guid_of("price-kind:1"), "Розничная", Decimal(1), vat_included=True),
    PriceKind(guid_of("price-kind:2"), "Оптовая", Decimal("0.90"), vat_included=True),
    PriceKind(guid_of("price-kind:3"), "Дилерская", Decimal("0.82"), vat_included=False),
)

_PIECE = Unit("796", "шт")
_KILOGRAM = Unit("166", "кг")
_METRE = Unit("006", "м")
_SQUARE_METRE = Unit("055", "м2")
_LITRE = Unit("112", "л")
_HOUR = Unit("356", "ч")


@dataclass(frozen=True)
class _Product:
    name: str
    sizes: tuple[str, ...]
    unit: Unit
    price_from: int
    price_to: int


_GOODS = (
    _Product("Болт", ("М6×30", "М8×40", "М10×60", "М12×80"), _PIECE, 5, 60),
    _Product("Гайка", ("М6", "М8", "М10", "М12"), _PIECE, 2, 20),
    _Product("Саморез", ("3,5×25", "3,5×45", "4,2×75"), _PIECE, 1, 9),
    _Product("Гвозди строительные", ("2,5×60", "3×80", "4×120"), _KILOGRAM, 110, 260),
    _Product("Кабель ВВГнг", ("3×1,5", "3×2,5", "5×6"), _METRE, 60, 540),
    _Product("Труба профильная", ("20×20", "40×20", "60×40"), _METRE, 140, 620),
    _Product("Краска фасадная", ("белая", "серая", "бежевая"), _LITRE, 240, 790),
    _Product("Плитка керамическая", ("200×300", "300×600", "600×600"), _SQUARE_METRE, 690, 2900),
    _Product("Дрель ударная", ("650 Вт", "850 Вт", "1100 Вт"), _PIECE, 3200, 12900),
    _Product("Перчатки рабочие", ("лёгкие", "усиленные", "зимние"), _PIECE, 45, 380),
    _Product("Светильник", ("12 Вт", "24 Вт", "36 Вт"), _PIECE, 590, 4300),
)
_SERVICES = (
    _Product("Доставка", ("по городу", "по области", "до терминала"), _PIECE, 900, 6500),
    _Product("Монтаж", ("светильников", "кабеля", "плитки"), _HOUR, 700, 2400),
    _Product("Резка", ("трубы", "кабеля", "плитки"), _PIECE, 50, 400),
)
_FINISHES = ("стандарт", "цинк", "премиум", "экспорт", "эконом")
_VARIANTS = (
    ("красный", "синий", "чёрный"),
    ("размер S", "размер M", "размер L"),
    ("левый", "правый"),
)


def make_item(seed: int, number: int, *, known_to_onec: bool) -> Item:
    """Make up the company's item with this number (from 1); every seventh is a service.

    Variants and packages are notions of 1C's catalogue, so an item it does not know has none.
    """
    is_service = number % 7 == 0
    random = Random(f"{seed}:item:{number}")
    product = _pick(_SERVICES if is_service else _GOODS, number)
    guid = guid_of(f"item:{number}")
    return Item(
        number=number,
        guid=guid,
        code=f"ТД-{number:08d}",
        name=_item_name(product, number),
        article=f"AB-{number:05d}",
        barcode="" if is_service else barcode(number),
        kind="service" if is_service else "goods",
        unit=product.unit,
        vat_rate=_vat_rate(number),
        price=Decimal(random.randint(product.price_from * 100, product.price_to * 100)).scaleb(-2),
        characteristics=() if is_service or not known_to_onec else _characteristics(number),
        packs=() if is_service or not known_to_onec else _packs(number, product.unit),
        known_to_onec=known_to_onec,
    )


def price_in(item: Item, price_kind: PriceKind) -> Decimal:
    """Return the price of a made-up item in a price list, to the kopeck; without VAT where the list is so."""
    price = item.price * price_kind.factor
    if not price_kind.vat_included and item.vat_rate:
        price = price * 100 / (100 + item.vat_rate)
    return price.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _pick(products: tuple[_Product, ...], number: int) -> _Product:
    return products[number % len(products)]


def _item_name(product: _Product, number: int) -> str:
    size = product.sizes[number // 11 % len(product.sizes)]
    finish = _FINISHES[number // 37 % len(_FINISHES)]
    # The number keeps names apart however large the catalogue is: people find items by name.
    return f"{product.name} {size} {finish} {number}"


def _vat_rate(number: int) -> Decimal | None:
    """Return the VAT rate of a made-up item by its number: the first 40 have every rate; 22 % is the main one."""
    special = {0: None, 10: Decimal(10), 20: None, 30: Decimal(10), 5: Decimal(0), 25: Decimal(5)}
    return special.get(number % 40, Decimal(22))


def _characteristics(number: int) -> tuple[Characteristic, ...]:
    if number % 6 != 1:
        return ()
    variants = _VARIANTS[number // 6 % len(_VARIANTS)]
    return tuple(
        Characteristic(guid_of(f"item:{number}/characteristic:{index}"), name)
        for index, name in enumerate(variants, start=1)
    )


def _packs(number: int, unit: Unit) -> tuple[Pack, ...]:
    if number % 5 != 3 or unit != _PIECE:
        return ()
    ratio = (12, 10, 24)[number // 5 % 3]
    return (Pack(guid_of(f"item:{number}/pack:1"), f"упак ({ratio} шт)", ratio),)
