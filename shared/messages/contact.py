"""The canonical contact, a portal's contact in one company (`7@17`) or a contact person of a partner of 1C.

One contact of the portal may speak for several companies, a contact person speaks for one partner: they are paired once
a company, and the portal's id is of both, `7@17` for contact 7 of company 17.
"""

from enum import StrEnum
from typing import Annotated

from shared.messages.groups import Apart, In, Stamp
from shared.messages.model import Model
from shared.messages.party import Words
from shared.messages.things import Ref

_IDENTITY = Apart("an id is what the record is, not what is said of it")
_AT = "@"


class ContactGroup(StrEnum):
    """The groups of a contact."""

    NAME = "name"
    POSITION = "position"
    COMMUNICATIONS = "communications"


class ContactCard(Model):
    """A contact in one company, or the contact person of the partner that stands for this company.

    In a fact `ref` and `company` are of the system that was read, in a command of the one to be written.

    Args:
        ref: contact (`7@17`) of the portal or contact person of 1C; None in a command: find it in `company`, or make
            it.
        company: company or partner it speaks for.
        groups: stamps of the groups that travel with this value; a group that is absent is not to be written.
        full_name: as it stands in 1C, where it cannot be split surely; the parts are then the portal's own.
        position: what the contact does there.
        phones: in E.164 where they can be read, as typed else.
        emails: in lower case.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    company: Annotated[Ref | None, _IDENTITY] = None
    groups: Annotated[dict[ContactGroup, Stamp], Apart("the numbers themselves")] = {}
    full_name: Annotated[str, Apart("told to a person, and written nowhere")] = ""
    last_name: Annotated[str, In(ContactGroup.NAME)] = ""
    first_name: Annotated[str, In(ContactGroup.NAME)] = ""
    second_name: Annotated[str, In(ContactGroup.NAME)] = ""
    position: Annotated[str, In(ContactGroup.POSITION)] = ""
    phones: Annotated[Words, In(ContactGroup.COMMUNICATIONS)] = ()
    emails: Annotated[Words, In(ContactGroup.COMMUNICATIONS)] = ()

    @property
    def name(self) -> str:
        """The canonical contact's full name «Фамилия Имя Отчество», of those parts that are filled."""
        parts = (" ".join(part.split()) for part in (self.last_name, self.first_name, self.second_name))
        return " ".join(part for part in parts if part)


def in_company(contact: str, company: str) -> Ref:
    """Return the id under which a contact of the portal is known in one of its companies: `7@17`."""
    return Ref(system="b24", kind="contact", id=f"{contact}{_AT}{company}")


def contact_of(ref: Ref) -> str:
    """Return the portal's own id of a contact out of `7@17`, without the company it is looked at in: "7"."""
    return ref.id.partition(_AT)[0]


def company_of(ref: Ref) -> Ref | None:
    """Return the company's id out of a contact's `7@17`; None if it is looked at in no company."""
    company = ref.id.partition(_AT)[2] if ref.system == "b24" else ""
    return Ref(system="b24", kind="company", id=company) if company else None
