"""Each release publishes its own sets, fields, types, lengths and values, and refuses the rest as 1C does."""

import hashlib
import xml.etree.ElementTree as ET

import pytest

from sandbox.base.releases import facts
from sandbox.base.releases.table import OLD, RELEASES, SUPPORTED, load, path_of

EDM = "{http://schemas.microsoft.com/ado/2009/11/edm}"
ORDERS = "Document_ЗаказКлиента"
STATES = "InformationRegister_СостоянияЗаказовКлиентов"
BARCODES = "InformationRegister_ШтрихкодыНоменклатуры"

# Whoever makes the tables anew (`make facts`) writes their hashes here: nobody changes a fact by hand unseen.
HASHES = {
    "ut-11.5.8": "7b326ab45fcb3ea2",
    "ut-11.5.18": "aeb839d998002705",
    "ut-11.5.27": "f77b4cf728586dcf",
    "ka-2.5.12": "1f2bd053587cc346",
    "erp-2.5.17": "0efb5d3cc6dd5687",
    "ut-11.4": "351f3cd6a016a998",
}


def schema_of(desk):
    return ET.fromstring(desk.call("GET", "$metadata").body)


def fields_of(desk, name):
    found = (one for one in schema_of(desk).iter() if one.get("Name") == name and one.tag.endswith("Type"))
    return {one.get("Name"): one.get("Type") for one in next(found).iter(f"{EDM}Property")}


@pytest.mark.parametrize("release", RELEASES)
def test_the_table_of_a_release_is_the_one_that_was_made_from_the_facts(release):
    assert hashlib.sha256(path_of(release).read_bytes()).hexdigest()[:16] == HASHES[release]


def test_a_field_that_differs_from_the_facts_is_named(tmp_path):
    for release in RELEASES:
        (tmp_path / f"{release}.1.json").write_text(facts.text(as_source(release)), encoding="utf-8")
    same = facts.compare(tmp_path)
    source = as_source("ut-11.5.8")
    source["Catalog.Валюты"]["attributes"]["Наценка"] = "Number(12,2)"
    (tmp_path / "ut-11.5.8.1.json").write_text(facts.text(source), encoding="utf-8")

    line = 'ut-11.5.8: Catalog.Валюты attributes Наценка: "Number(10,2)" here, "Number(12,2)" there'
    assert (same, facts.compare(tmp_path)) == ([], [line])


def as_source(release):
    table = facts.json.loads(facts.text(load(release)))
    return {name: {"values": one.split()} if name.startswith("Enum.") else one for name, one in table.items()}


@pytest.mark.parametrize(
    ("release", "keys"),
    [
        ("ut-11.5.18", {"Штрихкод"}),
        ("ut-11.5.27", {"Штрихкод", "Номенклатура_Key", "Характеристика_Key", "Серия_Key", "Упаковка_Key"}),
    ],
)
def test_barcodes_are_kept_by_one_dimension_or_by_five(make_desk, release, keys):
    root = schema_of(make_desk(release))

    entity = next(one for one in root.iter(f"{EDM}EntityType") if one.get("Name") == BARCODES)

    assert {one.get("Name") for one in entity.iter(f"{EDM}PropertyRef")} == keys


@pytest.mark.parametrize("release", SUPPORTED)
def test_the_state_is_composite_in_every_release(make_desk, release):
    desk = make_desk(release)
    guid = desk.posted()

    assert desk.state(guid)["Состояние_Type"] == "StandardODATA.СостоянияЗаказовКлиентов"
    assert desk.rows(STATES, "$filter=Состояние eq 'ГотовКОтгрузке'") == []


@pytest.mark.parametrize("release", RELEASES)
def test_a_field_of_another_release_is_refused_and_not_published(make_desk, release):
    desk = make_desk(release)
    has = {"invoice": release not in {"ut-11.5.8", OLD}, "tax": release == OLD, "rates": release != OLD}

    asked = {
        "invoice": desk.call("GET", ORDERS, "$select=ЭтоЗаказКакСчет").status,
        "tax": desk.call("GET", "Catalog_СоглашенияСКлиентами", "$filter=НалогообложениеНДС eq 'А'").status,
        "rates": desk.call("GET", "Catalog_СтавкиНДС", "$top=1").status,
    }

    missing = {"invoice": 400, "tax": 400, "rates": 404}
    assert asked == {name: 200 if there else missing[name] for name, there in has.items()}
    assert ("ЭтоЗаказКакСчет" in fields_of(desk, ORDERS)) == has["invoice"]


def test_what_a_release_lacks_is_refused_with_the_codes_of_1c(make_desk):
    desk, old = make_desk("ut-11.5.8"), make_desk(OLD)

    assert desk.refusal("GET", ORDERS, "$select=ЭтоЗаказКакСчет") == (400, "6")
    assert desk.refusal("GET", ORDERS, "$filter=ЭтоЗаказКакСчет eq true") == (400, "6")
    assert old.refusal("GET", "Catalog_СтавкиНДС") == (404, "8")


def test_a_field_that_the_release_lacks_is_passed_over_in_a_write(make_desk):
    written = make_desk("ut-11.5.8").post(ORDERS, {"ЭтоЗаказКакСчет": True})

    assert "ЭтоЗаказКакСчет" not in written


def test_a_value_of_another_release_is_refused(make_desk):
    regime = {"НалогообложениеНДС": "ЛьготноеНалогообложениеНДСНаУСН"}
    found = {release: make_desk(release).call("POST", ORDERS, "", regime).status for release in SUPPORTED}

    assert {release for release, status in found.items() if status == 201} == {"ut-11.5.27", "erp-2.5.17"}


def test_text_is_cut_at_the_length_the_release_has(make_desk):
    found = {
        release: len(
            make_desk(release).post("Catalog_Контрагенты", {"РегистрационныйНомер": "1" * 200})["РегистрационныйНомер"]
        )
        for release in ("ut-11.5.18", "ut-11.5.27")
    }

    assert found == {release: length(release) for release in found}


def length(release):
    return int(load(release)["Catalog.Контрагенты"]["attributes"]["РегистрационныйНомер"][7:-1])


def test_text_without_a_limit_cannot_be_filtered_by(desk):
    assert desk.refusal("GET", ORDERS, "$filter=Комментарий eq 'а'") == (500, "-1")


def test_enumerations_are_published_with_the_values_of_the_release_and_can_be_left_out(make_desk):
    name = "СостоянияЗаказовКлиентов"
    desks = [make_desk("ut-11.5.18"), make_desk("ut-11.5.27"), make_desk(unpublished_sets=[name])]

    published = [
        [len(one) for one in schema_of(desk).iter(f"{EDM}EnumType") if one.get("Name") == name] for desk in desks
    ]

    assert published == [[10], [11], []]


@pytest.mark.parametrize("release", SUPPORTED)
def test_the_catalogs_of_a_release_have_the_standard_attributes_the_facts_give_them(make_desk, release):
    desk = make_desk(release)

    absent = [name for name in ("Организации", "ДоговорыКонтрагентов", "КонтактныеЛицаПартнеров")
              if "Code" in fields_of(desk, f"Catalog_{name}")]  # fmt: skip

    assert absent == []
    assert "IsFolder" in fields_of(desk, "Catalog_Номенклатура")
    assert "IsFolder" not in fields_of(desk, "Catalog_Партнеры")
