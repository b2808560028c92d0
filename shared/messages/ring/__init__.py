"""Every message of the ring, in the order in which one journey meets them.

The last word of a type tells the step: `touched` a hint, `changed`/`status` a fact, `wanted` a decision,
`upsert`/`move`/`note` a command, `upserted` an outcome, `refused` an outcome that a manager must read.
The routing key is the type without prefix and version: `deal.changed`.
"""

from shared.messages.ring.commands import Command, DealMove, DealNote, DealUpsert, OrderPolicy, OrderUpsert, Owner
from shared.messages.ring.decisions import DealWanted, Move, NewDeal, OrderWanted, StageRule, StageWanted
from shared.messages.ring.facts import (
    DealChanged,
    DealTouched,
    Fact,
    OrderChanged,
    OrderStatus,
    OrderTouched,
    PeerStatus,
    Touched,
)
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import DealRefused, DealUpserted, OrderRefused, OrderUpserted, Outcome, Pair, Refused
from shared.messages.ring.told import Told, Topic

__all__ = [
    "Command",
    "DealChanged",
    "DealMove",
    "DealNote",
    "DealRefused",
    "DealTouched",
    "DealUpsert",
    "DealUpserted",
    "DealWanted",
    "Fact",
    "Message",
    "Move",
    "NewDeal",
    "OrderChanged",
    "OrderPolicy",
    "OrderRefused",
    "OrderStatus",
    "OrderTouched",
    "OrderUpsert",
    "OrderUpserted",
    "OrderWanted",
    "Outcome",
    "Owner",
    "Pair",
    "PeerStatus",
    "Refused",
    "StageRule",
    "StageWanted",
    "Told",
    "Topic",
    "Touched",
]
