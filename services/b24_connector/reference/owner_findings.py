"""`check`: whether the webhook's owner may see and change in the portal all that the exchange needs."""

from services.b24_connector.portal import Portal
from services.b24_connector.portal.wire import mapping
from services.b24_connector.vocabulary.values import is_yes
from shared.process.findings import Finding
from shared.rules import Rules


async def check_owner(portal: Portal, rules: Rules) -> list[Finding]:
    """Report a webhook of somebody who is no administrator of the portal; nothing of one who is.

    He may have all rights in CRM and be enough for deals; the vendor names the administrator for products, their
    sections and price types. Asked is `profile`, as `user.get` does not return a hidden owner. Source:
    https://apidocs.bitrix24.ru/api-reference/common/users/profile.html
    """
    if is_yes(mapping((await portal.call("profile", {})).result).get("ADMIN")):
        return []
    directory = rules.directory
    needed = [
        name
        for name, crosses in (("товаров", directory.products.enabled), ("цен", directory.prices.enabled))
        if crosses
    ]
    what = f"Для {' и '.join(needed)} из 1С нужен администратор" if needed else "Проверьте его права на CRM целиком"
    text = (
        f"Владелец вебхука не администратор портала. {what}. Сделку, клиент которой ему не виден, обмен не передаёт, а "
        "воронки, которая ему закрыта, не видит."
    )
    return [Finding(ok=not needed, text=text)]
