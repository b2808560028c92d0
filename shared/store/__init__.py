"""MongoDB: one document per entity, cursors, leases and claims (docs/convergence.md)."""

from shared.store.away import StoreAwayError, patient
from shared.store.claims import Claim, Claims
from shared.store.connection import connect
from shared.store.cursors import Cursors
from shared.store.entities import EntityStore
from shared.store.entity import Entity, Writing
from shared.store.errors import LeaseLostError, StoreUnavailableError, TwoCounterparts
from shared.store.lease import Lease
from shared.store.updates import Into

__all__ = [
    "Claim",
    "Claims",
    "Cursors",
    "Entity",
    "EntityStore",
    "Into",
    "Lease",
    "LeaseLostError",
    "StoreAwayError",
    "StoreUnavailableError",
    "TwoCounterparts",
    "Writing",
    "connect",
    "patient",
]
