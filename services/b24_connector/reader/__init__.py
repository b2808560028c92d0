"""Touched ids of the portal's records → snapshots → facts."""

from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots

__all__ = ["DealReader", "DealSnapshots"]
