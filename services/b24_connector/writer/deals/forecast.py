"""Says how a deal will be read once it is written, for the case that nobody hears the answer."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress

from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.deals import Surroundings, read_deal
from services.b24_connector.vocabulary.rows import write_rows
from services.b24_connector.writer.deals.needed import DealWrite
from services.b24_connector.writer.parties.finding import FoundClient
from shared.canon import group_digests
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, LegalEntity, Person, Ref
from shared.process.answers import UnreadableRecord, reading


async def digests_sent(
    write: DealWrite, groups: AbstractSet[OrderGroup], found: SalesOrder, deals: DealSnapshots, directory: Directory
) -> Mapping[OrderGroup, str]:
    """Return by group what a deal will hold, as far as that can be told without asking the portal.

    Args:
        write: with what is to be.
        groups: to be written.
        found: the deal as it was read.
        deals: reads rows.
        directory: our fields, employees.
    """
    wanted, fields = write.wanted, directory.fields
    item = {**write.item, **wanted.fields(groups, fields, write.item)}
    item |= {"currencyId": wanted.order.currency, fields.names.get("reprice", ""): "N"}
    with suppress(UnreadableRecord), reading(f"deal {write.deal} as it is sent"):
        around = Surroundings(
            await deals.as_lines(write_rows(wanted.lines)) if OrderGroup.ROWS in groups else (),
            *_parties(wanted.parties, found),
            await directory.user(wanted.manager) if wanted.manager else found.manager,
        )
        return group_digests(read_deal(item, around, fields, portal=""), groups)
    return {}


def _parties(client: FoundClient, found: SalesOrder) -> tuple[Customer | None, Person | None]:
    """Return client and contact person as far as an order is compared by them: by their ids."""
    customer, person = found.customer, found.person
    if client.company:
        customer = Customer(ref=Ref(system="b24", kind="company", id=client.company), name=client.company)
    if client.contact:
        person = Person(ref=Ref(system="b24", kind="contact", id=client.contact), name=client.contact)
    if customer and client.requisite:
        ref = Ref(system="b24", kind="requisite", id=client.requisite)
        customer = customer.with_(legal_entity=LegalEntity(ref=ref, name=client.requisite))
    return customer, person
