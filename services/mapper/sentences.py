"""What the mapper itself tells a manager."""

from datetime import datetime, tzinfo

from shared.russian import moment


def closed(since: datetime, zone: tzinfo, *, locked: bool) -> str:
    """Say that 1C is locked, or just does not answer; sample 9. The clock shows the customer's own time."""
    began = moment(since.astimezone(zone))
    if locked:
        return (
            f"1С закрыта на обслуживание с {began}. Заказ создастся сам, когда 1С откроется; повторять ничего не нужно."
        )
    return f"1С не отвечает обмену с {began}. Заказ создастся сам, когда 1С ответит; повторять ничего не нужно."
