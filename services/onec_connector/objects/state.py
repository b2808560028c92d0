"""`InformationRegister_СостоянияЗаказовКлиентов`: state and figures of an order."""

from typing import Final

SET: Final = "InformationRegister_СостоянияЗаказовКлиентов"
ORDER: Final = "Заказ"
NAME: Final = "Состояние"
PAID_SUM: Final = "СуммаОплаты"
PAID_PERCENT: Final = "ПроцентОплаты"
SHIPPED_SUM: Final = "СуммаОтгрузки"
SHIPPED_PERCENT: Final = "ПроцентОтгрузки"
DEBT: Final = "СуммаДолга"

FIGURES: Final = (NAME, PAID_SUM, PAID_PERCENT, SHIPPED_SUM, SHIPPED_PERCENT, DEBT)

FINAL: Final = frozenset({"ГотовКЗакрытию", "Закрыт"})
