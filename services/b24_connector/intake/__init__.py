"""Ways in: the portal's events, and the sweep that finds what no event told."""

from services.b24_connector.intake.push import DealPush
from services.b24_connector.intake.sweep import Sweeper

__all__ = ["DealPush", "Sweeper"]
