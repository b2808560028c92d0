"""Says in Russian what became of a product's edit in 1C: refused, contested, kept otherwise, too long."""

from services.onec_connector.base.objections import Objection
from services.onec_connector.objects import item_kind
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.shortened import shortened
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.told import Told


def _refusal(product: Product, cause: str, remedy: str) -> OrderRefusal:
    return OrderRefusal(f"Изменения товара «{product.name}» в 1С не записаны: {cause}", remedy, reason="item")


def objected(product: Product, objection: Objection) -> OrderRefusal:
    """Return the refusal of a product's edit that 1C's own checks object to."""
    remedy = "Исправьте карточку товара или покажите это администратору; после этого сохраните товар ещё раз."
    return _refusal(product, str(objection), remedy)


def no_unit(product: Product) -> OrderRefusal:
    """Return the refusal of a product's edit, as 1C has no unit with its code."""
    cause = f"в 1С нет единицы измерения с кодом ОКЕИ {product.unit}"
    return _refusal(product, cause, "Выберите другую единицу в карточке товара.")


def conflict(wanted: Product, here: Product, group: ProductGroup) -> Told:
    """Say that both sides edited an item: the portal's value stands, and which one was lost."""
    what, stands, was = "Название", wanted.name, here.name
    if group is ProductGroup.UNIT:
        what, stands, was = "Единицу", f"код ОКЕИ {wanted.unit}", f"код ОКЕИ {here.unit}"
    text = (
        f"{what} товара «{wanted.name}» одновременно изменили в Битрикс24 и в 1С. Оставлено значение Битрикс24: "
        f"{stands}; в 1С было: {was}. Если верно второе, введите его ещё раз."
    )
    return Told(topic="conflict", text=text)


def kept_otherwise(wanted: Product, after: Product, group: ProductGroup) -> Told:
    """Say that 1C made something else of an item's edit, a name by its template, which stands on both sides."""
    what, stands = "название", after.name
    if group is ProductGroup.UNIT:
        what, stands = "единицу", f"код ОКЕИ {after.unit}"
    text = (
        f"1С сама заполняет {what} товара «{wanted.name}» и записала: {stands}. Так товар и будет называться в портале."
        if group is ProductGroup.NAME
        else f"1С сама заполняет {what} товара «{wanted.name}» и записала: {stands}. Она и останется в портале."
    )
    return Told(topic="order", text=text)


def too_long(name: str, article: str = "") -> list[Told]:
    """Say that 1C has no room for the name of an item, or for the article of a new one."""
    said = [("название товара", name, item_kind.NAME_LENGTH), ("артикул", article, item_kind.ARTICLE_LENGTH)]
    return shortened(said)


def overwritten(product: Product) -> Told:
    """Say that somebody saved an item in 1C in the instant of our write."""
    text = f"Товар «{product.name}» сохранили в 1С одновременно с правкой в Битрикс24. Сверьте карточку в 1С с товаром."
    return Told(topic="conflict", text=text)


def stopped(product: Product) -> Told:
    """Say that the two sides kept overwriting a field group of an item."""
    text = (
        f"Товар «{product.name}» Битрикс24 и 1С всё время переписывают друг за другом, перенос остановлен. "
        "Покажите это администратору обмена."
    )
    return Told(topic="conflict", text=text)
