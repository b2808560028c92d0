"""A row of an order or a deal as a preview says it. Pure."""

from shared.process.foreseen import ForeseenRow
from shared.russian import money


def row_said(row: ForeseenRow, currency: str) -> str:
    """Say what stands in a row, with what becomes of its item."""
    new = ", товар будет заведён" if row.new else ""
    return f"  {row.name}: {f'{row.quantity.normalize():f}'.replace('.', ',')} на {money(row.total, currency)}{new}"
