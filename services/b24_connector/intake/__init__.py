"""Intake of the portal: its events, and the sweeps that find what no event told."""

from services.b24_connector.intake.deals import DealSweeper
from services.b24_connector.intake.push import DealPush

__all__ = ["DealPush", "DealSweeper"]
