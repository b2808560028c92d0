"""Routes: who publishes each message, on which exchange, which lane takes it, and its replay, one row a message.

A row names; a class's wire type stays on the class. Derived from the rows: the types there are, the groups and what is
bound to them, what each service may publish, and what becomes of a dead letter that is replayed.
"""

from dataclasses import dataclass

from shared.messages.ring.census import (
    CensusEnded,
    DealCensus,
    DealCounted,
    OrderCensus,
    OrderCounted,
    PairCounted,
    ReconcileWanted,
)
from shared.messages.ring.commands import (
    CompanyNote,
    CompanyUpsert,
    ContactUpsert,
    DealMove,
    DealNote,
    DealUpsert,
    ItemUpsert,
    OrderUpsert,
    PartnerUpsert,
    PersonUpsert,
    PriceUpsert,
    ProductNote,
    ProductUpsert,
    SectionUpsert,
)
from shared.messages.ring.decisions import DealWanted, OrderWanted, StageWanted
from shared.messages.ring.directory_census import (
    CardsWeigh,
    CatalogCensus,
    PartiesWeigh,
    PartnersWeigh,
    PartyCensus,
    ProductCensus,
    RecordsCounted,
    RecordsWeighed,
)
from shared.messages.ring.facts import (
    ChoicesChanged,
    CompanyChanged,
    CompanyTouched,
    ContactChanged,
    ContactTouched,
    DealChanged,
    DealTouched,
    GroupChanged,
    ItemChanged,
    ItemTouched,
    OrderChanged,
    OrderStatus,
    OrderTouched,
    PartnerChanged,
    PartnerTouched,
    PeerStatus,
    PersonChanged,
    PersonTouched,
    PriceChanged,
    PriceTouched,
    ProductChanged,
    ProductTouched,
    Touched,
)
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import (
    CompanyRefused,
    CompanyUpserted,
    ContactRefused,
    ContactUpserted,
    DealRefused,
    DealUpserted,
    ItemRefused,
    ItemUpserted,
    OrderRefused,
    OrderUpserted,
    PartnerRefused,
    PartnerUpserted,
    PersonRefused,
    PersonUpserted,
    PriceRefused,
    PriceUpserted,
    ProductRefused,
    ProductUpserted,
    SectionUpserted,
)

B24, ONEC, ROUTER, MAPPER, CONSOLE = "b24-connector", "onec-connector", "stage-router", "mapper", "console"
RECONCILER = "reconciler"


@dataclass(frozen=True, slots=True)
class Route:
    """Who publishes one message, who takes it, and how it is replayed.

    Args:
        message: its class.
        by: programs whose own code publishes it.
        to: the group that takes it: service and lane.
        again: the hint that is published in place of it when a dead one is replayed, since it was made by yesterday's
            rules; it is about `made_from`. None: a replay runs the message itself.
    """

    message: type[Message]
    by: tuple[str, ...]
    to: str
    again: type[Touched] | None = None

    @property
    def service(self) -> str:
        """The service that takes the message."""
        return self.to.split(".", 1)[0]


ROUTES = (
    Route(DealTouched, by=(B24, ONEC, MAPPER, CONSOLE), to="b24-connector.orders"),
    Route(OrderTouched, by=(ONEC, MAPPER, CONSOLE, B24), to="onec-connector.orders"),
    Route(DealChanged, by=(B24,), to="stage-router.orders"),
    Route(OrderChanged, by=(ONEC,), to="stage-router.orders"),
    Route(OrderStatus, by=(ONEC,), to="stage-router.orders"),
    Route(OrderWanted, by=(ROUTER,), to="mapper.orders", again=DealTouched),
    Route(DealWanted, by=(ROUTER,), to="mapper.orders", again=OrderTouched),
    Route(StageWanted, by=(ROUTER,), to="mapper.orders", again=OrderTouched),
    Route(OrderUpsert, by=(MAPPER,), to="onec-connector.orders", again=DealTouched),
    Route(DealUpsert, by=(MAPPER,), to="b24-connector.orders", again=OrderTouched),
    Route(DealMove, by=(MAPPER,), to="b24-connector.orders", again=OrderTouched),
    Route(DealNote, by=(MAPPER,), to="b24-connector.orders"),
    Route(OrderUpserted, by=(ONEC,), to="mapper.orders"),
    Route(DealUpserted, by=(B24,), to="mapper.orders"),
    Route(OrderRefused, by=(ONEC,), to="mapper.orders"),
    Route(DealRefused, by=(B24,), to="mapper.orders"),
    Route(PeerStatus, by=(B24, ONEC), to="mapper.orders"),
    Route(ChoicesChanged, by=(ONEC,), to="b24-connector.orders"),
    Route(ItemTouched, by=(ONEC, MAPPER, B24, CONSOLE), to="onec-connector.directory"),
    Route(ItemChanged, by=(ONEC,), to="mapper.directory"),
    Route(GroupChanged, by=(ONEC,), to="mapper.directory"),
    Route(SectionUpsert, by=(MAPPER,), to="b24-connector.directory", again=ItemTouched),
    Route(ProductUpsert, by=(MAPPER,), to="b24-connector.directory", again=ItemTouched),
    Route(SectionUpserted, by=(B24,), to="mapper.directory"),
    Route(ProductUpserted, by=(B24,), to="mapper.directory"),
    Route(ProductRefused, by=(B24,), to="mapper.directory", again=ItemTouched),
    Route(CompanyTouched, by=(B24, ONEC, MAPPER, CONSOLE), to="b24-connector.directory"),
    Route(PartnerTouched, by=(ONEC, MAPPER, CONSOLE), to="onec-connector.directory"),
    Route(CompanyChanged, by=(B24,), to="mapper.directory"),
    Route(PartnerChanged, by=(ONEC,), to="mapper.directory"),
    Route(PartnerUpsert, by=(MAPPER,), to="onec-connector.directory", again=CompanyTouched),
    Route(CompanyUpsert, by=(MAPPER,), to="b24-connector.directory", again=PartnerTouched),
    Route(CompanyNote, by=(MAPPER,), to="b24-connector.directory"),
    Route(PartnerUpserted, by=(ONEC,), to="mapper.directory"),
    Route(PartnerRefused, by=(ONEC,), to="mapper.directory"),
    Route(CompanyUpserted, by=(B24,), to="mapper.directory"),
    Route(CompanyRefused, by=(B24,), to="mapper.directory", again=PartnerTouched),
    Route(ContactTouched, by=(B24, MAPPER, CONSOLE), to="b24-connector.directory"),
    Route(PersonTouched, by=(ONEC, MAPPER, CONSOLE), to="onec-connector.directory"),
    Route(ContactChanged, by=(B24,), to="mapper.directory"),
    Route(PersonChanged, by=(ONEC,), to="mapper.directory"),
    Route(PersonUpsert, by=(MAPPER,), to="onec-connector.directory", again=ContactTouched),
    Route(ContactUpsert, by=(MAPPER,), to="b24-connector.directory", again=PersonTouched),
    Route(PersonUpserted, by=(ONEC,), to="mapper.directory"),
    Route(PersonRefused, by=(ONEC,), to="mapper.directory"),
    Route(ContactUpserted, by=(B24,), to="mapper.directory"),
    Route(ContactRefused, by=(B24,), to="mapper.directory", again=PersonTouched),
    Route(PriceTouched, by=(ONEC, MAPPER, B24, CONSOLE), to="onec-connector.directory"),
    Route(PriceChanged, by=(ONEC,), to="mapper.directory"),
    Route(PriceUpsert, by=(MAPPER,), to="b24-connector.directory", again=PriceTouched),
    Route(PriceUpserted, by=(B24,), to="mapper.directory"),
    Route(PriceRefused, by=(B24,), to="mapper.directory", again=PriceTouched),
    Route(ProductTouched, by=(B24, MAPPER, CONSOLE), to="b24-connector.directory"),
    Route(ProductChanged, by=(B24,), to="mapper.directory"),
    Route(ItemUpsert, by=(MAPPER,), to="onec-connector.directory", again=ProductTouched),
    Route(ItemUpserted, by=(ONEC,), to="mapper.directory"),
    Route(ItemRefused, by=(ONEC,), to="mapper.directory", again=ProductTouched),
    Route(ProductNote, by=(MAPPER,), to="b24-connector.directory"),
    Route(ReconcileWanted, by=(CONSOLE,), to="reconciler.census"),
    Route(DealCensus, by=(RECONCILER, B24), to="b24-connector.census"),
    Route(OrderCensus, by=(RECONCILER, ONEC), to="onec-connector.census"),
    Route(DealCounted, by=(B24,), to="mapper.census"),
    Route(OrderCounted, by=(ONEC,), to="mapper.census"),
    Route(PairCounted, by=(MAPPER,), to="reconciler.census"),
    Route(CensusEnded, by=(B24, ONEC), to="reconciler.census"),
    Route(CatalogCensus, by=(RECONCILER,), to="onec-connector.census"),
    Route(PartyCensus, by=(RECONCILER, B24), to="b24-connector.census"),
    Route(ProductCensus, by=(RECONCILER, B24), to="b24-connector.census"),
    Route(RecordsCounted, by=(ONEC, B24), to="mapper.census"),
    Route(CardsWeigh, by=(MAPPER,), to="b24-connector.census"),
    Route(PartiesWeigh, by=(MAPPER,), to="b24-connector.census"),
    Route(PartnersWeigh, by=(MAPPER,), to="onec-connector.census"),
    Route(RecordsWeighed, by=(B24, ONEC, MAPPER), to="reconciler.census"),
)

MESSAGES: tuple[type[Message], ...] = tuple(route.message for route in ROUTES)

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(route.to for route in ROUTES))
"""A service and a lane each; the name of its work queue."""

SERVICES: tuple[str, ...] = tuple(dict.fromkeys(route.service for route in ROUTES))
"""The services that consume, each with a user of its own on the broker."""

PUBLISHERS: tuple[str, ...] = (*SERVICES, CONSOLE)
"""The programs that publish, each through an exchange of its own."""

_ROUTE = {route.message: route for route in ROUTES}


def exchange_of(program: str) -> str:
    """Return the name of a publisher's exchange: the topic exchange that this one program publishes to."""
    return f"dealbus.{program}"


def groups_of(service: str) -> list[str]:
    """Return the broker groups whose messages are routed to a service."""
    return [group for group in GROUPS if group.split(".", 1)[0] == service]


def publishers_of(message: type[Message]) -> list[str]:
    """Return the programs that may publish a message, by its route and by replays.

    They are those whose code makes it, and the services that publish it as a hint in place of a dead letter of theirs.
    """
    replaying = [route.service for route in ROUTES if route.again is message]
    return list(dict.fromkeys([*_ROUTE[message].by, *replaying]))


def published_by(program: str) -> list[type[Message]]:
    """List the messages that a program may publish, replays included."""
    return [route.message for route in ROUTES if program in publishers_of(route.message)]


def look_again(message: Message) -> Touched | None:
    """Return the hint that by its route replaces a dead command in a replay; None if the message itself runs again."""
    hint = _ROUTE[type(message)].again
    return hint(ref=message.made_from, force=True) if hint else None
