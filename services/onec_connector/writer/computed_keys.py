"""Computes the keys of 1C records that the bus makes, so that a repeated create meets the first one."""

from uuid import NAMESPACE_URL, UUID, uuid5


def key_space(portal_id: str) -> UUID:
    """Return the name space of all keys of 1C records that are computed for a portal."""
    return uuid5(NAMESPACE_URL, f"dealbus:{portal_id}")


def order_key(portal_id: str, birth_key: str) -> str:
    """Return the computed `Ref_Key` of a deal's order in 1C; `birth_key` is `deal:41`."""
    return str(uuid5(key_space(portal_id), birth_key))
