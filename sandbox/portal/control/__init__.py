"""The control interface of the simulated portal: what people do in it, and what may go wrong with it."""

from sandbox.portal.control.routes import routes

__all__ = ["routes"]
