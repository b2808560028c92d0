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


def partner_gone(name: str) -> str:
    """Say that 1C has marked the partner of a company for deletion, or removed it."""
    return (
        f"Партнёр{f' «{name}»' if name else ''} в 1С помечен на удаление или удалён. Если компания ещё клиент, "
        "попросите бухгалтера снять пометку."
    )


def two_companies(other: str) -> str:
    """Say that the partner of a company has another company already."""
    return (
        f"В 1С партнёр этой компании уже связан с компанией № {other}: похоже, это две карточки одного клиента. "
        "Объедините их, а если клиенты разные, исправьте ИНН."
    )


def two_partners() -> str:
    """Say that a company has another partner already."""
    return (
        "В 1С у этой компании нашёлся второй партнёр с тем же ИНН. Если это один клиент, попросите бухгалтера "
        "объединить партнёров; если разные, исправить ИНН."
    )
