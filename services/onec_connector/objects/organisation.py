"""`Catalog_Организации`: one of our own legal entities."""

from typing import Final

SET: Final = "Catalog_Организации"
INN: Final = "ИНН"
KPP: Final = "КПП"
COUNTRY: Final = "СтранаРегистрации_Key"
