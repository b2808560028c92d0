"""Customers: partners, their legal entities and their people."""

from __future__ import annotations

from sandbox.base.objects.contact_details import details
from sandbox.base.schema import catalog, part

EXTRA_ATTRIBUTES = """
Свойство ref
Значение any
ТекстоваяСтрока str
"""
PARTNER = catalog(
    "Партнеры",
    """
    НаименованиеПолное str 250
    Клиент bool
    Поставщик bool
    Конкурент bool
    ПрочиеОтношения bool
    ЮрФизЛицо enum КомпанияЧастноеЛицо
    ОсновнойМенеджер ref Catalog_Пользователи
    ГруппаДоступа ref Catalog_ГруппыДоступаПартнеров
    БизнесРегион ref
    ДатаРегистрации date
    Пол str 10
    ДатаРождения date
    ОбслуживаетсяТорговымиПредставителями bool
    Комментарий str
    """,
    details(),
    part("ДополнительныеРеквизиты", EXTRA_ATTRIBUTES),
    standard="Code str 11\nParent ref Catalog_Партнеры",
)
LEGAL_ENTITY = catalog(
    "Контрагенты",
    """
    НаименованиеПолное str 250
    ОбособленноеПодразделение bool
    ЮридическоеФизическоеЛицо enum ЮридическоеФизическоеЛицо
    СтранаРегистрации ref
    ГоловнойКонтрагент ref Catalog_Контрагенты
    ИНН str 12
    КПП str 9
    ДополнительнаяИнформация str
    Партнер ref Catalog_Партнеры
    ЮрФизЛицо enum ЮрФизЛицо
    НДСПоСтавкам4и2 bool
    КодПоОКПО str 10
    РегистрационныйНомер str 100
    НалоговыйНомер str 100
    НаименованиеМеждународное str 250
    """,
    details("ДействуетС date"),
    part("ДополнительныеРеквизиты", EXTRA_ATTRIBUTES),
    part("ИсторияКПП", "Период date\nКПП str 9"),
    part("ИсторияНаименований", "Период date\nНаименованиеПолное str 250"),
    standard="",
)
PERSON = catalog(
    "КонтактныеЛицаПартнеров",
    """
    ДолжностьПоВизитке str 150
    Автор ref Catalog_Пользователи
    ДатаРегистрацииСвязи date
    Комментарий str
    Пол str 10
    ДатаРождения date
    """,
    details(),
    part("РолиКонтактногоЛица", "РольКонтактногоЛица ref"),
    part("ДополнительныеРеквизиты", EXTRA_ATTRIBUTES),
    standard="Owner ref Catalog_Партнеры",
)
ACCESS_GROUP = catalog("ГруппыДоступаПартнеров", "Описание str", standard="")
