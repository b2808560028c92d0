"""Ends the connector in the middle of its work, and lets another take over."""

from services.onec_connector.assembly import Site, assemble
from services.onec_connector.profile.reading import read_profile
from tests.integration.onec_connector.connector import RULES, Connector


class Died(BaseException):
    """No handler of ours may clean up after a process that is gone."""


def die_at(base, place: int, *, answered: bool) -> None:
    """Let the `place`-th write be the last thing this process does."""
    exchange, writes = base._exchange, []

    async def last_words(method, path, body, session):
        if method == "GET":
            return await exchange(method, path, body, session)
        writes.append(path)
        if len(writes) == place and not answered:
            raise Died
        response = await exchange(method, path, body, session)
        if len(writes) == place:
            raise Died
        return response

    base._exchange = last_words


def die_after_posting(base) -> None:
    """Let the first look after an order was posted be the last thing this process does."""
    exchange, posted = base._exchange, []

    async def last_look(method, path, body, session):
        if method == "GET" and posted:
            raise Died
        response = await exchange(method, path, body, session)
        if method == "POST":
            posted.append(path)
        return response

    base._exchange = last_look


async def live_again(connector: Connector, database) -> Connector:
    """Return the connector that takes over, with what the dead one has left in the database."""
    base = connector.flow.snapshots.base
    if "_exchange" in vars(base):
        del base._exchange
    site = Site(connector.flow.snapshots.place, "portal-1", await read_profile(base), RULES)

    async def publish(*messages) -> None:
        connector.published.extend(messages)

    return Connector(assemble(base, site, database, publish), connector.onec, connector.published)
