"""1C's small catalogs, whole, cached: organisations, users, warehouses, currencies, VAT rates, countries, kinds."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import structlog
from cachetools import TTLCache

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import (
    additional,
    contact,
    dictionary,
    legal_entity,
    organisation,
    partner,
    standard,
    user,
)
from services.onec_connector.objects.declared import Function
from services.onec_connector.vocabulary.addresses import AddressKinds
from services.onec_connector.vocabulary.clock import read_date
from services.onec_connector.vocabulary.contact_kinds import address_kinds, named_kinds, usual_kinds
from services.onec_connector.vocabulary.contacts import read_contacts
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.reference import (
    KnownOrganisation,
    KnownUser,
    Named,
    is_empty,
)
from services.onec_connector.vocabulary.vat import VatRate, VatRates
from shared.bus.errors import Permanent
from shared.canon.keys import tax_numbers
from shared.process.lookups import MOST_KEPT, WholeLookup

_log = structlog.get_logger(__name__)
_KEPT_S = 300
_ORGANISATION = (organisation.INN, organisation.KPP, organisation.COUNTRY, standard.PREDEFINED_NAME)
_RATE = (
    standard.PREDEFINED_NAME,
    dictionary.RATE,
    dictionary.RATE_ENUM,
    dictionary.RATE_WITHIN,
    dictionary.RATE_COUNTRY,
    dictionary.RATE_FROM,
    dictionary.RATE_TILL,
    dictionary.RATE_MAIN,
    dictionary.RATE_REGIMES,
)
_CURRENCIES = {"643": "RUB", "810": "RUB", "840": "USD", "978": "EUR", "156": "CNY", "398": "KZT", "933": "BYN"}


class Dictionaries:
    """1C's organisations, employees, warehouses, currencies, VAT rates and kinds of contact information.

    Args:
        base: where they are read.
        off: functions this base does not have what it takes for; what belongs to them is not asked for.
    """

    def __init__(self, base: Base, off: Collection[Function] = ()) -> None:
        self._base = base
        self._off = off
        self._organisations = WholeLookup(self._load_organisations, ttl_s=_KEPT_S)
        self._users = WholeLookup(self._load_users, ttl_s=_KEPT_S)
        self._warehouses = WholeLookup(self._load_warehouses, ttl_s=_KEPT_S)
        self._currencies = WholeLookup(self._load_currencies, ttl_s=_KEPT_S)
        self._vat_rates = WholeLookup(self._load_vat_rates, ttl_s=_KEPT_S)
        self._access_group = WholeLookup(self._load_access_group, ttl_s=_KEPT_S)
        self._contact_kinds = WholeLookup(self._load_contact_kinds, ttl_s=_KEPT_S)
        self._address_kinds = WholeLookup(self._load_address_kinds, ttl_s=_KEPT_S)
        self._person_kinds = WholeLookup(self._load_person_kinds, ttl_s=_KEPT_S)
        self._properties = WholeLookup(self._load_properties, ttl_s=_KEPT_S)
        self._countries = WholeLookup(self._load_countries, ttl_s=_KEPT_S)
        self._nowhere: TTLCache[str, bool] = TTLCache(MOST_KEPT, _KEPT_S)

    async def organisations(self) -> Mapping[str, KnownOrganisation]:
        """Return our legal entities in 1C by reference."""
        return await self._organisations.get()

    async def country(self, of_organisation: str) -> str:
        """Return the country of one of our legal entities in 1C; empty where 1C does not say."""
        known = (await self.organisations()).get(of_organisation)
        return known.country if known else ""

    async def users(self) -> Mapping[str, KnownUser]:
        """Return 1C's employees by reference, those who left included."""
        return await self._users.get()

    async def warehouses(self) -> Mapping[str, Named]:
        """Return 1C's warehouses by reference, without folders, those marked for deletion included."""
        return await self._warehouses.get()

    async def warehouse_groups(self) -> list[str]:
        """Return the names of the folders of 1C's catalog of warehouses, read anew."""
        rows = await self._rows(dictionary.WAREHOUSES, standard.FOLDER)
        return [row[standard.DESCRIPTION] for row in rows if row[standard.FOLDER]]

    async def currencies(self) -> Mapping[str, str]:
        """Return alphabetic codes of 1C's currencies by reference; those marked for deletion come last."""
        return await self._currencies.get()

    async def vat_rates(self) -> VatRates:
        """Return 1C's VAT rates, from the small catalog of them."""
        return await self._vat_rates.get()

    async def contact_kinds(self, set_name: str) -> Mapping[str, str]:
        """Return the usual kinds of contact information of a 1C catalog, by type."""
        return (await self._contact_kinds.get()).get(set_name, {})

    async def address_kinds(self) -> AddressKinds:
        """Return 1C's kinds of a legal entity's addresses."""
        return await self._address_kinds.get()

    async def person_kinds(self) -> frozenset[str]:
        """Return the kinds of phones and e-mails in 1C's form of a contact person, the mobile phone included."""
        return await self._person_kinds.get()

    async def access_group(self) -> str:
        """Return the first access group for new partners, which 1C's form insists on; empty where there is none."""
        return await self._access_group.get()

    async def properties(self) -> Mapping[str, str]:
        """Return the references of 1C's additional requisites by name."""
        return await self._properties.get()

    @property
    def knows_foreigners(self) -> bool:
        """Tell whether this 1C base has what is needed to write a foreign client."""
        return legal_entity.FOREIGN not in self._off

    async def countries(self) -> Mapping[str, str]:
        """Return codes of 1C's countries by reference, «112»; those marked for deletion come last.

        1C keeps only those chosen from the classifier.
        """
        return await self._countries.get()

    async def warm(self) -> None:
        """Read all small catalogs of 1C that an order needs before the first one comes."""
        await asyncio.gather(
            self.organisations(),
            self.users(),
            self.warehouses(),
            self.currencies(),
            self.vat_rates(),
            self.countries(),
            self._contact_kinds.get(),
        )

    async def learn(self, named: Iterable[str]) -> None:
        """Read 1C's small catalogs again if a reference is in none of them: it may be younger than the cache.

        A reference that leads nowhere is believed to do so for as long as a catalog is.
        """
        rates, *catalogs = await asyncio.gather(
            self.vat_rates(), self.organisations(), self.users(), self.warehouses(), self.currencies()
        )
        known = (rates.by_guid, *catalogs, self._nowhere)
        unknown = [one for one in named if not is_empty(one) and not any(one in catalog for catalog in known)]
        if unknown:
            self._nowhere.update(dict.fromkeys(unknown, True))
            self.forget()

    def forget(self) -> None:
        """Empty the cache of 1C's small catalogs: something was not found that may have been added since."""
        for kept in (
            self._organisations,
            self._users,
            self._warehouses,
            self._currencies,
            self._vat_rates,
            self._properties,
            self._countries,
        ):
            kept.forget()

    async def _rows(self, name: str, *fields: str) -> list[Row]:
        select = (standard.REF, standard.DESCRIPTION, standard.MARKED, *fields)
        query = Query(select=select, order_by=standard.REF)
        return [row async for row in self._base.pages(name, query, polling=False)]

    async def _load_organisations(self) -> Mapping[str, KnownOrganisation]:
        rows = await self._rows(organisation.SET, *_ORGANISATION)
        return {
            row[standard.REF]: KnownOrganisation(
                row[standard.REF],
                row[standard.DESCRIPTION],
                *tax_numbers(str(row[organisation.INN] or ""), str(row[organisation.KPP] or "")),
                _ref(row[organisation.COUNTRY]),
                usable=not row[standard.MARKED],
                predefined=bool(row[standard.PREDEFINED_NAME]),
            )
            for row in rows
        }

    async def _load_users(self) -> Mapping[str, KnownUser]:
        rows = await self._rows(user.SET, user.INVALID, contact.PART)
        return {
            row[standard.REF]: KnownUser(
                row[standard.REF],
                row[standard.DESCRIPTION],
                read_contacts(row.get(contact.PART, ())).emails,
                active=not (row[user.INVALID] or row[standard.MARKED]),
            )
            for row in rows
        }

    async def _load_warehouses(self) -> Mapping[str, Named]:
        return {
            row[standard.REF]: Named(row[standard.REF], row[standard.DESCRIPTION], usable=not row[standard.MARKED])
            for row in await self._rows(dictionary.WAREHOUSES, standard.FOLDER)
            if not row[standard.FOLDER]
        }

    async def _load_currencies(self) -> Mapping[str, str]:
        rows = await self._rows(dictionary.CURRENCIES, standard.CODE)
        return {
            row[standard.REF]: _CURRENCIES.get(str(row[standard.CODE]).strip()) or str(row[standard.DESCRIPTION])
            for row in _unmarked_first(rows)
        }

    async def _load_vat_rates(self) -> VatRates:
        return VatRates.of([_rate(row) for row in await self._rows(dictionary.VAT_RATES, *_RATE)])

    async def _load_access_group(self) -> str:
        if partner.GROUPED in self._off:
            return ""
        rows = await self._rows(partner.ACCESS_GROUPS)
        return next((str(row[standard.REF]) for row in rows if not row[standard.MARKED]), "")

    async def _load_properties(self) -> Mapping[str, str]:
        """Read 1C's additional requisites without its suffix «(…)»; a name that several have is left out."""
        if additional.REQUISITES in self._off:
            return {}
        try:
            rows = await self._rows(additional.SET)
        except Permanent as error:
            _log.warning("additional requisites of 1C cannot be read", error=str(error))
            return {}
        names = [(str(row[standard.DESCRIPTION]).strip(), row) for row in rows if not row[standard.MARKED]]
        shorts = Counter(_without_brackets(name) for name, _ in names)
        short = {
            _without_brackets(name): row[standard.REF] for name, row in names if shorts[_without_brackets(name)] == 1
        }
        return short | {name: row[standard.REF] for name, row in names}

    async def _load_countries(self) -> Mapping[str, str]:
        if not self.knows_foreigners:
            return {}
        rows = await self._rows(legal_entity.COUNTRIES, standard.CODE)
        return {row[standard.REF]: str(row[standard.CODE]).strip() for row in _unmarked_first(rows)}

    async def _load_contact_kinds(self) -> Mapping[str, Mapping[str, str]]:
        return usual_kinds(await self._kind_rows())

    async def _load_address_kinds(self) -> AddressKinds:
        return address_kinds(await self._kind_rows())

    async def _load_person_kinds(self) -> frozenset[str]:
        named = named_kinds(await self._kind_rows())
        return frozenset(named[kind] for kind in contact.OF_PERSONS if kind in named)

    async def _kind_rows(self) -> list[Row]:
        """Read 1C's kinds of contact information."""
        fields = (contact.KIND_TYPE, contact.KIND_IN_USE, standard.PREDEFINED_NAME, contact.KIND_NAME)
        kept = () if contact.DIRECTORY in self._off else (contact.KIND_KEPT,)
        return await self._rows(contact.KINDS, *fields, *kept)


def _unmarked_first(rows: Iterable[Row]) -> list[Row]:
    """Sort rows of a small catalog for whoever takes the first that fits: a marked one may still be referred to."""
    return sorted(rows, key=lambda row: bool(row[standard.MARKED]))


def _rate(row: Row) -> VatRate:
    no_vat = dictionary.NO_VAT in (row[dictionary.RATE_ENUM], row[standard.PREDEFINED_NAME])
    return VatRate(
        guid=row[standard.REF],
        percent=None if no_vat else number(row[dictionary.RATE]),
        within=bool(row[dictionary.RATE_WITHIN]),
        country=_ref(row[dictionary.RATE_COUNTRY]),
        first=read_date(row[dictionary.RATE_FROM]),
        last=read_date(row[dictionary.RATE_TILL]),
        main=bool(row[dictionary.RATE_MAIN]),
        regimes=frozenset(one[dictionary.RATE_REGIME] for one in row[dictionary.RATE_REGIMES]),
        usable=not row[standard.MARKED],
    )


def _ref(guid: object) -> str:
    return "" if is_empty(guid) else str(guid)


def _without_brackets(name: str) -> str:
    return name.partition(" (")[0]
