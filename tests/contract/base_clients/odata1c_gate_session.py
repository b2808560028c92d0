"""A session of the public client odata1c-gate, unmodified, that keeps one session of 1C; prints what it saw."""

import asyncio
import json
import os

from odata1c.client1c.client import Client1C
from odata1c.client1c.errors import OdataError
from odata1c.config.models import BaseConfig


async def main() -> None:
    login = {"user": os.environ["ONEC_USER"], "password": os.environ["ONEC_PASSWORD"]}
    client = Client1C(BaseConfig(name="ut", label="УТ", url=os.environ["ONEC_ROOT"], concurrency=1, **login))
    organisations = await client.get("Catalog_Организации", {"$filter": "DeletionMark eq false", "$select": "ИНН"})
    prices = await client.get("InformationRegister_ЦеныНоменклатуры_RecordType/SliceLast(Condition='Цена gt 0')")
    try:
        await client.get("Catalog_Нет")
        missing = "nothing"
    except OdataError as error:
        missing = type(error).__name__
    await client.close()
    shown = {"organisations": len(organisations["value"]), "prices": len(prices["value"]), "missing": missing}
    print(json.dumps(shown))  # noqa: T201


asyncio.run(main())
