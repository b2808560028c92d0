"""Finds our side of an order in 1C: the organisation that sells and the responsible employee (R8, R9)."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.onec_connector import sentences
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.vocabulary.reference import KnownOrganisation, KnownUser
from services.onec_connector.writer.named import unfound
from shared.canon.keys import all_emails, same_firm, same_person, tax_numbers
from shared.messages.ring.told import Told
from shared.messages.things import Manager, Organisation


@dataclass(frozen=True, slots=True)
class FoundManager:
    """A user of 1C, empty if there is none, what the manager is told about it, and the name of who stands in."""

    guid: str = ""
    told: tuple[Told, ...] = ()
    stands_in: str = ""


class Staff:
    """Finds our organisation and the responsible employee in 1C's own lists."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        self._dictionaries = dictionaries

    async def organisation(self, wanted: Organisation | None) -> str:
        """Return the reference of the organisation of ours that an order names, or refuse.

        Raises:
            Refusal: none is named, or 1C does not have it.
        """
        every = (await self._dictionaries.organisations()).values()
        known = [one for one in every if one.usable]
        names = [one.name for one in known]
        if wanted is None or not (wanted.ref or wanted.inn or wanted.name):
            if len(known) == 1:
                return known[0].guid
            raise unfound.no_organisation_named(names)
        found = [one for one in known if _is_organisation(one, wanted)]
        if not found and any(_is_organisation(one, wanted) for one in every):
            raise unfound.marked_organisation(wanted.name, wanted.inn)
        if not found:
            raise unfound.no_organisation(wanted.name, wanted.inn, names)
        if len(found) > 1:
            raise unfound.several_organisations(wanted.name, wanted.inn)
        return found[0].guid

    async def manager(self, wanted: Manager | None, default: str | None, *, present: str = "") -> FoundManager:
        """Return the user of 1C who is responsible for an order.

        Args:
            wanted: by reference, e-mail or «Фамилия Имя»; None leaves the choice to 1C.
            default: e-mail or name of the one who stands in for employees 1C does not have.
            present: whom the order has; he stays, though dismissed, where the deal means him.
        """
        users = await self._dictionaries.users()
        if wanted is None:
            return FoundManager()
        if user := _user(users.values(), onec_ref(wanted), wanted.email, wanted.name, present):
            return FoundManager(user.guid)
        name = wanted.name or wanted.email
        if default and (user := _user(users.values(), "", default, default)):
            return FoundManager(user.guid, (sentences.manager_replaced(name, user.name),), user.name)
        return FoundManager(told=(sentences.manager_missing(name),))


def _is_organisation(known: KnownOrganisation, wanted: Organisation) -> bool:
    if guid := onec_ref(wanted):
        return known.guid == guid
    if wanted.inn:
        inn, kpp = tax_numbers(wanted.inn, wanted.kpp)
        return known.inn == inn and (not kpp or not known.kpp or known.kpp == kpp)
    return same_firm(known.name, wanted.name)


def _user(users: Iterable[KnownUser], guid: str, email: str, name: str, present: str = "") -> KnownUser | None:
    active = [one for one in users if one.active or one.guid == present]
    marks = {*all_emails([email])}
    by_guid = [one for one in active if guid and one.guid == guid]
    by_email = [one for one in active if marks & {*one.emails}]
    by_name = [one for one in active if same_person(one.name, name)]
    return next((some[0] for some in (by_guid, by_email, by_name) if len(some) == 1), None)
