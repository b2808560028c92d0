"""The seed of the simulated base: fills a fresh one from the made-up company."""

from sandbox.base.seed.company import plant
from sandbox.base.seed.kept import KeptSeed

__all__ = ["KeptSeed", "plant"]
