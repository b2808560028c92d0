"""Intake of the portal: its events, and the sweeps that find what no event told."""

from services.b24_connector.intake.push import DealPush
from services.b24_connector.intake.sweep import Sweeper

__all__ = ["DealPush", "Sweeper"]
