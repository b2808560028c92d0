"""`InformationRegister_СостоянияЗаказовКлиентов`: state and figures of an order."""

from typing import Final

SET: Final = "InformationRegister_СостоянияЗаказовКлиентов"
ORDER: Final = "Заказ"
ORDER_DOCUMENT: Final = "Document_ЗаказКлиента"
NAME: Final = "Состояние"
PAID_SUM: Final = "СуммаОплаты"
PAID_PERCENT: Final = "ПроцентОплаты"
SHIPPED_SUM: Final = "СуммаОтгрузки"
SHIPPED_PERCENT: Final = "ПроцентОтгрузки"
DEBT: Final = "СуммаДолга"

FIGURES: Final = (NAME, PAID_SUM, PAID_PERCENT, SHIPPED_SUM, SHIPPED_PERCENT, DEBT)

# Just after a shipment these may show 0/0 until 1C has recalculated (docs/spec/requirements.md, line 3 of the table).
MAYBE_PROVISIONAL: Final = frozenset({"ГотовКЗакрытию", "Закрыт", "ОжидаетсяОплатаПослеОтгрузки"})
FINAL: Final = frozenset({"ГотовКЗакрытию", "Закрыт"})
