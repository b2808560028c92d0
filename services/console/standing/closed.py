"""Tells a connector that waits for its system from one that does not run: nobody consumes its lanes either way."""

from collections.abc import Mapping
from typing import Any, Final

PEERS: Final = {"b24": "Битрикс24", "onec": "1С"}
_PEER_OF: Final = {"b24-connector": "b24", "onec-connector": "onec"}


def closed_peer(group: str, peers: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the system that a service's lanes wait for as it is closed; empty if they wait for none.

    Args:
        group: of a lane, `onec-connector.orders`, or the service alone.
        peers: `open`, `since` and `locked`, by system, as the mapper tells them.
    """
    system = _PEER_OF.get(group.partition(".")[0], "")
    return system if system in peers and not peers[system]["open"] else ""


def how_closed(peer: Mapping[str, Any]) -> str:
    """Describe how Bitrix24 or 1C is away: people have closed it, or it does not answer."""
    return "закрыта на обслуживание" if peer["locked"] else "не отвечает"
