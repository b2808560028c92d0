"""Which service owns which collection; its database user may do this much and no more (docs/bus.md, "Rights")."""

from typing import Any

COLLECTIONS: dict[str, tuple[str, ...]] = {
    "b24-connector": (
        "entities_b24",
        "entities_b24_products",
        "entities_b24_sections",
        "entities_b24_prices",
        "entities_b24_companies",
        "entities_b24_contacts",
        "entities_b24_private",
        "cursors_b24",
        "claims_b24",
        "history_b24",
        "leases_b24-connector",
        "lanes_b24-connector",
    ),
    "onec-connector": (
        "entities_onec",
        "entities_onec_items",
        "entities_onec_prices",
        "entities_onec_partners",
        "entities_onec_persons",
        "cursors_onec",
        "claims_onec",
        "leases_onec-connector",
        "lanes_onec-connector",
        "waits_onec",
        "seen_onec",
        "seen_onec_items",
        "seen_onec_prices",
        "seen_onec_partners",
        "seen_onec_persons",
        "logins_onec",
    ),
    "mapper": (
        "links",
        "peers",
        "doubts",
        "separated",
        "waiting_contacts",
        "history_mapper",
        "backups",
        "shadow",
        "lanes_mapper",
    ),
    "stage-router": (),
    "reconciler": (
        "reconciliations",
        "counted",
        "weighed",
        "differences",
        "lanes_reconciler",
    ),
}
"""The collections of every service; no collection has two owners."""

READER = "console-page"
"""The page of the console: it reads every collection and writes none."""

ACTIONS = ("find", "insert", "update", "remove", "createIndex", "listIndexes")
"""What a service does with its own: documents, and the indexes it makes at its start. It drops nothing."""


def role_of(service: str, database: str) -> dict[str, Any]:
    """Describe the database role of a service, or of the reader: name, database and privileges on collections.

    As `createRole` and MongoDBCommunity spell them.

    Source: https://www.mongodb.com/docs/manual/reference/command/createRole/
    """
    everything = [name for owned in COLLECTIONS.values() for name in owned]
    collections, actions = (everything, ["find"]) if service == READER else (COLLECTIONS[service], list(ACTIONS))
    privileges = [
        {"resource": {"db": database, "collection": collection}, "actions": actions} for collection in collections
    ]
    return {"role": service, "db": database, "privileges": privileges, "roles": []}
