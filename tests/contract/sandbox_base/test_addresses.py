"""Addresses of a legal entity as people type them in 1C's form, and as documents of a day print them."""

from datetime import datetime, timedelta

KINDS = "Catalog_ВидыКонтактнойИнформации"
FORMER, LATTER = "Москва, Мясницкая, 1", "Москва, Тверская, 1"


async def typed(desk, office, *addresses, kept):
    """A client whose legal address is typed again and again, a day apart; the reference of his legal entity."""
    made = await office.post("partners", name="Пион", inn="5001000011", kpp="500101001")
    (kind,) = [row for row in desk.base.rows(KINDS) if row["PredefinedDataName"] == "ЮрАдресКонтрагента"]
    await office.post("objects", of=KINDS, guid=kind["Ref_Key"], set={"ХранитьИсториюИзменений": kept})
    for address in addresses:
        await office.post("partners", guid=made["partner"], addresses={"legal": address})
        tomorrow = datetime.fromisoformat((await office.get("clock"))["now"]) + timedelta(days=1)
        await office.post("clock", now=tomorrow.isoformat())
    return made["legal_entity"]


async def printed(office, entity, query=""):
    return (await office.get(f"legal_entities/{entity}/printed{query}"))["address"]


async def test_where_the_kind_has_a_history_the_former_address_is_printed_of_former_days(desk, office):
    entity = await typed(desk, office, FORMER, LATTER, kept=True)

    assert await printed(office, entity) == LATTER
    assert await printed(office, entity, "?on=2025-03-01T00:00:00") == FORMER


async def test_without_a_history_the_one_address_is_printed_of_all_days(desk, office):
    entity = await typed(desk, office, FORMER, LATTER, kept=False)

    assert await printed(office, entity, "?on=2025-03-01T00:00:00") == LATTER
