"""ПриЗаписи of the simulated base: what 1C's configuration writes beside a new object."""

from __future__ import annotations

from sandbox.base.fill import RUSSIA
from sandbox.base.infobase import Infobase, Row

RATES_OF_ITEMS = "InformationRegister_СтавкиНДСНоменклатуры"


def after_create(base: Infobase, set_name: str, row: Row) -> None:
    """Write the VAT rate of a new item into 1C's register, as of today; later changes of the item do not."""
    if set_name != "Catalog_Номенклатура" or row["IsFolder"] or RATES_OF_ITEMS not in base.schema:
        return
    day = base.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    said = {"Period": day, "Номенклатура_Key": row["Ref_Key"], "Страна_Key": RUSSIA}
    base.commit(
        RATES_OF_ITEMS, base.blank(base.schema[RATES_OF_ITEMS]) | said | {"СтавкаНДС_Key": row["СтавкаНДС_Key"]}
    )
