"""Terms of sale: agreements, contracts, payment schedules."""

from __future__ import annotations

from sandbox.base.schema import catalog, part

STAGES = """
ВариантОплаты enum ВариантыОплаты
ПроцентПлатежа num
Сдвиг int64
ВариантОтсчета enum ВариантыОтсчета
"""
AGREEMENT = catalog(
    "СоглашенияСКлиентами",
    """
    Номер str 20
    Дата date
    Партнер ref Catalog_Партнеры
    Контрагент ref Catalog_Контрагенты
    Организация ref Catalog_Организации
    Типовое bool
    ВидЦен ref Catalog_ВидыЦен
    Валюта ref Catalog_Валюты
    ЦенаВключаетНДС bool
    ГрафикОплаты ref Catalog_ГрафикиОплаты
    Склад ref Catalog_Склады
    ФормаОплаты enum ФормыОплаты
    НалогообложениеНДС enum ТипыНалогообложенияНДС
    ХозяйственнаяОперация str 60
    ПорядокРасчетов enum ПорядокРасчетов
    Статус enum СтатусыСоглашенийСКлиентами
    Согласован bool
    ДатаНачалаДействия date
    ДатаОкончанияДействия date
    ИспользуютсяДоговорыКонтрагентов bool
    ДоступноВнешнимПользователям bool
    ПроцентРучнойСкидки num
    ПроцентРучнойНаценки num
    ОграничиватьРучныеСкидки bool
    Менеджер ref Catalog_Пользователи
    """,
    part("Товары", "Номенклатура ref Catalog_Номенклатура\nВидЦены ref Catalog_ВидыЦен\nЦена num\nСрокПоставки int64"),
    part("ЦеновыеГруппы", "ЦеноваяГруппа ref\nВидЦен ref Catalog_ВидыЦен\nПроцентРучнойСкидки num"),
    part("ЭтапыГрафикаОплаты", STAGES),
    standard="",
)
CONTRACT = catalog(
    "ДоговорыКонтрагентов",
    """
    Номер str 128
    Дата date
    НаименованиеДляПечати str 250
    Контрагент ref Catalog_Контрагенты
    Партнер ref Catalog_Партнеры
    Организация ref Catalog_Организации
    ВалютаВзаиморасчетов ref Catalog_Валюты
    ПорядокРасчетов enum ПорядокРасчетов
    ТипДоговора str 50
    Статус enum СтатусыДоговоровКонтрагентов
    ДатаНачалаДействия date
    ДатаОкончанияДействия date
    Менеджер ref Catalog_Пользователи
    """,
    standard="Code str 11",
)
SCHEDULE = catalog("ГрафикиОплаты", "ФормаОплаты enum ФормыОплаты", part("Этапы", STAGES), standard="")
