"""Says, in Russian, which names and e-mails are longer than 1C keeps, and what becomes of them."""

from collections.abc import Iterable

from services.onec_connector.objects import contact
from services.onec_connector.vocabulary.texts import in_line, name_in_line
from shared.messages.ring.told import Told


def shortened(names: Iterable[tuple[str, str, int]]) -> list[Told]:
    """Say which names have no room in 1C, and how they stand there.

    Args:
        names: what it is, the name, and how many characters 1C keeps of it.
    """
    cut = _cut(names)
    text = f"В 1С сокращено по длине: {cut}. Если так не узнать, сократите в карточке сами."
    return [Told(topic="order", text=text)] if cut else []


def to_be_shortened(names: Iterable[tuple[str, str, int]]) -> str:
    """Say before anything is written which names will have no room in 1C; empty: all have.

    Args:
        names: as `shortened` takes them.
    """
    cut = _cut(names)
    return f"В 1С сократится по длине: {cut}. Если так не узнать, сократите в карточке сами." if cut else ""


def _cut(names: Iterable[tuple[str, str, int]]) -> str:
    return ", ".join(
        f"{what} «{name_in_line(name, length)}» ({length} знаков)"
        for what, name, length in names
        if in_line(name, length) != in_line(name, len(name) * 2)
    )


def left_out(emails: Iterable[str]) -> list[Told]:
    """Say which e-mails are left out of 1C as too long: a part of one reaches nobody."""
    long = [f"«{one}»" for one in emails if len(one) > contact.EMAIL_LENGTH]
    text = f"В 1С не записан e-mail длиннее {contact.EMAIL_LENGTH} знаков: {', '.join(long)}."
    return [Told(topic="order", text=text)] if long else []
