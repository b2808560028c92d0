"""A session of the public client fast-bitrix24, unmodified; prints what it saw as one JSON object."""

import json
import os

from fast_bitrix24 import Bitrix

HOOK = os.environ["PORTAL_WEBHOOK"]


def failure_of(work) -> str:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - which class it raises is part of what is shown
        return f"{type(error).__name__}: {error}"
    return "nothing"


def main() -> None:
    portal = Bitrix(HOOK, verbose=False, ssl=False)
    deals = portal.get_all("crm.deal.list", {"select": ["ID", "TITLE", "STAGE_ID"], "filter": {"!STAGE_ID": "LOSE"}})
    ids = [deal["ID"] for deal in deals]
    items = portal.get_all(
        "crm.item.list", {"entityTypeId": 2, "select": ["id", "title"], "filter": {"stageId": "WON"}}
    )
    details = portal.get_by_ID("crm.deal.get", ids[:120])
    updates = [{"ID": number, "fields": {"TITLE": f"Переименована & {number}"}} for number in ids[:60]]
    updated = portal.call("crm.deal.update", updates)
    renamed = portal.get_by_ID("crm.deal.get", ids[59:61])
    chain = portal.call_batch(
        {
            "halt": 0,
            "cmd": {
                "d": f"crm.deal.get?id={ids[0]}",
                "c": "crm.company.get?id=$result[d][COMPANY_ID]",
            },
        }
    )
    raw = portal.call("crm.item.productrow.list", {"filter": {"=ownerType": "D", "=ownerId": int(ids[0])}}, raw=True)
    shown = {
        "deals": len(deals),
        "unique": len(set(ids)),
        "won": len(items),
        "details": len(details),
        "updated": len(updated),
        "renamed": sorted(deal["TITLE"] for deal in (renamed.values() if isinstance(renamed, dict) else renamed)),
        "first": ids[59:61],
        "company": chain["c"]["TITLE"],
        "rows": [row["productName"] for row in raw["result"]["productRows"]],
        "missing": failure_of(lambda: portal.get_by_ID("crm.deal.get", [999999])),
        "unknown": failure_of(lambda: portal.call("crm.nosuch.method", {"id": 1}, raw=True)),
    }
    print(json.dumps(shown, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
