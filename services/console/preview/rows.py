"""Words a row of an order or a deal for a preview. Pure."""

from shared.process.foreseen import ForeseenRow
from shared.russian import money


def row_said(row: ForeseenRow, currency: str) -> str:
    """Describe what is in a row, with what becomes of its item."""
    new = ", товар будет заведён" if row.new else ""
    return f"  {row.name}: {f'{row.quantity.normalize():f}'.replace('.', ',')} на {money(row.total, currency)}{new}"
