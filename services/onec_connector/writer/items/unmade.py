"""Refusals to make an item of 1C from a product of the portal, in Russian."""

from collections.abc import Sequence

from services.onec_connector.base.objections import Objection
from services.onec_connector.vocabulary.new_items import NewItem
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.doubts import Doubts, new_item_in_doubt
from services.onec_connector.writer.refusal import OrderRefusal

_ADMINISTRATOR = "Покажите это администратору; после исправления {itself}."


def _refusal(item: NewItem, cause: str, remedy: str, doubts: Doubts = ()) -> OrderRefusal:
    cause = f"товара «{item.name}» нет в 1С, и завести его нельзя: {cause}"
    return OrderRefusal(cause, remedy, reason="item", doubts=doubts)


def several(item: NewItem, known: Sequence[KnownItem]) -> OrderRefusal:
    """Say that several items have the product's article or barcode; a person must choose."""
    cause = "там его артикул или штрихкод у нескольких товаров"
    remedy = "Исправьте их в карточке товара или попросите администратора обмена выбрать из них; после этого {itself}."
    return _refusal(item, cause, remedy, new_item_in_doubt(item, known))


def namesake(item: NewItem, known: Sequence[KnownItem]) -> OrderRefusal:
    """Say that items of another article or unit have the product's name."""
    article = f" с артикулом «{known[0].article}»" if known[0].article else ""
    remedy = "Выберите его или переименуйте новый товар, {itself}."
    cause = f"там уже есть товар с этим наименованием{article}"
    return _refusal(item, cause, remedy, new_item_in_doubt(item, known))


def ruled_out(item: NewItem) -> OrderRefusal:
    """Say that an item has the product's code or name, and a person has said that it is another one."""
    cause = "там есть товар с его артикулом, штрихкодом или наименованием, и решено, что это другой товар"
    return _refusal(item, cause, "Исправьте их в карточке товара, {itself}.")


def pack(item: NewItem) -> OrderRefusal:
    """Say that the barcode is a pack's: one of the product is several of an item."""
    cause = f"штрихкод {item.barcode} там у упаковки другого товара"
    return _refusal(item, cause, "Продавайте тот товар в его единицах или уберите штрихкод из карточки, {itself}.")


def marked(item: NewItem) -> OrderRefusal:
    """Say that the product's item is there, but marked for deletion."""
    cause = "там есть такой товар с пометкой на удаление"
    return _refusal(item, cause, "Выберите другой товар или попросите снять пометку; после этого {itself}.")


def no_kind(item: NewItem) -> OrderRefusal:
    """Say that the rules name a kind of item that the base does not have, or has twice."""
    return _refusal(item, "вид номенклатуры из правил обмена не найден", _ADMINISTRATOR)


def other_kind(item: NewItem, kind: str) -> OrderRefusal:
    """Say that the kind of item does not fit: goods or services, or sold in characteristics."""
    what = "услуга" if item.kind == "service" else "товар без характеристик"
    cause = f"это {what}, а вид номенклатуры «{kind}» из правил обмена для другого"
    return _refusal(item, cause, "Попросите завести его в 1С; после этого {itself}.")


def no_unit(item: NewItem) -> OrderRefusal:
    """Say that 1C has no unit with the product's code."""
    cause = f"в 1С нет единицы измерения с кодом ОКЕИ {item.unit}"
    return _refusal(item, cause, "Исправьте единицу в карточке товара, {itself}.")


def objected(item: NewItem, objection: Objection) -> OrderRefusal:
    """Say why 1C refused to save a new item."""
    return _refusal(
        item, str(objection), "Исправьте карточку товара или покажите это администратору; после этого {itself}."
    )
