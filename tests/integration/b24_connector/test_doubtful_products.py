"""Nobody knows what the portal has taken of a product: it is nobody's edit, for as long as nobody has looked."""

import pytest

from shared.bus.errors import Retryable
from tests.integration.b24_connector.test_edited_products import bolt, looked, shop  # noqa: F401 - fixtures


async def test_a_write_whose_answer_was_lost_is_nobodys_edit(shop, bolt):  # noqa: F811
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")

    with pytest.raises(Retryable, match="being written"):
        await looked(shop, bolt)


async def test_a_write_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(shop, bolt):  # noqa: F811
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    faults = shop.wire.app.server.faults
    faults.order({"kind": "503", "count": 99})
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    faults.waiting.clear()

    with pytest.raises(Retryable, match="being written"):
        await looked(shop, bolt)
