"""The catalogue and user fields."""

import pytest


async def products(rest, **params):
    found = await rest.result("catalog.product.list", {"select": ["id", "iblockId", "name", "xmlId"], **params})
    return found["products"]


async def test_a_product_is_added_found_by_its_outer_key_and_answers_numbers(rest, events) -> None:
    fields = {"iblockId": 23, "name": "Болт", "xmlId": "bb", "measure": 5, "vatId": 3, "vatIncluded": "Y"}

    made = (await rest.result("catalog.product.add", {"fields": fields}))["element"]
    found = await products(rest, filter={"iblockId": 23, "xmlId": "bb"})
    got = (await rest.result("catalog.product.get", {"id": made["id"]}))["product"]

    assert {"id": made["id"], "iblockId": 23, "name": "Болт", "xmlId": "bb"} == found[0]
    assert (got["measure"], got["type"], got["active"]) == (5, 1, "Y")
    assert [("CATALOG.PRODUCT.ON.ADD", {"ID": made["id"], "TYPE": 1})] == [(one.name, one.fields) for one in events]


async def test_a_product_without_outer_key_gets_its_own_id_as_key(rest) -> None:
    made = await rest.result("catalog.product.add", {"fields": {"iblockId": 23, "name": "Гайка"}})

    assert str(made["element"]["id"]) == made["element"]["xmlId"]


async def test_a_product_of_which_nobody_says_so_holds_its_prices_without_vat(rest) -> None:
    made = await rest.result("catalog.product.add", {"fields": {"iblockId": 23, "name": "Гайка"}})

    assert (made["element"]["vatIncluded"], made["element"]["canBuyZero"]) == ("N", "N")


async def test_a_product_list_without_iblock_or_its_select_is_refused(rest) -> None:
    no_block = await rest.refusal("catalog.product.list", {"select": ["id", "iblockId"], "filter": {}})
    no_select = await rest.refusal("catalog.product.list", {"select": ["name"], "filter": {"iblockId": 23}})

    assert [no_block, no_select] == [(400, "INVALID_ARG_VALUE")] * 2


async def test_several_keys_are_found_by_an_array_under_equality_and_not_by_the_at_sign(rest) -> None:
    for name in ("a", "b", "c"):
        await rest.control("POST", "products", {"name": name, "xmlId": name})

    by_array = await products(rest, filter={"iblockId": 23, "xmlId": ["a", "b"]})
    by_sign = await products(rest, filter={"iblockId": 23, "@xmlId": ["a", "b"]})

    assert (len(by_array), len(by_sign)) == (2, 3)


async def test_a_variation_lies_in_the_offers_iblock_and_names_its_parent(rest) -> None:
    parent = await rest.control("POST", "products", {"name": "Краска"})

    await rest.control("POST", "products", {"name": "Краска (белая)", "xmlId": "p#c", "parent": parent["id"]})

    offers = (await rest.result("catalog.product.offer.list", {"filter": {"iblockId": 24}}))["offers"]
    assert ("p#c", 4, str(parent["id"])) == (offers[0]["xmlId"], offers[0]["type"], str(offers[0]["parentId"]["value"]))
    by_parent = await rest.result("catalog.product.offer.list", {"filter": {"iblockId": 24, "parentId": parent["id"]}})
    assert len(by_parent["offers"]) == 1


async def test_an_article_is_a_property_and_can_be_filtered(rest) -> None:
    await rest.control("POST", "products", {"name": "Болт", "article": "AB-1"})

    found = await rest.result(
        "catalog.product.list",
        {"select": ["id", "iblockId", "property101"], "filter": {"iblockId": 23, "property101": "AB-1"}},
    )

    assert found["products"] == [{"id": 1, "iblockId": 23, "property101": {"value": "AB-1", "valueId": "1"}}]


async def test_modifying_prices_deletes_those_not_listed(rest, bolt) -> None:
    price = {"productId": bolt, "catalogGroupId": 2, "price": 90, "currency": "RUB"}
    await rest.result("catalog.price.add", {"fields": price})

    await rest.result(
        "catalog.price.modify", {"fields": {"product": {"id": bolt, "prices": [{"catalogGroupId": 2, "price": 95.5}]}}}
    )

    prices = (await rest.result("catalog.price.list", {"filter": {"productId": bolt}}))["prices"]
    assert [(row["catalogGroupId"], row["price"], row["currency"]) for row in prices] == [(2, 95.5, "RUB")]


async def test_a_product_has_one_price_of_a_type(rest, bolt) -> None:
    price = {"productId": bolt, "catalogGroupId": 1, "price": 90, "currency": "RUB"}

    refused = await rest.answer("catalog.price.add", {"fields": price})
    unknown = await rest.answer("catalog.price.add", {"fields": {**price, "catalogGroupId": 77}})
    (before,) = (await rest.result("catalog.price.list", {"filter": {"productId": [bolt]}}))["prices"]
    changed = await rest.result(
        "catalog.price.update", {"id": before["id"], "fields": {"price": 91, "currency": "RUB"}}
    )

    assert "possible to create one price" in refused.json()["error_description"]
    assert "is not found" in unknown.json()["error_description"]
    assert (changed["price"]["id"], changed["price"]["price"], changed["price"]["currency"]) == (
        before["id"],
        91,
        "RUB",
    )


async def test_a_price_type_wants_a_latin_name_and_a_base_one_takes_the_flag(rest) -> None:
    refused = await rest.answer("catalog.priceType.add", {"fields": {"name": "Опт", "xmlId": "x"}})
    made = await rest.result("catalog.priceType.add", {"fields": {"name": "DEALER", "base": "Y", "xmlId": "x"}})
    names = {"fields": {"catalogGroupId": made["priceType"]["id"], "lang": "ru", "name": "Дилерская"}}
    named = await rest.result("catalog.priceTypeLang.add", names)
    types = (await rest.result("catalog.priceType.list", {"filter": {"base": "Y"}}))["priceTypes"]
    base = await rest.answer("catalog.priceType.delete", {"id": made["priceType"]["id"]})

    assert "Latin" in refused.json()["error_description"]
    assert [row["xmlId"] for row in types] == ["x"]
    assert named["priceTypeLang"]["name"] == "Дилерская"
    assert base.status_code == 400


async def test_a_price_that_names_its_id_is_refused_and_the_others_get_new_ids(rest, bolt) -> None:
    (before,) = (await rest.result("catalog.price.list", {"filter": {"productId": bolt}}))["prices"]
    group = {"catalogGroupId": before["catalogGroupId"], "price": 95}

    named = {"fields": {"product": {"id": bolt, "prices": [{**group, "id": before["id"], "currency": "RUB"}]}}}
    refused = await rest.answer("catalog.price.modify", named)
    made = await rest.result("catalog.price.modify", {"fields": {"product": {"id": bolt, "prices": [group]}}})

    assert refused.json()["error_description"] == "Validate price error. Catalog price group is wrong"
    assert [row["price"] for row in made["prices"]] == [95]
    assert made["prices"][0]["id"] != before["id"]


async def test_a_bare_property_value_is_not_written_by_an_update(rest, bolt) -> None:
    async def article(value):
        await rest.result("catalog.product.update", {"id": bolt, "fields": {"property101": value}})
        return (await rest.result("catalog.product.get", {"id": bolt}))["product"]["property101"]["value"]

    assert await article({"value": "AB-1"}) == "AB-1"
    assert await article("AB-2") == "AB-1"
    assert not await article("")


async def test_a_rate_wants_its_name_and_sections_their_iblock(rest) -> None:
    (rate, *_) = (await rest.result("catalog.vat.list"))["vats"]

    nameless = await rest.refusal("catalog.vat.update", {"id": rate["id"], "fields": {"rate": 20}})
    homeless = await rest.refusal("catalog.section.list", {"select": ["id"]})

    assert (nameless, homeless) == ((400, 0), (400, "INVALID_ARG_VALUE"))
    assert (await rest.result("catalog.section.list", {"filter": {"iblockId": 23}}))["sections"]


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("section", {"iblockId": 23}),
        ("section", {"name": "Метизы"}),
        ("price", {"price": 7}),
        ("priceType", {"xmlId": "k"}),
    ],
)
async def test_what_an_update_must_name_is_asked_for_though_nothing_of_it_changes(rest, bolt, kind, named) -> None:
    listed = await rest.result(f"catalog.{kind}.list", {"filter": {"iblockId": 23} if kind == "section" else {}})
    first = next(iter(listed.values()))[0]

    assert await rest.refusal(f"catalog.{kind}.update", {"id": first["id"], "fields": named}) == (400, 0)


async def test_the_list_of_methods_leaves_controllers_out_and_asking_by_name_finds_them(rest) -> None:
    listed = await rest.result("methods")
    asked = await rest.result("method.get", {"name": "crm.item.list"})

    assert "crm.deal.list" in listed
    assert not [name for name in listed if name.startswith(("crm.item.", "catalog."))]
    assert asked == {"isExisting": True, "isAvailable": True}


async def test_units_rates_and_catalogues_stand_in_their_envelopes(rest) -> None:
    measures = (await rest.result("catalog.measure.list", {"filter": {"code": 796}}))["measures"]
    vats = (await rest.result("catalog.vat.list"))["vats"]
    catalogs = (await rest.result("catalog.catalog.list"))["catalogs"]

    assert (measures[0]["id"], measures[0]["symbol"]) == (5, "шт")
    assert {None, 0, 10, 20, 22} <= {row["rate"] for row in vats}
    assert [(row["iblockId"], row["productIblockId"]) for row in catalogs] == [(23, None)]


async def test_an_enumeration_field_keeps_outer_keys_and_its_value_is_an_items_id(rest) -> None:
    choices = [{"VALUE": "Торговый дом", "XML_ID": "cc"}, {"VALUE": "Склад", "XML_ID": "dd"}]
    fields = {"FIELD_NAME": "ORG", "USER_TYPE_ID": "enumeration", "LABEL": "Организация", "LIST": choices}

    number = await rest.result("crm.deal.userfield.add", {"fields": fields})
    field = await rest.result("crm.deal.userfield.get", {"id": number})
    chosen = field["LIST"][1]["ID"]
    deal = await rest.new_deal(ufCrmOrg=int(chosen))

    assert (field["FIELD_NAME"], [one["XML_ID"] for one in field["LIST"]]) == ("UF_CRM_ORG", ["cc", "dd"])
    assert (int(chosen), chosen) == (
        (await rest.deal(deal))["ufCrmOrg"],
        (await rest.result("crm.deal.get", {"id": deal}))["UF_CRM_ORG"],
    )


async def test_user_fields_are_named_by_the_irregular_rule_and_refused_twice(rest) -> None:
    for name in ("3_DIGIT", "1747309879", "1C_GUID", "BUS_STATE"):
        await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": name, "USER_TYPE_ID": "string"}})

    fields = (await rest.result("crm.item.fields", {"entityTypeId": 2}))["fields"]
    twice = await rest.refusal(
        "crm.deal.userfield.add", {"fields": {"FIELD_NAME": "UF_CRM_BUS_STATE", "USER_TYPE_ID": "string"}}
    )

    assert {"ufCrm3Digit", "ufCrm_1747309879", "ufCrm_1C_GUID", "ufCrmBusState"} <= set(fields)
    assert twice == (400, "ERROR_CORE")


async def test_the_generic_method_makes_the_same_field_with_ids_as_strings(rest) -> None:
    field = {"entityId": "CRM_DEAL", "fieldName": "UF_CRM_ORG", "userTypeId": "enumeration"}
    sent = {"moduleId": "crm", "field": field | {"enum": [{"value": "Дом", "xmlId": "cc"}]}}

    made = (await rest.result("userfieldconfig.add", sent))["field"]
    listed = (await rest.result("userfieldconfig.list", {"moduleId": "crm", "filter": {"entityId": "CRM_DEAL"}}))[
        "fields"
    ]
    old = await rest.result("crm.deal.userfield.list", {"filter": {"FIELD_NAME": "UF_CRM_ORG"}})

    assert (
        made["id"],
        [{key: one[key] for key in ("value", "xmlId")} for one in made["enum"]],
    ) == ("1", [{"value": "Дом", "xmlId": "cc"}])
    assert (
        [one["fieldName"] for one in listed],
        [one["FIELD_NAME"] for one in old],
    ) == (["UF_CRM_ORG"], ["UF_CRM_ORG"])


async def test_a_field_made_with_all_published_keys_shows_them_again(rest) -> None:
    flags = {"sort": "250", "showFilter": "Y", "showInList": "N", "editInList": "N", "isSearchable": "Y"}
    labels = {name: {"ru": "Склад"} for name in ("editFormLabel", "listColumnLabel", "listFilterLabel")}
    messages = {"errorMessage": {"ru": "Ошибка"}, "helpMessage": {"ru": "Подсказка"}}
    named = {"entityId": "CRM_DEAL", "fieldName": "UF_CRM_STORE", "userTypeId": "string", "xmlId": "store"}
    field = named | {"multiple": "N", "mandatory": "N", "settings": {"SIZE": 20}} | flags | labels | messages

    made = (await rest.result("userfieldconfig.add", {"moduleId": "crm", "field": field}))["field"]
    got = (await rest.result("userfieldconfig.get", {"moduleId": "crm", "id": made["id"]}))["field"]

    assert field.items() <= made.items()
    assert got == made


async def test_the_catalogue_of_variations_appears_with_the_first_parent(rest) -> None:
    alone = await rest.result("catalog.catalog.list", {"select": ["iblockId", "productIblockId"]})
    refused = await rest.refusal("catalog.product.offer.add", {"fields": {"iblockId": 24, "name": "Краска (белая)"}})

    made = await rest.result("catalog.product.sku.add", {"fields": {"iblockId": 23, "name": "Краска", "measure": 1}})
    both = await rest.result("catalog.catalog.list", {"select": ["iblockId", "productIblockId"]})

    assert (len(alone["catalogs"]), len(both["catalogs"]), refused[0]) == (1, 2, 400)
    assert (made["sku"]["type"], made["sku"]["measure"]) == (6, 5)


async def test_variations_are_found_and_changed_by_their_own_family_alone(rest) -> None:
    parent = (await rest.result("catalog.product.sku.add", {"fields": {"iblockId": 23, "name": "Краска"}}))["sku"]
    fields = {"iblockId": 24, "name": "Краска (белая)", "parentId": parent["id"]}

    offer = (await rest.result("catalog.product.offer.add", {"fields": fields}))["offer"]
    simple = await products(rest, filter={"iblockId": 24})
    missing = await rest.refusal("catalog.product.get", {"id": offer["id"]})
    units = (
        await rest.result(
            "catalog.product.sku.list", {"filter": {"iblockId": 23}, "select": ["id", "iblockId", "type"]}
        )
    )["units"]

    assert (simple, missing[0], offer["type"]) == ([], 400, 4)
    assert [(one["id"], one["type"]) for one in units] == [(parent["id"], 3)]
