"""Tells whether a person who saw a 1C order unposted has decided that it is posted again. Pure."""

from services.onec_connector.writer.orders.context import OrderRun
from shared.canon import group_digests
from shared.entities import compared_by
from shared.messages.order import OrderGroup, SalesOrder


def is_posting_decided(run: OrderRun, told: SalesOrder) -> bool:
    """Tell whether who decided for the deal has seen the state in which its 1C order stands now.

    Args:
        run: of a command whose stamp of the stage knows the edit of the order's state that was seen.
        told: the order as it stands.
    """
    stamp, mine = run.stamps.get(OrderGroup.STAGE), run.entity.groups.get(OrderGroup.STATE)
    if stamp is None or mine is None or not stamp.decided or mine.edited > stamp.known:
        return False
    return group_digests(told, {OrderGroup.STATE})[OrderGroup.STATE] in {mine.digest, compared_by(stamp, mine)}
