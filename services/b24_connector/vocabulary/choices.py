"""What a list field of the deal must be sent, so that it offers what 1C has. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.b24_connector.vocabulary.names import ListField, Option
from services.b24_connector.vocabulary.values import guid
from shared.messages.things import ListValue

NOT_OFFERED = "(не выбирать: в 1С не действует)"
LAST, USUAL = "9000", "500"
Part = dict[str, str]


def list_parts(field: ListField, choices: Iterable[ListValue]) -> list[Part]:
    """Return the parts of LIST that make a deal's field offer these choices; none where it does.

    A value keeps its id for ever, since deals hold ids: another name renames it, one that is not offered any more says
    so and stands last, and one that was typed into the list by hand is taken over by its name. Where the portal hides
    the codes of its values all are known by their names, and one that 1C has renamed comes beside the former.

    Args:
        field: as it is.
        choices: of 1C; a value of which nothing is said stays.
    """
    by_code: dict[str, Option] = {}
    by_name: dict[str, list[Option]] = defaultdict(list)
    for one in field.options:
        if code := guid(one.code):
            by_code[code] = one
        else:
            by_name[_plain(one.name)].append(one)
    if field.hides_codes:  # of two things of one name the one that is offered has the value that is
        choices = sorted(choices, key=lambda choice: not choice.offered)
    parts = (_part(field, by_code, by_name, choice) for choice in choices if choice.ref is not None)
    return [part for part in parts if part is not None]


def _part(
    field: ListField, by_code: Mapping[str, Option], by_name: Mapping[str, list[Option]], choice: ListValue
) -> Part | None:
    code = choice.ref.id if choice.ref else ""
    name = choice.name if choice.offered else f"{choice.name} {NOT_OFFERED}"
    known = by_code.get(code) or _taken(by_name.get(_plain(choice.name), []), name)
    # Another value may bear the code unseen, and a portal refuses two with one.
    coded = {} if field.hides_codes else {"XML_ID": code}
    if known is None:
        return {"VALUE": choice.name, **coded} if choice.offered else None
    if known.name == name and (field.hides_codes or known.code == code):
        return None
    return {"ID": known.id, "VALUE": name, **coded, "SORT": USUAL if choice.offered else LAST}


def _taken(alike: list[Option], name: str) -> Option | None:
    """Take one of the values that have a choice's name; one that says already whether it is offered goes first."""
    found = next((one for one in alike if one.name == name), alike[0] if alike else None)
    if found is not None:
        alike.remove(found)
    return found


def _plain(name: str) -> str:
    return name.removesuffix(NOT_OFFERED).strip().casefold()
