"""Refusals to carry an item of 1C into the portal's catalogue, until a person has changed something."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.b24_connector.writer.doubts import product_in_doubt
from shared.bus.errors import Permanent
from shared.messages.product import Product, Section
from shared.messages.ring.doubts import Doubt

FORESEEN = " item"
"""In a product that a trial foresees: what its item is called; no field of the portal is called so."""
_NAMED = 5
_CHOOSE = " или решите в dealbus match"
_KEYS = {"внешний код": "mark", "артикул": "article", "штрихкод": "barcode"}


class ProductRefusal(Permanent):
    """The item is not carried into the catalogue; its dead letter, replayed, reads it anew.

    Args:
        product: which item.
        cause: a clause that goes on after «Товар «Болт» не перенесён: », without a full stop.
        remedy: a whole sentence saying what to do.
        doubt: what a person may decide instead.
    """

    def __init__(self, product: Product, cause: str, remedy: str, doubt: Doubt | None = None) -> None:
        what = "Услуга" if product.kind == "service" else "Товар"
        done = "не перенесена" if product.kind == "service" else "не перенесён"
        super().__init__(f"{what} {_called(product)} {done}: {cause}. {remedy}", reason="product")
        self.doubts = (doubt,) if doubt else ()


def _called(product: Product) -> str:
    """Name an item in a sentence; one without a name by what people find it by in 1C."""
    if product.name.strip():
        return f"«{product.name}»"
    codes = (("артикулом", product.article), ("штрихкодом", product.barcode), ("внешним кодом", product.external_code))
    word, code = next((one for one in codes if one[1]), codes[-1])
    return f"{'со' if word == 'штрихкодом' else 'с'} {word} «{code}»"


def nameless(product: Product) -> ProductRefusal:
    """Return the refusal of a new item without a name: the portal keeps no such product."""
    remedy = "Заполните его в карточке номенклатуры 1С и повторите сообщение."
    return ProductRefusal(product, "у номенклатуры в 1С нет наименования", remedy)


def nameless_section(section: Section) -> Permanent:
    """Return the refusal of a new group of items without a name: the portal keeps no such section."""
    cause = f"у группы номенклатуры {section.external_code} в 1С нет наименования"
    return Permanent(f"Раздел не перенесён: {cause}. Заполните его в 1С и повторите сообщение.", reason="product")


def several(product: Product, what: str, code: str, rows: Sequence[Mapping[str, Any]]) -> ProductRefusal:
    """Return the refusal of an item whose key several products have."""
    ids = ", ".join(str(row["id"]) for row in rows[:_NAMED])
    remedy = f"Оставьте его одному товару портала{_CHOOSE}."
    doubt = product_in_doubt(product, _KEYS[what], rows)
    return ProductRefusal(product, f"{what} «{code}» в портале у нескольких товаров: {ids}", remedy, doubt)


def another_item(
    product: Product, what: str, code: str, row: Mapping[str, Any], *, paired: bool = False
) -> ProductRefusal:
    """Return the refusal of an item whose code only a product of another item has, or will have by then.

    Args:
        product: the item.
        what: which code.
        code: its value.
        row: the other item's product.
        paired: the bus keeps that product up to date: taking its outer key away would not set it free.
    """
    if FORESEEN in row:
        there = f"«{row[FORESEEN]}», которая переносится раньше"
        remedy = "Исправьте код у одной из них в 1С."
        return ProductRefusal(product, f"{what} «{code}» и у номенклатуры {there}", remedy)
    cause = f"{what} «{code}» в портале у товара {row['id']} «{row.get('name') or ''}» другой номенклатуры"
    mend = "код у одной из них в 1С" if paired else "код в 1С или внешний код этого товара в портале"
    return ProductRefusal(product, cause, f"Исправьте {mend}{_CHOOSE}.", product_in_doubt(product, _KEYS[what], [row]))


def other_kind(product: Product, row: Mapping[str, Any], keys: Sequence[str]) -> ProductRefusal:
    """Return the refusal of an item whose product is a parent of variations, or a service in place of goods.

    Args:
        product: the item.
        row: its product.
        keys: what they have in common, in Russian; nothing where a person has said that they are one.
    """
    cause = f"в портале товар {row['id']} другого вида: вариации, комплект или услуга вместо товара"
    common = " и ".join(filter(None, (", ".join(keys[:-1]), *keys[-1:])))
    mend = f"Очистите {common} этого товара в портале и повторите сообщение" if keys else "Разделите их в dealbus match"
    return ProductRefusal(product, cause, f"{mend} или поправьте вид в 1С.")


def no_unit(product: Product) -> ProductRefusal:
    """Return the refusal of an item whose unit the portal does not know."""
    cause = f"в портале нет единицы измерения с кодом ОКЕИ {product.unit}"
    return ProductRefusal(product, cause, "Добавьте её в настройках CRM портала.")


def unnamed_unit(product: Product) -> ProductRefusal:
    """Return the refusal of a new item whose unit has no OKEI code: the portal would sell it in pieces."""
    cause = "у его единицы измерения в 1С нет кода ОКЕИ"
    return ProductRefusal(product, cause, "Заполните код в 1С и повторите сообщение.")


def no_rate(product: Product, percent: Decimal | None) -> ProductRefusal:
    """Return the refusal of an item whose VAT rate the portal does not know, or nobody may choose."""
    rate = "«Без НДС»" if percent is None else f"{percent.normalize():f} %"
    return ProductRefusal(
        product, f"в портале нет действующей ставки НДС {rate}", "Добавьте её в настройках CRM портала."
    )


def no_catalogue(product: Product) -> ProductRefusal:
    """Return the refusal of an item, as the portal has no catalogue of products."""
    return ProductRefusal(product, "в портале нет товарного каталога", "Создайте в портале первый товар.")


def not_taken(product: Product, words: str) -> ProductRefusal:
    """Return the refusal of an item that the portal rejects."""
    remedy = "Устраните причину и повторите сообщение."
    return ProductRefusal(product, f"Битрикс24 отказал: {words.rstrip('.')}", remedy)
