"""Refuses lines of a deal that can be no rows of an order (set, free text, quantity), whatever 1C knows."""

from collections.abc import Sequence

from services.onec_connector.vocabulary.identity import name_of
from services.onec_connector.vocabulary.quantities import is_kept
from services.onec_connector.writer.items.unfound import PICK
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.things import Line


def check_lines(lines: Sequence[Line], free_text_item: str | None) -> None:
    """Refuse lines of a deal that can be no rows of an order, before 1C is asked anything.

    Args:
        lines: of the deal.
        free_text_item: article or name of the service for rows without an item.

    Raises:
        Refusal: something in a line cannot be an order's row.
    """
    if not lines:
        raise OrderRefusal("в сделке нет товаров", "Добавьте товары, {itself}.", reason="rows")
    for line in lines:
        name = name_of(line)
        if line.kind == "set":
            raise OrderRefusal(
                f"«{name}» — комплект, 1С продаёт его частями",
                "Замените комплект его составом, {itself}.",
                reason="rows",
            )
        if (line.kind == "free_text" or line.item is None) and not free_text_item:
            raise OrderRefusal(f"строка «{name}» введена текстом, а не выбрана из каталога", PICK, reason="rows")
        if line.quantity <= 0:
            what = "количество меньше нуля" if line.quantity < 0 else "не указано количество"
            raise OrderRefusal(f"в строке «{name}» {what}", "Укажите верное, {itself}.", reason="quantity")
        if not is_kept(line.quantity):
            raise OrderRefusal(
                f"в строке «{name}» больше трёх знаков после запятой в количестве",
                "1С хранит три: округлите, {itself}.",
                reason="quantity",
            )
        if line.total < 0:
            raise OrderRefusal(f"в строке «{name}» сумма меньше нуля", "Исправьте цену, {itself}.", reason="rows")
