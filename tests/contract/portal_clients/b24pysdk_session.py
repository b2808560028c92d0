"""A session of the official SDK b24pysdk, unmodified and over HTTPS; prints what it saw as one JSON object."""

import json
import os

from b24pysdk import BitrixApp, BitrixToken, BitrixWebhook, Client

DOMAIN = os.environ["PORTAL_DOMAIN"]


def failure_of(work) -> str:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - which class it raises is part of what is shown
        return type(error).__name__
    return "nothing"


def as_webhook() -> dict:
    token = BitrixWebhook(domain=DOMAIN, webhook_token=os.environ["PORTAL_HOOK_TOKEN"])
    client = Client(token)
    deals = client.crm.deal.list(select=["ID", "TITLE"]).as_list().result
    fast = list(client.crm.deal.list(select=["ID"]).as_list_fast().result)
    items = list(client.crm.item.list(entity_type_id=2, select=["id"]).as_list_fast().result)
    made = client.crm.item.add(entity_type_id=2, fields={"title": "SDK & шина", "contactIds": []}).result["item"]
    rows = token.call_method(
        "crm.item.productrow.set",
        {
            "ownerType": "D",
            "ownerId": made["id"],
            "productRows": [{"productName": "Болт", "price": 33.33, "quantity": 3}],
        },
    )
    batch = client.call_batch(
        {
            "good": client.crm.deal.get(bitrix_id=made["id"]),
            "bad": client.crm.deal.get(bitrix_id=999999),
            "list": client.crm.deal.list(select=["ID"]),
        }
    )
    many = client.call_batches([client.crm.deal.get(bitrix_id=int(deal["ID"])) for deal in deals[:70]])
    request = client.crm.deal.list(filter={"ID": 999999})
    return {
        "deals": len(deals),
        "fast": len({deal["ID"] for deal in fast}),
        "items": len({item["id"] for item in items}),
        "made": made["title"],
        "amount": client.crm.deal.get(bitrix_id=made["id"]).result["OPPORTUNITY"],
        "rows": [row["price"] for row in rows["result"]["productRows"]],
        "batch": [
            batch.result.result["good"]["TITLE"],
            sorted(batch.result.result_error),
            batch.result.result_total["list"],
        ],
        "many": len(many.result.result),
        "empty": [request.result, request.response.total, request.response.next],
        "operating": request.time.operating is not None,
        "profile": client.profile().value.bitrix_id,
        "fields": client.crm.item.fields(entity_type_id=2).result["fields"]["stageId"]["upperName"],
        "missing": failure_of(lambda: client.crm.item.get(entity_type_id=2, bitrix_id=999999).result),
        "app_only": failure_of(lambda: token.call_method("event.offline.get", {})),
        "wrong": failure_of(
            lambda: BitrixWebhook(domain=DOMAIN, webhook_token="7/wrong").call_method("server.time", {})
        ),
    }


def as_application() -> dict:
    app = BitrixApp(client_id="local.sandbox", client_secret="secret")
    token = BitrixToken(domain=DOMAIN, auth_token=os.environ["PORTAL_ACCESS_TOKEN"], bitrix_app=app)
    client = Client(token)
    bind = {"event": "ONCRMDEALUPDATE", "event_type": "offline", "auth_connector": "1c-bus"}
    bound = token.call_method("event.bind", bind)["result"]
    made = client.crm.item.add(entity_type_id=2, fields={"title": "А"}).result["item"]["id"]
    token.call_method("crm.item.update", {"entityTypeId": 2, "id": made, "fields": {"title": "Б"}})
    own = {"entityTypeId": 2, "id": made, "fields": {"title": "В"}, "auth_connector": "1c-bus"}
    token.call_method("crm.item.update", own)
    found = token.call_method("event.offline.get", {"clear": 0, "auth_connector": "1c-bus"})["result"]
    cleared = token.call_method("event.offline.clear", {"process_id": found["process_id"]})["result"]
    ids = [event["EVENT_DATA"]["FIELDS"]["ID"] for event in found["events"]]
    return {"bound": bound, "offline": ids == [str(made)], "cleared": cleared}


def main() -> None:
    print(json.dumps(as_webhook() | as_application(), ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
