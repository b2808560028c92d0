"""Commands to the portal → writes."""

from services.b24_connector.writer.choices import ChoiceWriter
from services.b24_connector.writer.deals.upserts import DealWriter
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.stages.moves import StageWriter

__all__ = ["ChoiceWriter", "DealWriter", "NoteWriter", "StageWriter"]
