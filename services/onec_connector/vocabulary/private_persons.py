"""What differs of a 1C partner who is a private person: his name is also his legal entity's. Pure."""

from collections.abc import Mapping
from typing import Any

from services.onec_connector.objects import legal_entity, partner, standard
from services.onec_connector.vocabulary.entities import read_entity
from services.onec_connector.vocabulary.texts import name_in_line, same_line
from shared.canon.person_names import reread, split

Row = Mapping[str, Any]


def is_private(row: Row) -> bool:
    """Tell whether a partner of 1C is a private person («Частное лицо»)."""
    return bool(row[partner.KIND] == partner.PRIVATE_PERSON)


def says_name(text: str, name: str) -> bool:
    """Tell whether 1C's text is a private person's name already, in whatever order its words are."""
    if same_line(name, text, partner.NAME_LENGTH):
        return True
    parts = split(name)
    return parts is not None and reread(text, parts) == parts


def renamed(name: str) -> dict[str, Any]:
    """Return the fields of a 1C partner, a private person, who is called otherwise now."""
    return {
        standard.DESCRIPTION: name_in_line(name, partner.NAME_LENGTH),
        partner.FULL_NAME: name_in_line(name, legal_entity.FULL_NAME_LENGTH),
    }


def renamed_entity(row: Row, former: str, name: str) -> dict[str, Any]:
    """Return the fields of a private person's legal entity that follow his name; one with its own keeps it.

    Args:
        row: of the legal entity.
        former: the partner's name up to now.
        name: the one he gets.
    """
    if read_entity(row, {}).kind != "person":
        return {}
    fields = (
        (standard.DESCRIPTION, legal_entity.NAME_LENGTH),
        (legal_entity.FULL_NAME, legal_entity.FULL_NAME_LENGTH),
    )
    return {
        field: name_in_line(name, length) for field, length in fields if says_name(str(row.get(field) or ""), former)
    }
