"""Finds broker nodes without members of our queues: a node that joined the cluster later gets none.

Source: https://www.rabbitmq.com/docs/quorum-queues#replica-management
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.bus.topology import queues as our_queues

WANTED = 3
"""Members of a queue: the broker's own number, where it has so many nodes."""


def lacking(nodes: Iterable[Mapping[str, Any]], queues: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name each broker node that should have members of our queues and has none, with the remedy.

    Args:
        nodes: as `/api/nodes` lists them, those that are down too.
        queues: as `/api/queues/<virtual host>` lists them; those without members are not known yet.
    """
    names = sorted(node["name"] for node in nodes)
    ours = {queue.name for queue in our_queues()}
    members = [set(queue["members"]) for queue in queues if queue["name"] in ours and queue.get("members")]
    few = [has for has in members if len(has) < min(WANTED, len(names))]
    counts = {name: sum(name not in has for has in few) for name in names}
    return [
        f"На узле брокера {name} нет {count} из {len(members)} очередей: без другого узла они встанут; выполните "
        f"rabbitmq-queues grow {name} all."
        for name, count in counts.items()
        if count
    ]
