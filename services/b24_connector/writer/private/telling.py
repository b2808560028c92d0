"""Sentences about private persons of 1C and their contacts, in Russian."""

from shared.messages.ring.told import Told


def name_stays(there: str, here: str) -> Told:
    """Say that 1C calls a private person otherwise, in words that nobody can surely take apart.

    Args:
        there: the name in 1C.
        here: the contact's, which stays.
    """
    text = (
        f"Клиент «{here}» в 1С теперь называется «{there}»: где здесь фамилия, имя и отчество, не разобрать, и в "
        "Битрикс24 имя не менялось. Если в 1С верно, исправьте имя в карточке контакта."
    )
    return Told(topic="state", text=text)
