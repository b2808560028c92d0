"""Messages of a reconciliation of directories: pages of one side's records, weighed against the other side's.

Deals and orders are compared by the reconciler; a directory is weighed by the connector that would write it, which
alone knows what counts as the same there. Nothing is written. Records travel fifty at a time.
"""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from shared.messages.contact import ContactCard
from shared.messages.model import Count, Model, Name
from shared.messages.party import Company
from shared.messages.price import ItemPrices
from shared.messages.product import Product
from shared.messages.ring.census import PAGE, Looked
from shared.messages.ring.commands import (
    CompanyUpsert,
    ContactUpsert,
    PartnerUpsert,
    PersonUpsert,
    PriceUpsert,
    ProductUpsert,
)
from shared.messages.things import Ref, System

PartyKind = Literal["company", "contact", "private_contact"]
"""Kind of the records that the portal tells; a private contact is a private person's."""

Listed = Literal[
    "item", "price", "partner", "contact_person", "private_partner", "company", "contact", "private_contact", "product"
]
"""Kind of the records whose side tells them; private partner and private contact are a private person's."""

TOLD_BY_PORTAL: Final[tuple[Listed, ...]] = ("company", "contact", "private_contact", "product")

Weighing = Literal["", "differs", "unpaired", "standing"]
"""`unpaired`: the other side has no record for it and should; `standing`: it is refused now, and `note` says why."""

MOST = 1000
"""Records that are looked at again by their ids; where more differ, all are."""


class CatalogCensus(Looked):
    """Hint: tell all records of a directory of 1C as they stand now.

    Args:
        kind: of the records.
        only: these records alone; empty: all.
    """

    TYPE: ClassVar[str] = "dealbus.catalog.census.v1"

    kind: Listed
    only: Annotated[tuple[Name, ...], Field(max_length=MOST)] = ()

    @property
    def subject(self) -> str:
        """The subject of the census of a catalog of 1C: `census:<name of the reconciliation>`."""
        return f"census:{self.run}"


class PartyCensus(Looked):
    """Hint: tell a page of companies, contacts or private persons of the portal as they stand now.

    Args:
        kind: of the records.
        after: id of the last record of the page before; empty: the first page.
        counted, pages: records and pages told before.
        only: these records alone, a page of which is told at a time; empty: all.
    """

    TYPE: ClassVar[str] = "dealbus.party.census.v1"

    kind: PartyKind
    after: Name = ""
    counted: Count = 0
    pages: Count = 0
    only: Annotated[tuple[Name, ...], Field(max_length=MOST)] = ()

    @property
    def subject(self) -> str:
        """The subject of the census of the portal's companies or contacts: `census:<name of the reconciliation>`."""
        return f"census:{self.run}"


class ProductCensus(Looked):
    """Hint: tell those of a page of the portal's products that people have typed, and that may have no item.

    Args:
        after: catalogue and last product of the page before, `23:117`; empty: the first page.
        counted, pages: products and pages told before.
        only: these products alone, a page of which is told at a time; empty: all.
    """

    TYPE: ClassVar[str] = "dealbus.product.census.v1"

    after: Name = ""
    counted: Count = 0
    pages: Count = 0
    only: Annotated[tuple[Name, ...], Field(max_length=MOST)] = ()

    @property
    def subject(self) -> str:
        """The subject of the census of the portal's products: `census:<name of the reconciliation>`."""
        return f"census:{self.run}"


class Page(Looked):
    """Some records of one directory that travel together.

    Args:
        kind: of the records.
        page: its number, from 1.
        count: of the records it began with.
        links: where people open them, by the id of the record, as far as that is known.
    """

    kind: Listed
    page: Count
    count: Annotated[int, Field(ge=0, le=PAGE)]
    links: dict[Name, str] = {}

    @property
    def subject(self) -> str:
        """The subject of a page of a directory's census: `item:<name of the reconciliation>:<page>`."""
        return f"{self.kind}:{self.run}:{self.page}"


class RecordsCounted(Page):
    """Fact: some records as they stand now, whether or not they were told before."""

    TYPE: ClassVar[str] = "dealbus.records.counted.v1"

    products: tuple[Product, ...] = ()
    prices: tuple[ItemPrices, ...] = ()
    companies: tuple[Company, ...] = ()
    contacts: tuple[ContactCard, ...] = ()


class PartiesWeigh(Page):
    """Hint: say what these commands would change in companies and contacts of the portal, and change nothing."""

    TYPE: ClassVar[str] = "dealbus.parties.weigh.v1"

    companies: tuple[CompanyUpsert, ...] = ()
    contacts: tuple[ContactUpsert, ...] = ()


class PartnersWeigh(Page):
    """Hint: say what these commands would change in partners and contact persons of 1C, and change nothing."""

    TYPE: ClassVar[str] = "dealbus.partners.weigh.v1"

    partners: tuple[PartnerUpsert, ...] = ()
    persons: tuple[PersonUpsert, ...] = ()


class CardsWeigh(Page):
    """Hint: say what these commands would change in the portal's catalogue, and change nothing."""

    TYPE: ClassVar[str] = "dealbus.cards.weigh.v1"

    products: tuple[ProductUpsert, ...] = ()
    prices: tuple[PriceUpsert, ...] = ()


class WeighedRecord(Model):
    """What came of weighing one record.

    Args:
        key: birth key of the pair.
        b24, onec: the record on either side; None: there is none, or nobody knows which.
        name: of the record, for people.
        what: how it stands.
        group: of fields that differ; empty where nothing is compared.
        of: which of several values of the group; empty where there is only one.
        in_b24, in_onec: both values as people read them.
        edited: numbers of the last edits of the group on either side, as far as they are known.
        busy: it is being written.
        note: what a person reads of one that is refused.
        b24_url, onec_url: where people open it; empty where that is not known.
    """

    key: Name
    b24: Ref | None = None
    onec: Ref | None = None
    name: str = ""
    what: Weighing = "differs"
    group: Name = ""
    of: str = ""
    in_b24: str = ""
    in_onec: str = ""
    edited: dict[System, Count] = {}
    busy: bool = False
    note: str = ""
    b24_url: str = ""
    onec_url: str = ""


class RecordsWeighed(Page):
    """Fact: what the other side holds otherwise; of records that are equal nothing is said."""

    TYPE: ClassVar[str] = "dealbus.records.weighed.v1"

    found: tuple[WeighedRecord, ...] = ()
