"""The control interface: what people do in the portal, and what may go wrong with it."""

from sandbox.portal.control.routes import routes

__all__ = ["routes"]
