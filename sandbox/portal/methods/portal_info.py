"""What the portal says about itself: its time, the token's scopes, tariff, application, currencies."""

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Record

from .calls import Call, Page

CURRENCIES = (("RUB", "Российский рубль", "Y"), ("USD", "Доллар США", "N"), ("EUR", "Евро", "N"))


def server_time(call: Call) -> str:
    """Answer server.time: the simulated portal's clock with its offset."""
    return call.portal.now().isoformat()


def scope(call: Call) -> list[str]:
    """Answer `scope`: what the token of the simulated portal may use."""
    return call.portal.switches.scopes.split(",")


def feature_get(call: Call) -> Record:
    """Answer feature.get: whether the simulated portal's tariff has a feature."""
    if not call.value("CODE"):
        raise PortalError(400, "CODE_EMPTY", "CODE can't be empty")
    known = str(call.value("CODE")) in {"rest_offline_extended", "rest_auth_connector"}
    return {"value": "Y" if known and call.portal.switches.offline_extended else "N"}


def external_connectors(call: Call) -> list[Record]:
    """Answer crm.externalchannel.connector.list: programs beside REST applications that write into the CRM."""
    name = call.portal.switches.onec_connector
    registered = {
        "TYPE_ID": "ONE_C",
        "ORIGINATOR_ID": "ONEC_BASE",
        "NAME": name,
        "APP_ID": "app.1c.official",
        "CHANNEL_ID": "65a1c0ffee123",
        "EXTERNAL_SERVER_HOST": "1c.example.test",
    }
    return [registered] if name else []


def app_info(call: Call) -> Record:
    """Answer app.info: the application, and the simulated portal's licence."""
    return {
        "ID": 1 if call.caller.is_app else None,
        "CODE": call.portal.options.client_id if call.caller.is_app else None,
        "VERSION": 1,
        "STATUS": "L",
        "INSTALLED": True,
        "PAYMENT_EXPIRED": "N",
        "DAYS": None,
        "LANGUAGE_ID": "ru",
        "LICENSE": "ru_pro100",
        "LICENSE_TYPE": "pro100",
        "LICENSE_FAMILY": "pro",
    }


def currency_list(_: Call) -> Page:
    """Answer crm.currency.list: the simulated portal's three currencies."""
    rows = [
        {"CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000", "BASE": main, "FULL_NAME": name, "LID": "ru"}
        for code, name, main in CURRENCIES
    ]
    return Page(rows, len(rows))
