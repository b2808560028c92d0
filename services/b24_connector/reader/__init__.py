"""Touched ids → snapshots → facts."""

from services.b24_connector.reader.handler import Reader
from services.b24_connector.reader.waves import Deals

__all__ = ["Deals", "Reader"]
