"""The single text in which 1C keeps a person's name ⇄ surname, name and patronymic. Pure."""

from services.onec_connector.objects import contact_person
from services.onec_connector.vocabulary.texts import same_line
from shared.canon.person_names import NameParts, reread, split
from shared.messages.things import Person


def full_name(person: Person) -> str:
    """Return a contact person's name for 1C as «Петрова Анна Ивановна»."""
    words = " ".join(word for word in (person.last_name, person.first_name, person.second_name) if word)
    return words or person.name


def says(text: str, parts: NameParts) -> bool:
    """Tell whether 1C's text is this person's name already, in whatever order."""
    return same_line(parts.text, text, contact_person.NAME_LENGTH) or reread(text, parts) == parts


def read_name(text: str, known: NameParts | None) -> tuple[NameParts, bool]:
    """Return the parts of a person's name in 1C's text, and whether that is certain.

    Args:
        text: as it stands.
        known: the parts that the two sides had last: a word of them is that part still, and where the rest cannot be
            taken apart they stay. Without them the whole of such a text is a surname, which a manager may take apart
            and which comes back unchanged.
    """
    if known is None:
        return split(text) or NameParts(last=" ".join(text.split())), True
    if same_line(known.text, text, contact_person.NAME_LENGTH):
        return known, True
    found = reread(text, known)
    return found or known, found is not None
