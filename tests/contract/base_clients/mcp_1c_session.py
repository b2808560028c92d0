"""A session of the public client mcp-1c, unmodified: it writes spaces as `+`, which 1C does not read."""

import asyncio
import json
import os

from mcp_1c.client import ODataClient, ODataConfig

ORDERS = "Document_ЗаказКлиента"


async def main() -> None:
    login = {"username": os.environ["ONEC_USER"], "password": os.environ["ONEC_PASSWORD"]}
    client = ODataClient(ODataConfig(base_url=f"{os.environ['ONEC_ROOT']}/", **login))
    one = await client.get_entity_by_key(ORDERS, os.environ["ONEC_ORDER"])
    plain = await client.query_data(ORDERS, filter_expr="Posted", top=2)
    try:
        await client.query_data(ORDERS, filter_expr="Posted eq true", top=2)
        refused = "nothing"
    except Exception as error:  # noqa: BLE001 - which class it raises is part of what is shown
        refused = f"{type(error).__name__} {error.response.status_code}"
    await client.close()
    print(json.dumps({"number": one["Number"], "plain": len(plain["value"]), "refused": refused}))  # noqa: T201


asyncio.run(main())
