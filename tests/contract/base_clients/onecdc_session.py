"""A session of the public client onecdc, unmodified; prints what it saw as one JSON object."""

import json
import os

from onecdc.change_reader import ChangeReader
from onecdc.data_reader import DataReader
from onecdc.metadata_reader import MetadataReader

ROOT = os.environ["ONEC_ROOT"]
LOGIN = (os.environ["ONEC_USER"], os.environ["ONEC_PASSWORD"])
ORDERS = "Document_ЗаказКлиента"


def main() -> None:
    metadata = MetadataReader(ROOT, LOGIN)
    metadata.get_metadata()
    nodes = ChangeReader(ROOT, "ДляODATA", "", metadata, LOGIN).available_nodes()
    reader = ChangeReader(ROOT, "ДляODATA", nodes[-1]["Ref_Key"], metadata, LOGIN)
    reader.read_changes()
    first = reader.entries_read
    row = reader[ORDERS].to_records_mapped()[0]
    lines = reader[f"{ORDERS}_Товары"].to_records_mapped()
    reader.read_changes()
    repeated = reader.entries_read
    reader.notify_changes_received()
    reader.read_changes()
    currencies = DataReader(ROOT, metadata, LOGIN)
    currencies.read_object("Catalog_Валюты", top=5)
    order = metadata[ORDERS]
    shown = {
        "objects": len(metadata),
        "key": list(order.primary_key),
        "types": [order["СуммаДокумента"], order["МаксимальныйКодСтроки"], order["Партнер_Key"]],
        "order": [str(row["Ref_Key"]), row["Number"], str(row["СуммаДокумента"]), row["Posted"]],
        "lines": [str(line["СуммаСНДС"]) for line in lines],
        "repeated": first == repeated > 0,
        "left": reader.entries_read,
        "currencies": len(currencies["Catalog_Валюты"].to_records_mapped()),
    }
    print(json.dumps(shown))  # noqa: T201


main()
