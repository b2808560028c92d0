"""`Catalog_Организации`: one of our own legal entities."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject

SET: Final = "Catalog_Организации"
ORGANISATION: Final = BaseObject(
    SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.PREDEFINED_NAME)
)
INN: Final = ORGANISATION.field("ИНН")
KPP: Final = ORGANISATION.field("КПП")
COUNTRY: Final = ORGANISATION.field("СтранаРегистрации_Key")
