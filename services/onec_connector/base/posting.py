"""Posts orders in 1C: a call of its own, and the one place where 1C says no without saving anything."""

import asyncio

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseRefusal, Locked
from services.onec_connector.base.objections import Objection, objection_of
from services.onec_connector.objects import order as names
from shared.bus.errors import Permanent

_PAUSES_S = (0.5, 1.5)


class NotPosted(Exception):  # noqa: N818
    """1C does not post the order.

    Args:
        reason: for the manager; a general clause where 1C keeps it to itself.
        saved: the fields were written before posting was refused.
    """

    def __init__(self, reason: Objection, *, saved: bool = True) -> None:
        super().__init__("1C refused to post an order")
        self.reason = reason
        self.saved = saved


async def post(base: Base, order: str) -> None:
    """Post an order in 1C; a refusal is tried twice more, because a row lock looks just like one.

    Raises:
        NotPosted: 1C refuses.
        Locked: another transaction holds the order's rows.
    """
    for pause in (*_PAUSES_S, None):
        try:
            await base.post(names.SET, order)
        except Permanent as error:
            raise NotPosted(Objection("1С не поняла запрос обмена на проведение")) from error
        except Locked:
            if pause is None:
                raise
            await asyncio.sleep(pause)
        except BaseRefusal as error:
            if pause is None:
                raise NotPosted(objection_of(error)) from error
            # A business refusal does not go away in a second; one more question costs less than a wrong refusal.
            await asyncio.sleep(min(pause, 0.3))
        else:
            return
