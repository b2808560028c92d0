"""The values of list fields in the simulated portal, and what it keeps of their codes (`XML_ID`)."""

from hashlib import md5
from typing import Any

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.values import flag


def _parts(sent: Any) -> list[Record]:
    return list(sent.values()) if isinstance(sent, dict) else list(sent or [])


def make_choices(portal: Portal, sent: Any) -> list[Record]:
    """Make the values of a list field; each without an `XML_ID` gets one of the portal's own."""
    made = []
    for place, part in enumerate(_parts(sent), start=1):
        value = str(part.get("VALUE") or part.get("value"))
        choice: Record = {
            "VALUE": value,
            "XML_ID": str(part.get("XML_ID") or part.get("xmlId") or _own_code(value)),
            "SORT": str(part.get("SORT") or part.get("sort") or place * 10),
            "DEF": flag(part.get("DEF") or part.get("def") or "N"),
        }
        portal.table("enumeration").add(choice, "ID")
        made.append(choice)
    return made


def uncoded(sent: Any) -> list[Record]:
    """Return the values of a new list field as a portal takes them that keeps nothing else of them."""
    return [{key: part[key] for key in ("VALUE", "SORT", "DEF") if key in part} for part in _parts(sent)]


def shown_choices(portal: Portal, choices: list[Record]) -> list[Record]:
    """Show the values of a list field as `….userfield.get` and `.list` do."""
    hidden = {"XML_ID"} if portal.switches.list_codes == "hidden" else set()
    shown = [{key: value for key, value in one.items() if key not in hidden} for one in choices]
    return [one | {"ID": str(one["ID"])} for one in shown]


def change_choices(portal: Portal, choices: list[Record], sent: Any) -> list[Record]:
    """Return the values of a list field after an update: those sent with their `ID` change, others come.

    Raises:
        PortalError: two values would have one `XML_ID`; nothing is changed then.
    """
    parts = _parts(sent)
    if portal.switches.list_codes != "kept":
        parts = [part | {"XML_ID": part.get("XML_ID") or _forgotten(part)} for part in parts]
    _check_codes(choices, parts)
    after = list(choices)
    for part in parts:
        known = _known(after, part)
        if known is None:
            after += make_choices(portal, [part])
        elif part.get("DEL") == "Y":
            after.remove(known)
        else:
            known |= {key: str(part[key]) for key in ("VALUE", "XML_ID", "SORT") if key in part}
    return after


def _forgotten(part: Record) -> str:
    """Return the code of a value that an update names without one: a value that is there loses its former one."""
    return _own_code(str(part.get("VALUE"))) if part.get("ID") else ""


def _own_code(value: str) -> str:
    """Return the `XML_ID` that the portal gives a list's value for which nobody has named one."""
    return md5(value.encode(), usedforsecurity=False).hexdigest()


def _known(choices: list[Record], part: Record) -> Record | None:
    return next((one for one in choices if str(one["ID"]) == str(part.get("ID"))), None)


def _check_codes(choices: list[Record], parts: list[Record]) -> None:
    """Refuse an update by which a value would get an `XML_ID` that another one of its list has, or gets beside it."""
    taken = {one["XML_ID"] for one in choices}
    for part in parts:
        known, code = _known(choices, part), str(part.get("XML_ID") or "")
        if not code or part.get("DEL") == "Y" or (known is not None and known["XML_ID"] == code):
            continue
        if code in taken:
            raise PortalError(400, "ERROR_CORE", f"Значение XML_ID «{code}» уже есть в списке")
        taken.add(code)
