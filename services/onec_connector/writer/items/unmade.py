"""Refusals to make an item of 1C from a product of the portal, and what is left out of one, in Russian."""

from collections.abc import Sequence

from services.onec_connector.base.objections import Objection
from services.onec_connector.vocabulary.new_items import NewItem
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.doubts import Doubts, new_item_in_doubt
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.ring.told import Told

_ADMINISTRATOR = "Покажите это администратору; после исправления {itself}."


def _refusal(item: NewItem, cause: str, remedy: str, doubts: Doubts = ()) -> OrderRefusal:
    cause = f"товара «{item.name}» нет в 1С, и завести его нельзя: {cause}"
    return OrderRefusal(cause, remedy, reason="item", doubts=doubts)


def several(item: NewItem, known: Sequence[KnownItem]) -> OrderRefusal:
    """Return the refusal of a portal's product whose article or barcode several items have: a person must choose."""
    cause = "там его артикул или штрихкод у нескольких товаров"
    remedy = "Исправьте их в карточке товара или попросите администратора обмена выбрать из них; после этого {itself}."
    return _refusal(item, cause, remedy, new_item_in_doubt(item, known))


def namesake(item: NewItem, known: Sequence[KnownItem]) -> OrderRefusal:
    """Return the refusal of a portal's product with the name of items of another article or unit."""
    article = f" с артикулом «{known[0].article}»" if known[0].article else ""
    remedy = "Выберите его или переименуйте новый товар, {itself}."
    cause = f"там уже есть товар с этим наименованием{article}"
    return _refusal(item, cause, remedy, new_item_in_doubt(item, known))


def ruled_out(item: NewItem) -> OrderRefusal:
    """Return the refusal of a portal's product whose code or name an item has that a person has ruled out."""
    why = "в портале это копия карточки того товара" if item.copied else "решено, что это другой товар"
    cause = f"там есть товар с его артикулом, штрихкодом или наименованием, и {why}"
    return _refusal(item, cause, "Исправьте их в карточке товара, {itself}.")


def pack(item: NewItem) -> OrderRefusal:
    """Return the refusal of a portal's product whose barcode is a pack's: one of it is several of an item."""
    cause = f"штрихкод {item.barcode} там у упаковки другого товара"
    return _refusal(item, cause, "Продавайте тот товар в его единицах или уберите штрихкод из карточки, {itself}.")


def marked(item: NewItem) -> OrderRefusal:
    """Return the refusal of a portal's product whose item 1C has marked for deletion."""
    cause = "там есть такой товар с пометкой на удаление"
    return _refusal(item, cause, "Выберите другой товар или попросите снять пометку; после этого {itself}.")


def no_kind(item: NewItem) -> OrderRefusal:
    """Return the refusal of a portal's product, as the rules name a kind of item that 1C lacks or has twice."""
    return _refusal(item, "вид номенклатуры из правил обмена не найден", _ADMINISTRATOR)


def other_kind(item: NewItem, kind: str) -> OrderRefusal:
    """Return the refusal of a product whose kind of item does not fit: goods or services, or with characteristics."""
    what = "услуга" if item.kind == "service" else "товар без характеристик"
    cause = f"это {what}, а вид номенклатуры «{kind}» из правил обмена для другого"
    return _refusal(item, cause, "Попросите завести его в 1С; после этого {itself}.")


def no_unit(item: NewItem) -> OrderRefusal:
    """Return the refusal of a portal's product, as 1C has no unit with its code."""
    cause = f"в 1С нет единицы измерения с кодом ОКЕИ {item.unit}"
    return _refusal(item, cause, "Исправьте единицу в карточке товара, {itself}.")


def objected(item: NewItem, objection: Objection) -> OrderRefusal:
    """Return the refusal of a portal's product whose new item 1C's own checks object to."""
    return _refusal(
        item, str(objection), "Исправьте карточку товара или покажите это администратору; после этого {itself}."
    )


def no_barcode(item: NewItem, why: str) -> Told:
    """Say that the new item of 1C has no barcode; it is sold without one."""
    text = f"Штрихкод {item.barcode} нового товара «{item.name}» в 1С не записан: {why}. Проверьте его в карточке в 1С."
    return Told(topic="order", text=text)
