"""What a list field of the deal must be sent, so that it offers what 1C has. Pure."""

from collections.abc import Iterable

from services.b24_connector.vocabulary.names import Option
from services.b24_connector.vocabulary.values import guid
from shared.messages.things import ListValue

NOT_OFFERED = "(не выбирать: в 1С не действует)"
LAST, USUAL = "9000", "500"
Part = dict[str, str]


def list_parts(options: Iterable[Option], choices: Iterable[ListValue]) -> list[Part]:
    """Return the parts of LIST that make a deal's field offer these choices; none where it does.

    A value keeps its id for ever, since deals hold ids: another name renames it, one that is not offered any more says
    so and stands last, and one that was typed into the list by hand is taken over by its name.

    Args:
        options: of the field as it is.
        choices: of 1C; a value of which nothing is said stays.
    """
    by_code: dict[str, Option] = {}
    by_name: dict[str, Option] = {}
    for one in options:
        (by_code if guid(one.code) else by_name)[guid(one.code) or one.name.strip().casefold()] = one
    parts = (_part(by_code, by_name, choice) for choice in choices if choice.ref is not None)
    return [part for part in parts if part is not None]


def _part(by_code: dict[str, Option], by_name: dict[str, Option], choice: ListValue) -> Part | None:
    code = choice.ref.id if choice.ref else ""
    known = by_code.get(code) or by_name.pop(choice.name.strip().casefold(), None)
    if known is None:
        return {"VALUE": choice.name, "XML_ID": code} if choice.offered else None
    name = choice.name if choice.offered else f"{choice.name} {NOT_OFFERED}"
    if (known.name, known.code) == (name, code):
        return None
    return {"ID": known.id, "VALUE": name, "XML_ID": code, "SORT": USUAL if choice.offered else LAST}
