"""The connector as a test drives it: commands in, messages out; and the accountant on the other side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
from pymongo.asynchronous.database import AsyncDatabase

from sandbox.dataset import Client, Dataset
from sandbox.dataset import Item as SampleItem
from services.onec_connector.assembly import OrderFlow, Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.profile.reading import read_profile
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import OrderTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import OrderUpserted, Outcome
from shared.messages.things import (
    Contacts,
    Customer,
    Item,
    LegalEntity,
    Line,
    Manager,
    Organisation,
    Person,
    Ref,
    Stage,
    Terms,
    Thing,
)
from shared.rules import load_rules

RULES = load_rules("deploy/config/rules.yaml")

GROUPS = (
    OrderGroup.ROWS,
    OrderGroup.MANAGER,
    OrderGroup.ORGANISATION,
    OrderGroup.PARTIES,
    OrderGroup.HEADER,
    OrderGroup.STAGE,
)


@dataclass(frozen=True)
class Onec:
    """A running base."""

    address: str
    user: str
    password: str
    control: httpx.AsyncClient

    async def ask(self, path: str) -> Any:
        answer = await self.control.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, address: str, /, **body: Any) -> Any:
        answer = await self.control.post(address, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @asynccontextmanager
    async def clerk(self) -> AsyncIterator[Base]:
        """Somebody else's client of OData: what it asks is not held against other releases of 1C."""
        async with Base.connect(self.address, user=self.user, password=self.password) as base:
            base.way.headers["User-Agent"] = "clerk"
            yield base

    async def orders(self) -> list[dict[str, Any]]:
        return (await self.ask("orders"))["orders"]

    async def order(self, guid: str) -> dict[str, Any]:
        return await self.ask(f"orders/{guid}")

    async def calls(self) -> list[dict[str, Any]]:
        """Return all calls since the base was as new, oldest first."""
        calls = (await self.ask("calls?last=5000"))["calls"]
        assert len(calls) < 5000, "the base remembers no more: count them with `asked`"
        return calls

    async def asked(self) -> int:
        """Return how many calls it was asked since it was as new."""
        return (await self.ask("stats"))["counts"].get("calls", 0)


@dataclass(frozen=True)
class Connector:
    """Reader and writer, without a broker between them."""

    flow: OrderFlow
    onec: Onec
    published: list[Message]

    async def upsert(self, command: OrderUpsert) -> list[Message]:
        return await self._run(self.flow.writer.upserted, command)

    async def touch(self, guid: str, *, force: bool = False) -> list[Message]:
        message = OrderTouched(ref=Ref(system="onec", kind="order", id=guid), force=force)
        return await self._run(self.flow.reader.touched, message)

    async def _run(self, handler, message: Message) -> list[Message]:
        done = await handler(wrap(message, source="test"), message)
        if done.then:
            await done.then()
        return list(done.publish)


def deal(company: Dataset, *, number: int = 1, client: Client | None = None, **changes: Any) -> SalesOrder:
    """A deal of a client that 1C knows, as the mapper hands it over: no pair is known yet."""
    client = client or known_client(company)
    organisation = company.organisations[0]
    item = known_item(company)
    order = SalesOrder(
        origin=Ref(system="b24", kind="deal", id=str(number)),
        title="Поставка крепежа",
        url=f"https://portal.test/crm/deal/details/{number}/",
        customer=customer_of(client),
        manager=Manager(name=company.managers[0].full_name, email=company.managers[0].email),
        organisation=Organisation(inn=organisation.inn),
        terms=Terms(agreement_default=Thing(name=company.typical_agreements[0].name)),
        lines=(line(item),),
        total=line(item).total,
        stage=Stage(pipeline="0", id="PREPARATION"),
    )
    order = order.with_(**changes)
    return order.with_(total=sum((one.total for one in order.lines), start=Decimal(0)))


def command(order: SalesOrder, *, edited: int = 1, known: int = 0, groups=GROUPS, **changes: Any) -> OrderUpsert:
    assert order.origin is not None
    stamps = {group: Stamp(edited=edited, known=known) for group in groups}
    values = {"key": order.origin.key, "source": order.origin, "may_create": True} | changes
    return OrderUpsert(order=order.with_(groups=stamps), **values)


def known_client(company: Dataset) -> Client:
    return next(one for one in company.clients if one.known_to_onec and one.kind == "company" and one.agreement)


def by_contract(company: Dataset) -> Client:
    """A client of whose orders 1C keeps no payments and shipments."""
    known = (one for one in company.clients if one.known_to_onec and one.kind == "company" and one.agreement)
    return next(one for one in known if one.agreement and one.agreement.payment == "by_contract")


def known_item(company: Dataset, place: int = 0) -> SampleItem:
    goods = [one for one in company.items if one.known_to_onec and one.kind == "goods" and one.vat_rate == 22]
    return [one for one in goods if not one.characteristics and one.unit.code == "796"][place]


def customer_of(client: Client) -> Customer:
    requisite = client.requisites[0] if client.requisites else None
    kind = "contact" if client.kind == "person" else "company"
    return Customer(
        origin=Ref(system="b24", kind=kind, id=str(client.number)),
        name=client.name,
        kind="person" if client.kind == "person" else "company",
        contacts=Contacts(phones=(client.phone,), emails=(client.email,), address=client.address),
        legal_entity=LegalEntity(
            origin=Ref(system="b24", kind="requisite", id=str(client.number)),
            kind=requisite.kind,
            name=requisite.name,
            full_name=requisite.full_name,
            inn=requisite.inn,
            kpp=requisite.kpp,
        )
        if requisite and requisite.inn
        else None,
    )


def person_of(client: Client) -> Person:
    contact = client.contacts[0]
    return Person(
        origin=Ref(system="b24", kind="contact", id=f"9{client.number}"),
        first_name=contact.first_name,
        last_name=contact.last_name,
        second_name=contact.second_name,
        contacts=Contacts(phones=(contact.phone,), emails=(contact.email,)),
    )


def line(item: SampleItem, *, quantity: str = "2", price: str | None = None, **changes: Any) -> Line:
    each = Decimal(price) if price else item.price
    values = {
        "kind": item.kind,
        "item": Item(
            origin=Ref(system="b24", kind="product", id=str(item.number)),
            name=item.name,
            external_code=item.guid,
            article=item.article,
            barcode=item.barcode,
        ),
        "quantity": Decimal(quantity),
        "unit": item.unit.code,
        "price": each,
        "vat_rate": item.vat_rate,
        "total": (each * Decimal(quantity)).quantize(Decimal("0.01")),
    }
    return Line(**(values | changes))


def said(outcome: Outcome) -> str:
    """All that the manager may read about a run, but that the order was created: every run says that."""
    return "\n\n".join(told.text for told in outcome.told if not told.once)


async def document_of(onec: Onec, outcome: Message) -> dict[str, Any]:
    """The order of an outcome as 1C keeps it."""
    assert isinstance(outcome, OrderUpserted), outcome
    return (await onec.order(outcome.ref.id))["document"]


async def accountants_order(onec, company, **changes) -> str:
    """An order that an accountant typed: two of the shop's known item for its known client."""
    shown = await onec.do(
        "orders", client=known_client(company).guid, rows=[{"item": known_item(company).guid, "quantity": 2}], **changes
    )
    return shown["guid"]


async def created(connector, company, *, settle: bool = True, **changes):
    """An order in 1C whose facts were published, as after the first poll."""
    outcome, *_ = await connector.upsert(command(deal(company, **changes)))
    if settle:
        await connector.touch(outcome.ref.id)
    return outcome.ref.id


def awaiting(connector: Connector) -> tuple[Awaited, list[Message]]:
    """Return what looks for that which refused deals wait for, and the list into which its hints go."""
    heard: list[Message] = []

    async def publish(*messages: Message, **_: object) -> None:
        heard.extend(messages)

    return Awaited(connector.flow.snapshots, connector.flow.waits, publish, connector.flow.context.terms.kinds), heard


async def started_anew(connector: Connector, database: AsyncDatabase[dict[str, Any]]) -> Connector:
    """The service started again after the base was set up differently."""
    snapshots = connector.flow.snapshots
    site = Site(snapshots.place, "portal-1", await read_profile(snapshots.base), RULES)

    async def publish(*messages: Message) -> None:
        connector.published.extend(messages)

    return Connector(assemble(snapshots.base, site, database, publish), connector.onec, connector.published)
