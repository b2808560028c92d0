"""The register of object versions, as БСП keeps it: what is on leaves a row a save, and nothing else does."""

from datetime import timedelta

from sandbox.base.control import directories
from sandbox.base.control.requests import ItemRequest
from sandbox.base.switches import BaseSwitches

LOG, SETTINGS = "InformationRegister_ВерсииОбъектов", "InformationRegister_НастройкиВерсионированияОбъектов"
ITEMS, PARTNERS = "Catalog_Номенклатура", "Catalog_Партнеры"
ASKED = "$orderby=ДатаВерсии&$select=Объект,Объект_Type,НомерВерсии,ДатаВерсии"


def versioning(desk, *sets: str) -> None:
    desk.base.switches = BaseSwitches(versioning=True, versioned_sets=list(sets))
    desk.base.apply()


def test_a_base_keeps_no_versions_until_it_is_told_to(desk):
    desk.patch(f"{ITEMS}(guid'{_item(desk)}')", {"Description": "Болт М1"})

    assert desk.rows(LOG) == []
    assert desk.get("Constant_ИспользоватьВерсионированиеОбъектов", "$format=json")["value"][0]["Value"] is False


def test_each_save_of_a_versioned_object_leaves_a_dated_row_over_odata_and_in_the_form(desk):
    versioning(desk, ITEMS)
    item = _item(desk)
    before = len(desk.rows(LOG))
    desk.patch(f"{ITEMS}(guid'{item}')", {"Description": "Болт М1"})
    directories.change(desk.base, ITEMS, item, {"Description": "Болт М2"})

    rows = desk.rows(LOG, ASKED)[before:]

    assert [(row["Объект"], row["Объект_Type"]) for row in rows] == [(item, f"StandardODATA.{ITEMS}")] * 2
    assert int(rows[1]["НомерВерсии"]) == int(rows[0]["НомерВерсии"]) + 1
    assert [(row["Вариант"], row["Использовать"]) for row in desk.rows(SETTINGS)] == [("ВерсионироватьПриЗаписи", True)]


def test_rows_are_found_by_their_date(desk):
    versioning(desk, ITEMS)
    item = _item(desk)
    desk.base.clock.shift += timedelta(minutes=10)
    since = desk.base.clock.now()
    desk.patch(f"{ITEMS}(guid'{item}')", {"Description": "Болт М1"})

    rows = desk.rows(LOG, f"$filter=ДатаВерсии ge datetime'{since.isoformat()}'&{ASKED}")

    assert [row["Объект"] for row in rows] == [item]


def test_a_data_load_and_a_type_that_is_off_leave_nothing(desk):
    versioning(desk, PARTNERS)
    item = _item(desk)
    partner = desk.rows(PARTNERS, "$top=1&$select=Ref_Key")[0]["Ref_Key"]
    desk.patch(f"{ITEMS}(guid'{item}')", {"Description": "Болт М1"})
    loaded = desk.call(
        "PATCH", f"{PARTNERS}(guid'{partner}')", "", {"Комментарий": "обмен"}, **{"1c-odata-dataloadmode": "true"}
    )

    assert loaded.status == 200
    assert desk.rows(LOG) == []


def _item(desk) -> str:
    return directories.item(desk.base, ItemRequest(name="Болт"))["item"]
