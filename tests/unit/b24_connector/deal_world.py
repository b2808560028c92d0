"""The writer and the reader of deals over a portal and a memory of one process."""

from datetime import UTC, datetime
from types import SimpleNamespace

from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.upserts import DealWriter
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.errors import Retryable
from shared.messages.ring.facts import DealTouched
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import deal_ref
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, Published
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory


async def nobody(*_):
    """Nothing is typed into the amount, no invoice is issued, and all can be read."""


async def orders_read(reader, **words):
    """Return the deals that a look publishes, the broker taking them."""
    touched = DealTouched(ref=deal_ref(41), **words)
    done = await reader.touched(SimpleNamespace(time=datetime.now(UTC)), touched)
    if done.then:
        await done.then()
    return [fact.order for fact in done.publish]


class World:
    def __init__(self, users=()):
        self.portal, self.store = PortalInMemory(), StoreInMemory()
        self.published = Published()
        directory = DirectoryInMemory(users)
        deals = DealSnapshots(self.portal, directory)
        rooms = DealContext(self.portal, deals, directory, self.store, self.published)
        self._reader = DealReader(
            self.portal,
            deals,
            self.store,
            delivered_rules(),
            unset_amount=nobody,
            tell_sums=nobody,
            tell_unreadable=nobody,
        )
        self._upserter = DealWriter(rooms, Translator(directory, PartyFinder(self.portal, directory, ClaimsInMemory())))

    async def run(self, command, *, confirmed=True):
        """Return the outcome; without a confirm the process dies before it is published."""
        done = await self._upserter.upserted(None, command)
        if confirmed and done.then:
            await done.then()
        return done.publish[0]

    async def read(self):
        """Return what a look at the deal publishes, the broker taking it; nothing where the reader steps aside."""
        touched = DealTouched(ref=deal_ref(41))
        try:
            done = await self._reader.touched(SimpleNamespace(time=datetime.now(UTC)), touched)
        except Retryable:
            return []
        if done.then:
            await done.then()
        return list(done.publish)

    def sets(self):
        return [params for method, params in self.portal.calls if method == "crm.item.productrow.set"]
