"""Commands → writes."""

from services.b24_connector.writer.moves import Mover
from services.b24_connector.writer.notes import Notes
from services.b24_connector.writer.upserts import Upserter

__all__ = ["Mover", "Notes", "Upserter"]
