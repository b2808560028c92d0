"""The HTTP client of the portal: one budget, one batcher, one error table."""

from services.b24_connector.portal.client import Portal
from services.b24_connector.portal.errors import BarredError, DoubtfulWrite, NotFound, Refusal
from services.b24_connector.portal.slots import Answer, Gathered

__all__ = ["Answer", "BarredError", "DoubtfulWrite", "Gathered", "NotFound", "Portal", "Refusal"]
