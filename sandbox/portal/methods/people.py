"""Users, notices, duplicates, and what the portal says about itself."""

import re
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.values import is_yes

from .calls import Call, Page, whole
from .lists import Schema, paged, sort_rows

CURRENCIES = (("RUB", "Российский рубль", "Y"), ("USD", "Доллар США", "N"), ("EUR", "Евро", "N"))


def add_user(portal: Portal, number: int, name: str, last_name: str, email: str, *, active: bool = True) -> Record:
    """Store an employee."""
    record: Record = {"name": name, "lastName": last_name, "email": email, "active": active, "admin": number == 1}
    portal.table("user").put(number, record)
    return record


def _show_user(call: Call, user: Record) -> Record:
    shown: Record = {
        "ID": str(user["id"]),
        "XML_ID": str(user["id"]),
        "ACTIVE": user["active"],
        "NAME": user["name"],
        "LAST_NAME": user["lastName"],
        "EMAIL": user["email"],
        "LAST_LOGIN": call.portal.now().isoformat(),
        "DATE_REGISTER": "2024-07-22T00:00:00+03:00",
        "TIMESTAMP_X": {},
        "LAST_ACTIVITY_DATE": {},
        "SECOND_NAME": "",
        "TIME_ZONE": "",
        "PERSONAL_GENDER": "",
        "PERSONAL_WWW": "",
        "PERSONAL_BIRTHDAY": "",
        "PERSONAL_MOBILE": "",
        "PERSONAL_CITY": "",
        "WORK_PHONE": "",
        "WORK_POSITION": "",
        "UF_EMPLOYMENT_DATE": "",
        "UF_DEPARTMENT": [1],
        "USER_TYPE": "employee",
        "IS_ONLINE": "Y",
    }
    if not {"user", "user_basic"} & set(call.portal.switches.scopes.split(",")):
        del shown["EMAIL"]
    return shown


def user_current(call: Call) -> Record:
    """user.current, which writes two moments as texts where user.get has empty objects."""
    user = call.portal.table("user").get(call.caller.user_id)
    if user is None:
        return {"ID": str(call.caller.user_id), "ACTIVE": True}
    now = call.portal.now()
    times = {"TIMESTAMP_X": f"{now:%d.%m.%Y %H:%M:%S}", "LAST_ACTIVITY_DATE": f"{now:%Y-%m-%d %H:%M:%S}"}
    return _show_user(call, user) | times


def user_get(call: Call) -> Page:
    """user.get: filters stand in FILTER or beside the other parameters; e-mails compare without case."""
    wanted = {str(key).lstrip("=").upper(): value for key, value in (call.params | call.mapping("filter")).items()}

    def fits(user: Record) -> bool:
        checks = (
            "ID" not in wanted or str(user["id"]) in _many(wanted["ID"]),
            "ACTIVE" not in wanted or user["active"] is is_yes(wanted["ACTIVE"]),
            "EMAIL" not in wanted or user["email"].casefold() in {one.casefold() for one in _many(wanted["EMAIL"])},
            "LAST_NAME" not in wanted or _like(user["lastName"], wanted["LAST_NAME"]),
            "NAME" not in wanted or _like(user["name"], wanted["NAME"]),
        )
        return all(checks)

    rows = sort_rows([user for user in call.portal.table("user") if fits(user)], None, Schema({"id": "integer"}))
    shown, total, following = paged(call, rows, lambda user: _show_user(call, user))
    return Page(shown, total, following)


def _like(text: str, wanted: Any) -> bool:
    """Compare with patterns: `%` stands for anything."""
    patterns = [".*".join(map(re.escape, one.split("%"))) for one in _many(wanted)]
    return any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in patterns)


def _many(value: Any) -> list[str]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [str(part) for part in parts]


def profile(call: Call) -> Record:
    """Answer `profile`: the caller, without any scope."""
    user = call.portal.table("user").get(call.caller.user_id) or {"name": "", "lastName": "", "admin": False}
    return {
        "ID": str(call.caller.user_id),
        "ADMIN": user["admin"],
        "NAME": user["name"],
        "LAST_NAME": user["lastName"],
        "PERSONAL_GENDER": "",
        "TIME_ZONE": "",
        "TIME_ZONE_OFFSET": 0,
    }


def server_time(call: Call) -> str:
    """server.time: the clock with the portal's offset."""
    return call.portal.now().isoformat()


def scope(call: Call) -> list[str]:
    """Answer `scope`: what the token may use."""
    return call.portal.switches.scopes.split(",")


def feature_get(call: Call) -> Record:
    """feature.get: whether the tariff has a feature."""
    if not call.value("CODE"):
        raise PortalError(400, "CODE_EMPTY", "CODE can't be empty")
    known = str(call.value("CODE")) in {"rest_offline_extended", "rest_auth_connector"}
    return {"value": "Y" if known and call.portal.switches.offline_extended else "N"}


def external_connectors(call: Call) -> list[Record]:
    """crm.externalchannel.connector.list: programs beside REST applications that write into the CRM."""
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
    """app.info."""
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
    """crm.currency.list."""
    rows = [
        {"CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000", "BASE": main, "FULL_NAME": name, "LID": "ru"}
        for code, name, main in CURRENCIES
    ]
    return Page(rows, len(rows))


def find_by_comm(call: Call) -> Any:
    """crm.duplicate.findbycomm: by phone or e-mail, at most 20 ids of a kind."""
    kind = str(call.value("type") or "").upper()
    if kind not in {"PHONE", "EMAIL"}:
        raise PortalError(400, "Communication type is not defined", "Communication type is not defined")
    values = _many(call.value("values") or [])
    if not values:
        raise PortalError(400, "Communication values is not defined", "Communication values is not defined")
    by_digits = call.portal.switches.duplicate_phones == "digits"
    wanted = {_comparable(kind, value, by_digits=by_digits) for value in values[:20]} - {""}
    only = str(call.value("entity_type") or "").upper()
    found = {}
    for name, entity in (("COMPANY", COMPANY), ("CONTACT", CONTACT)):
        ids = [row["id"] for row in call.portal.items[entity] if _has(row, kind, wanted, by_digits=by_digits)]
        if ids and only in {"", name}:
            found[name] = ids[:20]
    return found or ({} if call.portal.switches.empty_duplicates == "object" else [])


def _has(record: Record, kind: str, wanted: set[str], *, by_digits: bool) -> bool:
    kept = [one["value"] for one in record["fm"] if one["typeId"] == kind]
    return any(_comparable(kind, value, by_digits=by_digits) in wanted for value in kept)


def _comparable(kind: str, value: str, *, by_digits: bool) -> str:
    if kind == "EMAIL":
        return value.strip().casefold()
    number = re.split(r"доб|ext|[,;#]", value)[0]
    if not by_digits:
        return number.strip()
    digits = re.sub(r"\D", "", number)
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def notify(call: Call) -> int:
    """im.notify: a notice; one tag replaces an application's notice before; a webhook's tag is ignored."""
    user = call.value("USER_ID") or call.value("to")
    if not user:
        raise PortalError(400, "USER_ID_EMPTY", "User ID can't be empty")
    if not call.value("MESSAGE"):
        raise PortalError(400, "MESSAGE_EMPTY", "Message can't be empty")
    tag = str(call.value("TAG") or "") if call.caller.is_app else ""
    table = call.portal.table("notice")
    number_of_user = whole(user, "USER_ID")
    for old in [row for row in table if tag and (row["tag"], row["user"]) == (tag, number_of_user)]:
        del table.rows[old["id"]]
    notice = {"user": number_of_user, "message": str(call.value("MESSAGE")), "tag": tag, "time": call.portal.now()}
    return table.add(notice)
