"""`InformationRegister_СостоянияЗаказовКлиентов`: one row an order, written by the base alone."""

from __future__ import annotations

from sandbox.base.schema import register

SET = "InformationRegister_СостоянияЗаказовКлиентов"
ORDER_STATE = register(
    "СостоянияЗаказовКлиентов",
    "Заказ any Document_ЗаказКлиента|Document_ЗаявкаНаВозвратТоваровОтКлиента",
    """
    Состояние enum СостоянияЗаказовКлиентов
    ДатаСобытия date
    СуммаОплаты num
    ПроцентОплаты int16
    СуммаОтгрузки num
    ПроцентОтгрузки int16
    СуммаДолга num
    ПроцентДолга int16
    ЕстьРасхожденияОрдерНакладная bool
    """,
)
