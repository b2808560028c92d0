"""Fills a fresh base from the made-up company."""

from sandbox.base.seed.company import plant

__all__ = ["plant"]
