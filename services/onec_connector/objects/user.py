"""`Catalog_Пользователи`: an employee."""

from typing import Final

SET: Final = "Catalog_Пользователи"
INVALID: Final = "Недействителен"
