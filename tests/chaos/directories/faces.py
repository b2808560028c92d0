"""Looks at clients in 1C and in the portal, as people see them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.base.seed import writing
from tests.chaos.directories.cards import Card, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sandbox.people.accountant import Accountant
    from sandbox.people.seller import Seller

PARTNERS, ENTITIES = "Catalog_Партнеры", "Catalog_Контрагенты"
DETAILS = "КонтактнаяИнформация"
ADDRESSES = {"legal": 6, "actual": 1, "postal": 8}
_PARTS = ("POSTAL_CODE", "CITY", "ADDRESS_1", "ADDRESS_2")
_PARTNER = ("Ref_Key", "Description", "DeletionMark", "ОсновнойМенеджер_Key", DETAILS)
_ENTITY = ("Ref_Key", "Партнер_Key", "НаименованиеПолное", "ИНН", "КПП", DETAILS)
_KINDS = {row["Вид_Key"]: name for name in ADDRESSES for row in writing.addresses({name: "?"})}


class Faces:
    """Eyes of both sides.

    Args:
        seller: of the portal.
        accountant: of 1C.
        managers: guids by the number of a user.
    """

    def __init__(self, seller: Seller, accountant: Accountant, managers: Mapping[int, str]) -> None:
        self._seller, self._accountant, self._managers = seller, accountant, managers

    def base(self) -> list[Card]:
        """Return the partners that have a legal entity, one card for each of these."""
        partners = {str(row["Ref_Key"]): row for row in self._accountant.listed(PARTNERS, _PARTNER)}
        entities = self._accountant.listed(ENTITIES, _ENTITY)
        return [_partner(partners[row["Партнер_Key"]], row) for row in entities if row["Партнер_Key"] in partners]

    def portal(self) -> list[Card]:
        """Return the companies that have a requisite, one card for each of these."""
        cards = self._seller.control.get("companies")
        return [self._company(card, requisite) for card in cards for requisite in card["requisites"]]

    def _company(self, shown: Mapping[str, Any], requisite: Mapping[str, Any]) -> Card:
        item, said = shown["item"], defaultdict[str, list[str]](list)
        for row in item["fm"]:
            said[row["typeId"]].append(str(row["value"]))
        addresses = [row for row in shown["addresses"] if int(row["ENTITY_ID"]) == int(requisite["ID"])]
        values: dict[str, Value] = {
            "name": str(item["title"]),
            "full_name": str(requisite["RQ_COMPANY_FULL_NAME"] or ""),
            "kpp": str(requisite["RQ_KPP"] or ""),
            "phones": phones(said["PHONE"]),
            "emails": emails(said["EMAIL"]),
            "manager": self._managers.get(int(item["assignedById"]), ""),
            **{name: _address(addresses, kind) for name, kind in ADDRESSES.items()},
        }
        return Card(str(item["id"]), str(requisite["RQ_INN"] or ""), values, comments=shown["comments"])


def _partner(row: Mapping[str, Any], entity: Mapping[str, Any]) -> Card:
    said = defaultdict[str, list[str]](list)
    for line in row[DETAILS]:
        said[line["Тип"]].append(str(line["Представление"]))
    lines = {_KINDS.get(line["Вид_Key"]): str(line["Представление"]) for line in entity[DETAILS]}
    values: dict[str, Value] = {
        "name": str(row["Description"]),
        "full_name": str(entity["НаименованиеПолное"]),
        "kpp": str(entity["КПП"]),
        "phones": phones(said["Телефон"]),
        "emails": emails(said["АдресЭлектроннойПочты"]),
        "manager": str(row["ОсновнойМенеджер_Key"]),
        **{name: lines.get(name, "") for name in ADDRESSES},
    }
    return Card(str(row["Ref_Key"]), str(entity["ИНН"]), values, marked=bool(row["DeletionMark"]))


def phones(typed: Iterable[str]) -> frozenset[str]:
    """Return the ten digits of Russian numbers, however they are typed."""
    return frozenset(re.sub(r"\D", "", one)[-10:] for one in typed)


def emails(typed: Iterable[str]) -> frozenset[str]:
    """Return addresses in lower case."""
    return frozenset(one.strip().lower() for one in typed)


def _address(rows: Sequence[Mapping[str, Any]], kind: int) -> str:
    found = next((row for row in rows if int(row["TYPE_ID"]) == kind), {})
    return ", ".join(str(found[name]) for name in _PARTS if found.get(name))
