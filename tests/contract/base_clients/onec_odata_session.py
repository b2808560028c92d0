"""A session of the public client onec-odata, unmodified; prints what it saw as one JSON object."""

import json
import os
from datetime import datetime
from uuid import UUID

from onec_odata import F, ODataClient, Query
from onec_odata.filter import raw

ROOT, ORDER = os.environ["ONEC_ROOT"], UUID(os.environ["ONEC_ORDER"])
ORDERS = "Document_ЗаказКлиента"


def failure_of(work) -> str:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - which class it raises is part of what is shown
        return type(error).__name__
    return "nothing"


def main() -> None:
    login = (os.environ["ONEC_USER"], os.environ["ONEC_PASSWORD"])
    client = ODataClient(ROOT.partition("/odata/")[0], auth=login)
    metadata = client.metadata()
    orders, partners = client.document("ЗаказКлиента"), client.catalog("Партнеры")
    states = client.information_register("СостоянияЗаказовКлиентов")
    prices = client.information_register("ЦеныНоменклатуры_RecordType")
    made = partners.create({"Description": "Пион"})
    changed = partners.update(made.ref_key, {"Комментарий": "да"}, if_match="AAAAAAAAAAk=")
    posted_since = (F("Posted") == True) & (F("Date") > datetime(2020, 1, 1))  # noqa: DTZ001, E712
    page = orders.list(Query().filter(posted_since).select("Number").top(3))
    state = states.list(Query().filter(raw(f"Заказ eq cast(guid'{ORDER}','{ORDERS}')")))
    counted = client.catalog("Организации").count()
    sliced = prices.call("SliceLast", {"Condition": "Цена gt 0"}, Query().top(2))
    orders.unpost_document(ORDER)
    unposted = orders.get(ORDER)["Posted"]
    orders.post_document(ORDER, operational=False)
    partners.delete(made.ref_key)
    shown = {
        "sets": sorted(metadata.entity_set_names) == sorted(client.service_document()),
        "rate": metadata.entity_type(f"{ORDERS}_Товары").get_property("СтавкаНДС_Key").type,
        "numbers": [one["Number"] for one in page],
        "states": [one["Состояние"] for one in state],
        "changed": [changed["Комментарий"], changed["DataVersion"]],
        "counted": counted,
        "sliced": len(sliced),
        "posted": [unposted, orders.get(ORDER)["Posted"]],
        "gone": failure_of(lambda: partners.get(made.ref_key)),
        "operational": failure_of(lambda: orders.post_document(ORDER)),
        "no_set": failure_of(lambda: client.catalog("Нет").list()),
        "stranger": failure_of(lambda: ODataClient(client.base_url, auth=("x", "y")).catalog("Валюты").list()),
    }
    print(json.dumps(shown))  # noqa: T201


main()
