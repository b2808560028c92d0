"""`InformationRegister_СостоянияЗаказовКлиентов`: one row an order, written by the base alone."""

from __future__ import annotations

SET = "InformationRegister_СостоянияЗаказовКлиентов"
