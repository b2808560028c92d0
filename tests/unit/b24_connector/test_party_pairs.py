"""A pair of clients whose numbers were corrected on one side only."""

import pytest

from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.requisites import Preset
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.things import Customer, LegalEntity
from tests.unit.b24_connector.party_world import ROMASHKA, b24, row, world

__all__ = ["world"]


async def test_a_pair_whose_inn_was_corrected_on_one_side_is_refused_with_both(world):
    world.has_company("9", row("27", "9", inn="7728168971"))
    entity = ROMASHKA.with_(ref=b24("requisite", "27"))

    with pytest.raises(DealRefusal) as refusal:
        await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert all(inn in refusal.value.cause for inn in ("7707083893", "7728168971"))


async def test_a_pair_whose_kpp_was_corrected_on_one_side_is_told_with_both(world):
    world.has_company("9", row("27", "9", kpp="771201001"))
    entity = ROMASHKA.with_(ref=b24("requisite", "27"))

    found = await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    assert (found.requisite, world.created()) == ("27", [])
    assert all(kpp in world.told[0] for kpp in ("770701001", "771201001"))


async def test_a_foreigner_whose_number_was_corrected_on_one_side_is_refused_with_both(world):
    world.has_company("9", row("27", "9", inn="", kpp="") | {"RQ_BIN": "140540003110", "PRESET_ID": "7"})
    world.directory.presets = Presets([Preset("7", "company", "398")])
    entity = LegalEntity(name="ТОО", country="398", foreign_number="140540003111", ref=b24("requisite", "27"))

    with pytest.raises(DealRefusal, match=r"номер клиента «ТОО» в 1С 140540003111, .* 140540003110"):
        await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))


@pytest.mark.parametrize(("country", "told"), [("276", True), ("", False)])
async def test_a_registration_number_for_which_a_foreigners_requisites_have_no_field_is_told(world, country, told):
    world.has_company("9")
    abroad = {"inn": "", "kpp": "", "country": country, "foreign_number": "DE129273398"} if country else {}
    entity = ROMASHKA.with_(name="Muster GmbH", ogrn="HRB 12345", **abroad)

    await world.find(Customer(ref=b24("company", "9"), legal_entity=entity))

    said = (
        "Регистрационный номер клиента «Muster GmbH» («HRB 12345») в Битрикс24 не записан: у иностранца там нет поля."
    )
    assert (said in world.told) is told
