"""What the mapper itself tells a manager."""

from datetime import datetime, tzinfo


def closed(since: datetime, zone: tzinfo) -> str:
    """Say that 1C is closed; the clock shows the customer's own time."""
    local = since.astimezone(zone)
    return (
        f"1С закрыта на обслуживание с {local:%H:%M}. "
        "Заказ создастся сам, когда 1С откроется; повторять ничего не нужно."
    )
