"""`check`: whether base prices of the catalogue, where 1C names the prices (R12), and invoices are visible."""

from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.portal.lists import INVOICE, INVOICES, PRICES, rows_at
from services.b24_connector.vocabulary.prices import base_of, read_type
from shared.messages.ring.commands import PriceMode
from shared.process.findings import Finding

_NOBODY = "0"


async def check_client_prices(portal: Portal, mode: PriceMode) -> list[Finding]:
    """Report for `check` whether catalogue prices (if 1C names the deals' prices) and invoices are visible."""
    findings = await _list_prices(portal) if mode == "onec" else []
    return [*findings, *await _invoices(portal, mode)]


async def _list_prices(portal: Portal) -> list[Finding]:
    try:
        rows = await portal.pages("catalog.priceType.list", {}, rows=rows_at("priceTypes"))
        await portal.gather(PRICES, _NOBODY)
    except (PortalRefusal, PortalRightsError) as error:
        text = (
            f"Цены каталога вебхуку недоступны ({error.fault.words}): все цены сделок обмен примет за исправленные "
            "вручную. Дайте владельцу вебхука право видеть каталог и его цены."
        )
        return [Finding(ok=False, text=text)]
    if base_of([read_type(row) for row in rows]) is None:
        text = (
            "В портале нет базового типа цены: все цены сделок обмен примет за исправленные вручную. "
            "Назначьте его в настройках каталога портала."
        )
        return [Finding(ok=False, text=text)]
    return [Finding(ok=True, text="Цены сделок обмен сравнит с базовой ценой каталога и заменит ценой клиента из 1С.")]


async def _invoices(portal: Portal, mode: PriceMode) -> list[Finding]:
    try:
        await portal.call("crm.item.fields", {"entityTypeId": INVOICE})  # the list alone would be empty, without a word
        await portal.gather(INVOICES, _NOBODY)
    except (PortalRefusal, PortalRightsError) as error:
        needed = mode == "onec"
        changed = ", а цены сделки со счётом обмен может изменить" if needed else ""
        text = (
            f"Счета сделок вебхуку недоступны ({error.fault.words}): номер счёта не попадёт в заказ{changed}. "
            "Дайте владельцу вебхука право видеть счета."
        )
        return [Finding(ok=not needed, text=text)]
    return [Finding(ok=True, text="Счета сделок обмену видны.")]
