"""The writer of deals over a portal and a memory of one process."""

from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.upserts import DealWriter
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.parties.finding import PartyFinder
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, Published
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory


class World:
    def __init__(self, users=()):
        self.portal, self.store = PortalInMemory(), StoreInMemory()
        self.published = Published()
        directory = DirectoryInMemory(users)
        deals = DealSnapshots(self.portal, directory)
        rooms = DealContext(self.portal, deals, directory, self.store, self.published)
        self._upserter = DealWriter(rooms, Translator(directory, PartyFinder(self.portal, directory, ClaimsInMemory())))

    async def run(self, command, *, confirmed=True):
        """Return the outcome; without a confirm the process dies before it is published."""
        done = await self._upserter.upserted(None, command)
        if confirmed and done.then:
            await done.then()
        return done.publish[0]

    def sets(self):
        return [params for method, params in self.portal.calls if method == "crm.item.productrow.set"]
