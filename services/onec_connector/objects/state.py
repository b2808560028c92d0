"""`InformationRegister_СостоянияЗаказовКлиентов`: state and figures of an order."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Enumeration

SET: Final = "InformationRegister_СостоянияЗаказовКлиентов"
STATE: Final = BaseObject(SET)
ORDER: Final = STATE.field("Заказ")
NAME: Final = STATE.field("Состояние")
PAID_SUM: Final = STATE.field("СуммаОплаты")
PAID_PERCENT: Final = STATE.field("ПроцентОплаты")
SHIPPED_SUM: Final = STATE.field("СуммаОтгрузки")
SHIPPED_PERCENT: Final = STATE.field("ПроцентОтгрузки")
DEBT: Final = STATE.field("СуммаДолга")

FIGURES: Final = (NAME, PAID_SUM, PAID_PERCENT, SHIPPED_SUM, SHIPPED_PERCENT, DEBT)

VALUES: Final = Enumeration("СостоянияЗаказовКлиентов")
"""None is required: what each means, the rules file says."""

FINAL: Final = frozenset({"ГотовКЗакрытию", "Закрыт"})
