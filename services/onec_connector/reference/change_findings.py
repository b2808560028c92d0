"""`check`: how edits of 1C's directories are found, by the register of versions or by passes over catalogs."""

from collections.abc import Collection, Mapping

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.base.query import Query
from services.onec_connector.objects import bank_account, contact_person, item, legal_entity, partner, price, versions
from services.onec_connector.objects.declared import Function
from shared.process.findings import Finding
from shared.rules import Rules
from shared.rules.directory import DirectoryRules

_LOOKED_AT = 2000
_COST = (
    "Один проход раз в 5 минут при 20 000 товаров и 10 000 партнёров читает около 5 ГБ в сутки (48 000 запросов), "
    "с версиями объектов 2,7 ГБ (24 000)"
)
_WITHOUT = "Правки справочников 1С доходят до портала за 5 минут, а не за одну: {why}. {cost}"
_UNPUBLISHED = (
    "не опубликованы регистры «Версии объектов» и «Настройки версионирования объектов» или константа "
    "«Использовать версионирование объектов»"
)
_NO_RIGHT = "пользователю обмена не разрешено чтение регистров «Версии объектов» и «Настройки версионирования объектов»"
_OFF = "в 1С выключена «История изменений» (НСИ и администрирование, общие настройки)"


async def check_changes(base: Base, rules: Rules, off: Collection[Function]) -> list[Finding]:
    """Report for `check` which catalogs' edits 1C names, and what it costs to look for the others.

    Args:
        base: of 1C.
        rules: nothing is said while they send nothing of 1C's directories to the portal.
        off: functions this base does not have what it takes for.
    """
    wanted = _wanted(rules.directory)
    if not wanted:
        return []
    if versions.KEPT in off:
        return [_without(_UNPUBLISHED)]
    try:
        if not await base.constant(versions.SWITCH):
            return [_without(_OFF)]
        latest = Query(select=(versions.OBJECT_TYPE,), order_by=f"{versions.DATE} desc", top=_LOOKED_AT, bare=True)
        rows = await base.listing(versions.SET, latest)
    except BaseBarredError as error:
        if error.everywhere:
            raise
        return [_without(_NO_RIGHT)]
    return _named(wanted, {versions.set_of_type(row[versions.OBJECT_TYPE]) for row in rows})


def _named(wanted: Mapping[str, str], known: Collection[str]) -> list[Finding]:
    found = ", ".join(word for name, word in wanted.items() if name in known)
    lost = ", ".join(word for name, word in wanted.items() if name not in known)
    texts = [f"По версиям объектов 1С правки доходят до портала за минуту: {found}"] if found else []
    if lost:
        remedy = "включите для них историю изменений в 1С, если она выключена"
        texts.append(f"Среди последних версий объектов 1С нет: {lost}. Их правки доходят за 5 минут; {remedy}. {_COST}")
    return [Finding(ok=True, text=text) for text in texts]


def _without(why: str) -> Finding:
    return Finding(ok=True, text=_WITHOUT.format(why=why, cost=_COST))


def _wanted(directory: DirectoryRules) -> Mapping[str, str]:
    """Return the 1C sets in which edits of the directory are looked for, in words."""
    found: dict[str, str] = {}
    if directory.products.enabled:
        found |= {item.SET: "номенклатура", item.CHARACTERISTICS: "характеристики"}
    if directory.prices.enabled:
        found |= {price.DOCUMENTS: "установка цен"}
    if directory.companies.reaches("b24"):
        found |= {partner.SET: "партнёры", legal_entity.SET: "контрагенты", bank_account.SET: "банковские счета"}
        found |= {contact_person.SET: "контактные лица"} if directory.contacts.reaches("b24") else {}
    return found
