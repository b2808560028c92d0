"""`Document_ЗаказКлиента`: the customer's order."""

from __future__ import annotations

SET = "Document_ЗаказКлиента"
