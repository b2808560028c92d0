"""The HTTP client of the portal: one budget, one batcher, one error table."""

from services.b24_connector.portal.client import LONGEST_CALL, Portal
from services.b24_connector.portal.errors import (
    PortalAwayError,
    PortalBarredError,
    PortalHidden,
    PortalMissing,
    PortalRefusal,
    PortalRestsError,
    PortalRightsError,
)
from services.b24_connector.portal.slots import Gathered, PortalAnswer, arrived

__all__ = [
    "LONGEST_CALL",
    "Gathered",
    "Portal",
    "PortalAnswer",
    "PortalAwayError",
    "PortalBarredError",
    "PortalHidden",
    "PortalMissing",
    "PortalRefusal",
    "PortalRestsError",
    "PortalRightsError",
    "arrived",
]
