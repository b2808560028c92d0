"""Bases where a partner of 1C and his only legal entity are one: a deletion mark of either marks both."""

from __future__ import annotations

from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants

PARTNERS, ENTITIES, MARKED = "Catalog_Партнеры", "Catalog_Контрагенты", "DeletionMark"


def mark_other_half(base: Infobase, set_name: str, row: Row) -> None:
    """Set or clear the deletion mark of the legal entity with its partner's, and the other way round."""
    if not base.constant(constants.ONE_PARTY):
        return
    halves = {
        PARTNERS: (ENTITIES, [one for one in base.rows(ENTITIES) if one["Партнер_Key"] == row["Ref_Key"]]),
        ENTITIES: (PARTNERS, [one for one in base.rows(PARTNERS) if one["Ref_Key"] == row.get("Партнер_Key")]),
    }
    other, found = halves.get(set_name, ("", []))
    for one in found:
        if one[MARKED] != row[MARKED]:
            base.commit(other, {**one, MARKED: row[MARKED]})
