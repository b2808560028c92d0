"""The made-up company that both simulators are seeded from."""

from sandbox.dataset.build import build_dataset
from sandbox.dataset.identity import guid_of
from sandbox.dataset.model import (
    Agreement,
    Characteristic,
    Client,
    Contact,
    Dataset,
    Item,
    Manager,
    Organisation,
    Pack,
    PriceKind,
    Requisite,
    Unit,
    Warehouse,
)

__all__ = [
    "Agreement",
    "Characteristic",
    "Client",
    "Contact",
    "Dataset",
    "Item",
    "Manager",
    "Organisation",
    "Pack",
    "PriceKind",
    "Requisite",
    "Unit",
    "Warehouse",
    "build_dataset",
    "guid_of",
]
