"""The portal's users, and the notices sent to them: user.*, profile, im.notify."""

import re
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Portal, Record

from .calls import Call, Page, many, whole
from .lists import Schema, paged, sort_rows


def add_user(portal: Portal, number: int, name: str, last_name: str, email: str, *, active: bool = True) -> Record:
    """Store an employee of the simulated portal."""
    record: Record = {"name": name, "lastName": last_name, "email": email, "active": active}
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
    """Answer user.current, which writes two moments as texts where user.get has empty objects."""
    user = call.portal.table("user").get(call.caller.user_id)
    if user is None:
        return {"ID": str(call.caller.user_id), "ACTIVE": True}
    now = call.portal.now()
    times = {"TIMESTAMP_X": f"{now:%d.%m.%Y %H:%M:%S}", "LAST_ACTIVITY_DATE": f"{now:%Y-%m-%d %H:%M:%S}"}
    return _show_user(call, user) | times


def user_get(call: Call) -> Page:
    """Answer user.get: filters stand in FILTER or beside the other parameters; e-mails compare without case."""
    wanted = {str(key).lstrip("=").upper(): value for key, value in (call.params | call.mapping("filter")).items()}

    def fits(user: Record) -> bool:
        checks = (
            "ID" not in wanted or str(user["id"]) in many(wanted["ID"]),
            "ACTIVE" not in wanted or user["active"] is _flag(wanted["ACTIVE"]),
            "EMAIL" not in wanted or user["email"].casefold() in {one.casefold() for one in many(wanted["EMAIL"])},
            "LAST_NAME" not in wanted or _like(user["lastName"], wanted["LAST_NAME"]),
            "NAME" not in wanted or _like(user["name"], wanted["NAME"]),
        )
        return all(checks)

    rows = sort_rows([user for user in call.portal.table("user") if fits(user)], None, Schema({"id": "integer"}))
    shown, total, following = paged(call, rows, lambda user: _show_user(call, user))
    return Page(shown, total, following)


def _flag(value: Any) -> bool | None:
    """Read a flag of user.get's filter; None: a word that is none, as JSON's `true` is one in a batch's query string.

    What the portal makes of such a word is not documented; here it fits nobody.
    """
    return value if isinstance(value, bool) else {"Y": True, "1": True, "N": False, "0": False}.get(str(value).upper())


def _like(text: str, wanted: Any) -> bool:
    """Compare a user's value with a pattern of user.get: `%` stands for anything."""
    patterns = [".*".join(map(re.escape, one.split("%"))) for one in many(wanted)]
    return any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in patterns)


def profile(call: Call) -> Record:
    """Answer `profile`: the user who calls, without any scope."""
    user = call.portal.table("user").get(call.caller.user_id) or {"name": "", "lastName": ""}
    switches = call.portal.switches
    return {
        "ID": str(call.caller.user_id),
        "ADMIN": switches.app_user_is_admin if call.caller.is_app else switches.webhook_user_is_admin,
        "NAME": user["name"],
        "LAST_NAME": user["lastName"],
        "PERSONAL_GENDER": "",
        "TIME_ZONE": "",
        "TIME_ZONE_OFFSET": 0,
    }


def notify(call: Call) -> int:
    """Answer im.notify; one tag replaces an application's notice before, a webhook's tag is ignored."""
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
