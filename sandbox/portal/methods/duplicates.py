"""The method crm.duplicate.findbycomm: the search for companies and contacts with a phone or an e-mail."""

import re
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.state import Record

from .calls import Call, many


def find_by_comm(call: Call) -> Any:
    """Answer crm.duplicate.findbycomm: by phone or e-mail, at most 20 ids of a kind."""
    kind = str(call.value("type") or "").upper()
    if kind not in {"PHONE", "EMAIL"}:
        raise PortalError(400, "Communication type is not defined", "Communication type is not defined")
    values = many(call.value("values") or [])
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
