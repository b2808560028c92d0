"""Constants of 1C that change how an order must be written."""

from typing import Final

VALUE: Final = "Value"
EXTENDED_ORDERS: Final = "Constant_ИспользоватьРасширенныеВозможностиЗаказаКлиента"
APPROVAL: Final = "Constant_ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS: Final = "Constant_ИспользоватьСоглашенияСКлиентами"
AUTO_DISCOUNTS: Final = "Constant_ИспользоватьАвтоматическиеСкидкиВПродажах"
CLOSE_PAID_ONLY: Final = "Constant_НеЗакрыватьЗаказыКлиентовБезПолнойОплаты"
CLOSE_SHIPPED_ONLY: Final = "Constant_НеЗакрыватьЗаказыКлиентовБезПолнойОтгрузки"
