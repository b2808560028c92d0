"""Multifields of companies and contacts, phones, e-mails and sites, with both ways of changing them."""

from typing import Any

from .state import Portal, Record

KINDS = ("PHONE", "EMAIL", "WEB", "IM")
_FLAT = ("phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailHome", "emailWork", "emailMailing", "imol")


def read_new(portal: Portal, present: list[Record], sent: Any) -> list[Record]:
    """Apply `fm` of `crm.item.*` to the stored phones, e-mails and sites of a record.

    A list adds, whatever ids stand in it. In an object, keys `n0`, `n1` add, a number changes the entry of that id or
    adds one where there is none, and an empty value under such a number deletes it: all that only with `typeId`, else
    nothing happens, without a word. Entries that are not named stay.
    """
    if isinstance(sent, list):
        return [*present, *(_made(portal, part) for part in sent if _filled(part))]
    if not isinstance(sent, dict):
        return present
    result = [dict(row) for row in present]
    for key, part in sent.items():
        if not isinstance(part, dict) or not part.get("typeId"):
            continue
        known = str(key).isdigit() and any(row["id"] == int(key) for row in result)
        if known:
            result = _changed(result, int(key), part)
        elif _filled(part):
            result.append(_made(portal, part))
    return result


def read_old(portal: Portal, present: list[Record], sent: Record) -> list[Record]:
    """Apply PHONE, EMAIL, WEB and IM of the old methods: an entry without ID is always added once more."""
    result = [dict(row) for row in present]
    for kind in KINDS:
        parts = sent.get(kind)
        if isinstance(parts, dict):
            parts = list(parts.values())
        for part in parts if isinstance(parts, list) else []:
            if not isinstance(part, dict):
                continue
            entry = {"typeId": kind, "valueType": part.get("VALUE_TYPE"), "value": part.get("VALUE")}
            if part.get("DELETE") == "Y":
                entry["value"] = ""
            if str(part.get("ID") or "").isdigit():
                result = _changed(result, int(part["ID"]), entry)
            elif _filled(entry):
                result.append(_made(portal, entry))
    return result


def _filled(part: Any) -> bool:
    return isinstance(part, dict) and bool(part.get("value"))


def _made(portal: Portal, part: Record) -> Record:
    entry = {
        "typeId": str(part.get("typeId") or "PHONE").upper(),
        "valueType": str(part.get("valueType") or "WORK").upper(),
        "value": str(part["value"]),
    }
    number = portal.table("multifield").add(entry)
    return {"id": number, **entry}


def _changed(entries: list[Record], number: int, sent: Record) -> list[Record]:
    if "value" in sent and not sent["value"]:
        return [row for row in entries if row["id"] != number]
    new = {key: str(sent[key]) for key in ("typeId", "valueType", "value") if sent.get(key)}
    return [row | new if row["id"] == number else row for row in entries]


def flat(entries: list[Record]) -> Record:
    """Return the flat copies of phones and e-mails beside `fm`: the first one, in all and by kind."""
    shown: Record = dict.fromkeys(_FLAT, "")
    for entry in entries:
        kind = entry["typeId"].lower()
        if kind in {"phone", "email"}:
            for name in (kind, kind + entry["valueType"].capitalize()):
                if shown.get(name) == "":
                    shown[name] = entry["value"]
    return shown


def show_old(entries: list[Record]) -> Record:
    """Return stored phones, e-mails and sites of a card by kind, as the old methods print them."""
    shown: Record = {}
    for row in entries:
        one = {"ID": str(row["id"]), "VALUE_TYPE": row["valueType"], "VALUE": row["value"], "TYPE_ID": row["typeId"]}
        shown.setdefault(row["typeId"], []).append(one)
    return shown
