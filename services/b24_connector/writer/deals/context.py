"""What the writer of deals works with."""

from dataclasses import dataclass

from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from shared.bus.publish import Publish


@dataclass(frozen=True)
class DealContext:
    """What an upsert of a deal works with."""

    portal: Portal
    deals: DealSnapshots
    directory: Directory
    store: DealStore
    publish: Publish
