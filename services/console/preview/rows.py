"""Words a row of an order or a deal for a preview. Pure."""

from shared.process.foreseen import ForeseenRow
from shared.russian import money


def row_said(row: ForeseenRow, currency: str) -> str:
    """Describe a previewed row: name, quantity, sum, and whether an item or product would be created for it."""
    new = ", товар будет заведён" if row.new else ""
    return f"  {row.name}: {f'{row.quantity.normalize():f}'.replace('.', ',')} на {money(row.total, currency)}{new}"
