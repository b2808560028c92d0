"""What a look keeps of 1C's whole catalogs, and in how little memory."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.base.packed import Packer
from services.onec_connector.base.wire import BaseRecord
from services.onec_connector.vocabulary.companies import PartnerCard
from services.onec_connector.writer.weighing.whole import WholePartners, WholePersons
from tests.unit.onec_connector.party_cards import entity, partner, phone

MOST_A_CARD = 1024


def card(number: int) -> PartnerCard:
    """One of many partners, each with keys and values of its own, as each answer of 1C has them."""
    guid = f"0a000000-0000-4000-8000-{number:012}"
    detail = BaseRecord(phone(f"+7 495 {number:07}"))
    firm = BaseRecord(partner([detail], Ref_Key=guid, Description=f"Ромашка {number}"))
    own = BaseRecord(entity(guid, [detail], ИНН=f"{number:010}", Партнер_Key=guid))
    return PartnerCard(firm, (own,))


class Catalogs:
    """Answers as 1C does: whoever asks waits a while."""

    groups = words = kinds = None
    readings, count = 0, 3

    async def see_clients(self) -> AsyncIterator[PartnerCard]:
        self.readings += 1
        for number in range(self.count):
            await asyncio.sleep(0)
            yield card(number)

    async def see_all(self) -> AsyncIterator[BaseRecord]:
        async for one in self.see_clients():
            yield BaseRecord(Ref_Key=one.guid, Owner_Key=card(7).guid)


@pytest.mark.parametrize("whole", [WholePartners, WholePersons])
async def test_those_who_are_weighed_together_wait_for_one_reading(whole):
    catalogs = Catalogs()
    kept = whole(catalogs)

    found = await asyncio.gather(*[kept.see(card(number).guid) for number in range(3)])

    assert None not in found
    assert catalogs.readings == 1


def test_a_value_comes_back_as_it_was_with_the_types_of_its_records():
    packer = Packer[BaseRecord]()
    rows = [BaseRecord({"Сумма": Decimal("0.10"), "Строки": [BaseRecord({"Номер": one})]}) for one in range(100)]

    found = [packed.value() for packed in [packer.pack(row) for row in rows]]

    assert found == rows
    assert type(found[7]["Сумма"]) is Decimal
    with pytest.raises(BaseAwayError):
        found[99]["Строки"][0]["Ref_Key"]


async def test_a_card_that_is_kept_takes_a_kilobyte_and_not_ten():
    catalogs = Catalogs()
    catalogs.count = 1000
    kept = WholePartners(catalogs)
    gc.collect()
    tracemalloc.start()
    try:
        found = await kept.see(card(999).guid)
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == card(999)
    assert size / catalogs.count < MOST_A_CARD
