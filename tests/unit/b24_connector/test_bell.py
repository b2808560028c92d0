"""A notice that the portal answers with `false` has reached nobody, and the administrator reads so in the log."""

from structlog.testing import capture_logs

from services.b24_connector.portal import PortalMissing
from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.products.edited import notify
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from shared.store import Entity
from tests.unit.b24_connector.stand_ins import PortalInMemory, deal_ref
from tests.unit.b24_connector.stores import StoreInMemory

GONE = PortalMissing(PortalFault("crm.timeline.comment.add", "NOT_FOUND", "Not found"))


class Silent(PortalInMemory):
    """A portal that makes no notice, and has no deals; lanes are all one to it."""

    async def call(self, method, params, *, write=False, lane=""):  # noqa: ARG002 - as the client's
        return await super().call(method, params, write=write)


def silent() -> Silent:
    return Silent(answers={"crm.timeline.comment.add": GONE, "im.notify": False})


async def test_of_a_deleted_deal():
    notes = NoteWriter(silent(), StoreInMemory(Entity("deal:41", ref="41", fields={"responsible": "12"})), {}.get)
    told = Told(topic="refusal", text="Не заполнен ИНН.")

    with capture_logs() as said:
        await notes.noted(None, DealNote(key="deal:41", source=deal_ref(), deal=deal_ref(), told=(told,), waiting=True))

    assert [one["event"] for one in said] == ["nobody to tell: the deal is gone"]


async def test_of_a_product():
    with capture_logs() as said:
        await notify(silent(), "12", "Цена 1С.")

    assert [one["event"] for one in said] == ["nobody to tell of a product"]
