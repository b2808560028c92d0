"""`Catalog_Пользователи`: an employee who may be an order's manager."""

from typing import Final

from services.onec_connector.objects import contact, standard
from services.onec_connector.objects.declared import BaseObject

SET: Final = "Catalog_Пользователи"
USER: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, contact.PART))
INVALID: Final = USER.field("Недействителен")
