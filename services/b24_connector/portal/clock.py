"""The portal's own time, which changes are asked for by."""

from datetime import datetime

from services.b24_connector.portal import Portal, PortalAnswer
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Retryable


async def portal_time(portal: Portal) -> datetime:
    """Ask the portal what time it is, in its own zone: some portals ignore an offset in a query.

    Raises:
        Retryable: the portal is away, or does not say.
    """
    return time_of(await portal.call("server.time", {}))


def time_of(answer: PortalAnswer) -> datetime:
    """Return the time in the portal's answer to `server.time`.

    Raises:
        Retryable: the portal does not say.
    """
    if moment(answer.result) is None:
        raise Retryable("the portal does not say what time it is")
    return datetime.fromisoformat(answer.result)
