"""MongoDB: one document per entity, cursors, leases and claims (docs/convergence.md)."""

from shared.store.claims import Claims
from shared.store.connection import connect
from shared.store.cursors import Cursors
from shared.store.entities import EntityStore
from shared.store.entity import Entity, Writing
from shared.store.errors import LeaseLostError, StoreUnavailableError, TwoPartners
from shared.store.lease import Lease

__all__ = [
    "Claims",
    "Cursors",
    "Entity",
    "EntityStore",
    "Lease",
    "LeaseLostError",
    "StoreUnavailableError",
    "TwoPartners",
    "Writing",
    "connect",
]
