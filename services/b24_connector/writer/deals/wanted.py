"""Translates an order of 1C into the deal it is to be (users, options, products, parties), and compares."""

import asyncio
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.amounts import adds_up
from services.b24_connector.vocabulary.extra import DealValue
from services.b24_connector.vocabulary.header import same_header, write_header
from services.b24_connector.vocabulary.names import DealFields, Option
from services.b24_connector.vocabulary.rows import as_rows, total_of
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.parties.finding import FoundClient, PartyFinder
from services.b24_connector.writer.parties.making import Tell
from shared.canon import lines_equal
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Line, Ref

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """The deal of an order as it is to be.

    Args:
        order: the command's.
        lines: as a deal can hold them.
        manager: user id; empty: nobody fits, leave whoever is there.
        stand_in: his name, where the order means another employee, who is not at work in the portal.
        organisations: options of our field that mean the order's, the one to be written first; none: leave it.
        parties: client, contact person, requisite.
        extra: values of the customer's extra fields.
        pairs: found on the way.
        left: texts of the header that a person has given the deal.
        lacking: codes of items without a product, whose rows are free text.
        names: of the rows that stand in the deal, in their order there.
        amount: fields that bring an amount which the bus has set by hand to the order's total, though its rows stay.
    """

    order: SalesOrder
    lines: tuple[Line, ...] = ()
    manager: str = ""
    stand_in: str = ""
    organisations: tuple[Option, ...] = ()
    parties: FoundClient = field(default_factory=FoundClient)
    extra: tuple[DealValue, ...] = ()
    pairs: tuple[Pair, ...] = ()
    left: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    amount: Mapping[str, str] = field(default_factory=dict)

    @property
    def organisation(self) -> Option | None:
        """The option of our field that is written; None: leave it."""
        return next(iter(self.organisations), None)

    @property
    def total(self) -> Decimal:
        """The deal's amount: the sum of its rows without what 1C does not count of them, packaging to be returned."""
        return total_of(self.lines) + self.order.total - total_of(self.order.lines)

    @property
    def worded(self) -> tuple[Line, ...]:
        """The deal's rows with their items' characteristics, which a text in place of a product names too."""
        there = (line for line in self.order.lines if not line.cancelled)
        return tuple(row.with_(characteristic=line.characteristic) for row, line in zip(self.lines, there, strict=True))

    def equals(self, group: OrderGroup, found: SalesOrder, item: Row) -> bool:
        """Tell whether a group of the deal is as wanted, within tolerance.

        Args:
            group: to compare.
            found: the deal in the canonical model.
            item: its own fields.
        """
        checks = {
            OrderGroup.ROWS: lambda: self.has_rows(found),
            OrderGroup.MANAGER: lambda: self._has_manager(found),
            OrderGroup.ORGANISATION: lambda: self._has_organisation(found),
            OrderGroup.PARTIES: lambda: self._has_parties(found),
            OrderGroup.HEADER: lambda: same_header(self.order, found, self.left),
            OrderGroup.EXTRA: lambda: all(one.stands_in(item) for one in self.extra),
        }
        return group not in checks or checks[group]()

    def is_silent(self, group: OrderGroup, found: SalesOrder) -> bool:
        """Tell whether the deal names somebody where the wanted one names nobody: an edit all the same."""
        customer, parties = found.customer, self.parties
        has_company = customer is not None and customer.kind != "person"
        silent = {
            OrderGroup.MANAGER: not self.manager,
            OrderGroup.ORGANISATION: self.organisation is None and found.organisation is not None,
            OrderGroup.PARTIES: (has_company and not parties.company)
            or (found.person is not None and not parties.contact),
        }
        return silent.get(group, False)

    def has_rows(self, found: SalesOrder) -> bool:
        """Tell whether the deal's rows are the wanted ones, in their currency, and nobody waits for prices any more."""
        return not found.reprice and self.has_lines(found)

    def has_lines(self, found: SalesOrder) -> bool:
        """Tell whether the deal's rows are the wanted ones, in their currency."""
        return found.currency == self.order.currency and lines_equal(as_rows(found.lines), self.lines)

    def is_made_of(self, kept: Sequence[Line], amount: Decimal) -> bool:
        """Tell whether a deal's amount is that of its rows alone, and these are the wanted ones within rounding.

        Args:
            kept: the deal's rows as the portal has them.
            amount: that it shows.
        """
        return adds_up(kept, amount) and lines_equal(as_rows(kept), self.lines)

    def _has_manager(self, found: SalesOrder) -> bool:
        """Tell whether the deal has the order's manager; one dismissed in the portal may stay."""
        if not self.manager or _id(found.manager) == self.manager:
            return True
        meant, present = self.order.manager, found.manager
        if meant is None or present is None:
            return False
        return (meant.ref is not None and meant.ref == present.ref) or bool(
            meant.email and meant.email == present.email
        )

    def _has_organisation(self, found: SalesOrder) -> bool:
        named = found.organisation
        meant = {(one.code, "" if one.code else one.name) for one in self.organisations}
        return not meant or (named is not None and (named.inn, "" if named.inn else named.name) in meant)

    def has_client(self, found: SalesOrder) -> bool:
        """Tell whether the deal has the wanted company and contact."""
        customer = found.customer
        return self.parties.company in {"", _id(customer) if customer and customer.kind != "person" else ""} and (
            self.parties.contact in {"", _id(found.person)}
        )

    def _has_parties(self, found: SalesOrder) -> bool:
        entity = found.customer.legal_entity if found.customer else None
        return self.has_client(found) and self.parties.requisite in {"", _id(entity)}

    def fields(self, groups: AbstractSet[OrderGroup], fields: DealFields, item: Row) -> dict[str, Any]:
        """Return the wanted deal's own fields to be written for some groups.

        Args:
            groups: to be written.
            fields: how this portal calls our fields.
            item: the deal as it is; empty: it is being made.
        """
        made: dict[str, Any] = {}
        if OrderGroup.MANAGER in groups and self.manager:
            made["assignedById"] = self.manager
        if OrderGroup.ORGANISATION in groups and self.organisation and "organisation" in fields.names:
            made[fields.names["organisation"]] = self.organisation.id
        if OrderGroup.PARTIES in groups:
            made |= {"companyId": self.parties.company} if self.parties.company else {}
            made |= {"contactIds": self._contacts(item)} if self.parties.contact else {}
        if OrderGroup.HEADER in groups:
            made |= write_header(self.order, fields, self.left)
        if OrderGroup.EXTRA in groups:
            made |= {one.place: one.raw for one in self.extra}
        return made

    def _contacts(self, item: Row) -> list[str]:
        """Return the deal's contacts, the order's in front: what is sent replaces them all.

        Those whom people have put beside the client stay with him; those of a former client go.
        """
        company, contact = identity(item.get("companyId")), self.parties.contact
        present = [one for one in map(identity, item.get("contactIds") or ()) if one]
        is_same_client = self.parties.company in {"", company} if company else contact in present
        return [contact, *(one for one in present if is_same_client and one != contact)]


class Translator:
    """Looks up what an order names in the portal.

    Args:
        directory: users, products, options.
        parties: finds or creates clients.
        by_value: what the rules say of the values of «Наша организация».
    """

    def __init__(
        self, directory: Directory, parties: PartyFinder, by_value: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._directory = directory
        self._by_value = by_value
        self._parties = parties
        self._employees = Employees(directory)

    async def wanted(self, command: DealUpsert, groups: AbstractSet[OrderGroup], tell: Tell) -> Wanted:
        """Translate the groups of an order that are compared with its deal; parties may be created.

        Args:
            command: with the order.
            groups: of it.
            tell: called before a party is created in doubt.

        Raises:
            DealRefusal: a person must settle who the client is.
            Retryable: a client is being created by another command.
            PortalRefusal: the portal refuses a new client.
        """
        order = command.order
        manager, stand_in = await self._employees.of(order.manager, command.manager_default)
        lines, products = await self._lines(order) if OrderGroup.ROWS in groups else ((), ())
        parties = FoundClient()
        if OrderGroup.PARTIES in groups:
            has_deal = order.ref is not None
            parties = await self._parties.find(order.customer, order.person, manager, tell, has_deal=has_deal)
        return Wanted(
            order=order,
            lines=as_rows(lines),
            manager=manager,
            stand_in=stand_in,
            organisations=self._directory.fields.options_of(
                order.organisation.inn if order.organisation else "", self._by_value
            ),
            parties=parties,
            extra=self._directory.fields.extra.values(order.extra),
            pairs=(*products, *parties.pairs),
            lacking=tuple(dict.fromkeys(code for one in lines if (code := _code(one)))),
        )

    async def lacks_client(self, order: SalesOrder, tell: Tell) -> bool:
        """Tell whether the client of an order would be made in the portal; raises `DealRefusal` as `wanted`."""
        has_deal = order.ref is not None
        return order.customer is not None and await self._parties.would_make(order.customer, tell, has_deal=has_deal)

    async def _lines(self, order: SalesOrder) -> tuple[tuple[Line, ...], tuple[Pair, ...]]:
        """Find the products of an order's rows whose items have no pair, by 1C's GUID in the catalogue."""
        codes = [_code(line) for line in order.lines]
        products = await asyncio.gather(*(self._directory.product_by_code(code) for code in codes))
        lines, pairs = [], []
        for line, code, product in zip(order.lines, codes, products, strict=True):
            if product is None or line.item is None or product.id in line.item.not_these:
                lines.append(line)
                continue
            ref = Ref(system="b24", kind="product", id=product.id)
            lines.append(line.with_(item=line.item.with_(ref=ref)))
            if "#" not in code:  # a variation of the catalogue is found by its code every time
                pairs.append(Pair(kind="product", b24=product.id, onec=code))
        return tuple(lines), tuple(dict.fromkeys(pairs))


def _code(line: Line) -> str:
    """Return the code by which the product of a row's item without a pair is looked up; nothing where it has one."""
    if line.item is None or line.item.ref is not None or line.cancelled:
        return ""
    origin = line.item.origin
    return line.item.external_code or (origin.id if origin and origin.system == "onec" else "")


def _id(thing: Any) -> str:
    return thing.ref.id if thing is not None and thing.ref is not None else ""
