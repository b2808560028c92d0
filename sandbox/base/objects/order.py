"""`Document_ЗаказКлиента`: the customer's order."""

from __future__ import annotations

SET = "Document_ЗаказКлиента"
EDITED = ("Менеджер_Key", "Организация_Key", "Партнер_Key", "Комментарий")
EDITED_ROWS = ("Номенклатура_Key", "Количество", "СуммаСНДС")
"""What is kept of every save, as both sides may edit it."""
