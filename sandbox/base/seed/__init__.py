"""Fills a fresh base from the made-up company."""

from sandbox.base.seed.company import plant
from sandbox.base.seed.kept import KeptSeed

__all__ = ["KeptSeed", "plant"]
