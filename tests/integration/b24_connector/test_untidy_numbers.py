"""A client whose number 1C keeps untidily has his requisite, and the order its deal (R15)."""

import pytest

from services.b24_connector.vocabulary.requisites import read_legal_entity, read_preset
from shared.messages.things import Customer, LegalEntity, Ref
from tests.integration.b24_connector.commands import PARTIES, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


async def born(office, **words):
    """1C makes an order of a new client; return the outcome and his requisite."""
    entity = LegalEntity(origin=Ref(system="onec", kind="legal_entity", id="0a" * 16), **words)
    client = Customer(origin=Ref(system="onec", kind="partner", id="0b" * 16), name=entity.name, legal_entity=entity)
    before = set(office.simulated.table("requisite").rows)
    outcome = await office.upsert(upsert((), groups=(PARTIES,), customer=client))
    rows = office.simulated.table("requisite").rows
    return outcome, [rows[number] for number in set(rows) - before]


@pytest.mark.parametrize("kept", ["ОГРН1027700132195от17.07.2002", "1027700132195", "№1027700132195"])
async def test_the_number_is_taken_out_of_what_people_have_written_around_it(office, kept):
    outcome, (requisite,) = await born(office, name="ООО «Ромашка»", inn="7707083893", kpp="773601001", ogrn=kept)

    assert (requisite["RQ_INN"], requisite["RQ_KPP"], requisite["RQ_OGRN"]) == (
        "7707083893",
        "773601001",
        "1027700132195",
    )
    assert (bool(outcome.ref), outcome.told) == (True, ())


async def test_a_number_that_has_no_room_is_left_out_and_told(office):
    outcome, (requisite,) = await born(
        office, name="ООО «Ромашка»", inn="7707083893", kpp="773601001", ogrn="102770013219511111"
    )

    assert (requisite["RQ_INN"], requisite["RQ_KPP"], requisite["RQ_OGRN"] or "") == ("7707083893", "773601001", "")
    assert outcome.ref is not None
    told = "ОГРН клиента «ООО «Ромашка»» в Битрикс24 не записан: «102770013219511111» из 1С туда не помещается."
    assert [one.text for one in outcome.told] == [f"{told} Исправьте его в 1С."]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (
            "Индивидуальный предприниматель Глава крестьянского (фермерского) хозяйства Иванов Иван Иванович",
            "Иванов Иван Иванович",
        ),
        ("ИП Глава КФХ Иванов Иван Иванович", "Иванов Иван Иванович"),
        (f"ИП {'Длинный' * 9} Иван", f"{'Длинный' * 9} Иван"),
    ],
)
async def test_a_mans_name_is_written_however_long_its_form_is(office, name, read):
    outcome, (requisite,) = await born(
        office, name=name, kind="sole_trader", inn="500100732259", ogrn="304500116000157"
    )

    preset = read_preset(office.simulated.table("preset").rows[requisite["PRESET_ID"]])
    entity = read_legal_entity(requisite, preset)
    assert (entity.name, entity.ogrn, outcome.told) == (read, "304500116000157", ())
