"""Our side: organisations, users, warehouses, currencies."""

from __future__ import annotations

from sandbox.base.objects.contact_details import details
from sandbox.base.schema import catalog

ORGANISATION = catalog(
    "Организации",
    """
    НаименованиеПолное str 250
    НаименованиеСокращенное str 250
    ИНН str 12
    КПП str 9
    ОГРН str 15
    Префикс str 2
    ЮрФизЛицо enum ЮрФизЛицо
    ВалютаРегламентированногоУчета ref Catalog_Валюты
    СтранаРегистрации ref Catalog_СтраныМира
    """,
    details("ДействуетС date"),
    standard="",
)
USER = catalog(
    "Пользователи",
    """
    Недействителен bool
    Служебный bool
    Подразделение ref
    ФизическоеЛицо ref
    Комментарий str
    ИдентификаторПользователяИБ guid
    """,
    details(),
    standard="",
)
WAREHOUSE = catalog(
    "Склады",
    """
    ТипСклада str 30
    УчетныйВидЦены ref Catalog_ВидыЦен
    ИспользоватьОрдернуюСхемуПриОтгрузке bool
    ВыборГруппы str 30
    """,
    details(),
    standard="Parent ref Catalog_Склады\nIsFolder bool",
)
CURRENCY = catalog("Валюты", "НаименованиеПолное str 50", standard="Code str 3")
