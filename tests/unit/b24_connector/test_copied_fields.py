"""What a copied deal shows of its original's order in the customer's own fields."""

import pytest

from services.b24_connector.memory.deal import Deal
from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.writer.notes import NoteWriter
from shared.rules.fields import FieldRow
from tests.unit.b24_connector.stand_ins import PortalInMemory, deal_row
from tests.unit.b24_connector.stores import StoreInMemory

ROWS = {
    "track": FieldRow(deal="UF_CRM_TRACK", additional="Накладная", type="text", direction="1c→b24"),
    "passed": FieldRow(deal="UF_CRM_PASSED", additional="Передан на склад", type="yes_no", direction="1c→b24"),
    "lost": FieldRow(deal="UF_CRM_LOST", additional="Нет в портале", type="text", direction="1c→b24"),
    "address": FieldRow(deal="UF_CRM_ADDRESS", order="АдресДоставки", type="text", direction="b24→1c"),
    "weight": FieldRow(deal="UF_CRM_WEIGHT", additional="Вес", type="number", direction="both"),
}
PLACES = {"track": "ufTrack", "passed": "ufPassed", "address": "ufAddress", "weight": "ufWeight"}
FIELDS = DealFields({"number": "ufNumber", "paid": "ufPaid"}, extra=DealExtra(ROWS, PLACES))
OF_ITS_OWN = {"ufAddress": "Ленина 2", "ufWeight": "12"}


@pytest.mark.parametrize(
    ("shown", "emptied"),
    [
        (
            {"ufNumber": "ТД00-000017", "ufTrack": "ТТН 555", "ufPassed": "Y"},
            [{"UF_CRM_DEALBUS_NUMBER": "", "UF_CRM_DEALBUS_PAID": "", "UF_CRM_TRACK": "", "UF_CRM_PASSED": ""}],
        ),
        ({"ufNumber": "", "ufTrack": "ТТН 555"}, []),
    ],
    ids=["copied", "typed by a person"],
)
async def test_a_copy_shows_no_value_that_its_originals_order_has_given(shown, emptied):
    portal, store = PortalInMemory(deals={"42": deal_row("42", **shown, **OF_ITS_OWN)}), StoreInMemory()
    notes = NoteWriter(portal, store, str, lambda: FIELDS)

    await notes.looked(Deal("deal:42", ref="42"), "42", portal.deals["42"])

    assert [params["fields"] for method, params in portal.calls if method == "crm.deal.update"] == emptied
