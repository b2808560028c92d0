"""`check`: the price types of the portal that prices of 1C are to come into (R20)."""

from services.b24_connector.portal import Portal, PortalRightsError
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reference.catalogue import LANE
from services.b24_connector.vocabulary.prices import base_of, read_type
from shared.process.findings import Finding
from shared.rules.directory import PriceRules


async def check_prices(portal: Portal, prices: PriceRules) -> list[Finding]:
    """Report whether the portal has a base price type if the rules name a kind for it; nothing while prices are off."""
    if not prices.enabled:
        return []
    try:
        rows = await portal.pages("catalog.priceType.list", {}, rows=rows_at("priceTypes"), lane=LANE)
    except PortalRightsError as error:
        text = f"Типы цен портала вебхуку недоступны ({error.fault.words}). Его владелец должен быть администратором."
        return [Finding(ok=False, text=text)]
    types = [read_type(row) for row in rows]
    if prices.base and base_of(types) is None:
        text = "В портале нет базового типа цены. Назначьте его в настройках каталога портала."
        return [Finding(ok=False, text=text)]
    from_onec = sum(bool(one.kind) for one in types)
    return [Finding(ok=True, text=f"Цены 1С переносятся в портал: типов цен в нём {len(types)}, из 1С {from_onec}.")]
