"""Reads partners of 1C as edited, uncached: card, heads and parts, legal entities, accounts; and their banks."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.packed import Packed, Packer
from services.onec_connector.base.query import Query, guid, is_of_entity, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import bank_account, contact, legal_entity, partner, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.accounts import KnownBank
from services.onec_connector.vocabulary.companies import PartnerCard, PartyWords
from services.onec_connector.vocabulary.reference import is_empty, refs
from shared.messages.party import BankAccount, CompanyGroup
from shared.process.lookups import Cache

_PARTNER = (
    standard.REF,
    standard.VERSION,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.PREDEFINED_NAME,
    partner.KIND,
    partner.IS_CLIENT,
    partner.MANAGER,
    partner.PARENT,
    contact.PART,
)
_ABOVE = (standard.REF, standard.DESCRIPTION, partner.PARENT)
_LEVELS = 20
"""More heads above one another than any company has."""
_ENTITY = (
    standard.REF,
    standard.VERSION,
    standard.DESCRIPTION,
    standard.MARKED,
    legal_entity.FULL_NAME,
    legal_entity.INN,
    legal_entity.KPP,
    legal_entity.KIND,
    legal_entity.PARTNER,
    legal_entity.REGISTERED,
    legal_entity.DETAILS,
)
_OF_FOREIGNERS = (legal_entity.COUNTRY, legal_entity.FOREIGN_NUMBER)


_ACCOUNT = (
    standard.REF,
    standard.VERSION,
    standard.MARKED,
    bank_account.OWNER,
    bank_account.NUMBER,
    bank_account.BANK,
    bank_account.CURRENCY,
    bank_account.CLOSED,
    bank_account.TYPED,
    bank_account.BIC,
    bank_account.SWIFT,
    bank_account.BANK_NAME,
    bank_account.CORRESPONDENT,
)
_BANK = (standard.REF, standard.CODE, standard.DESCRIPTION, bank_account.THROUGH)
_KEPT_S = 3600


class PartnerCards:
    """Reads the cards of partners.

    Args:
        base: of 1C.
        dictionaries: those of the orders.
        zone: of the base's clock.
        accounts: whether this base has what it takes to read and write bank accounts.
    """

    def __init__(self, base: BaseAside, dictionaries: Dictionaries, zone: ZoneInfo, *, accounts: bool = True) -> None:
        self._base = base
        self._dictionaries = dictionaries
        self._zone = zone
        self._has_accounts = accounts
        self._banks = Cache(self._load_banks, ttl_s=_KEPT_S)

    @property
    def groups(self) -> frozenset[CompanyGroup]:
        """The field groups that a partner's card has in this 1C base: all, or all but bank accounts."""
        return frozenset(CompanyGroup) - (frozenset() if self._has_accounts else {CompanyGroup.BANKS})

    async def see(self, of_partner: str) -> PartnerCard | None:
        """Read the card of a 1C partner as it stands, marked for deletion or not; None: there is none."""
        rows = await self._base.listing(partner.SET, Query(f"{standard.REF} eq {guid(of_partner)}", _PARTNER))
        if not rows:
            return None
        query = Query(f"{legal_entity.PARTNER} eq {guid(of_partner)}", self._entity, order_by=standard.REF)
        entities = [row for row in await self._base.listing(legal_entity.SET, query) if not row[standard.MARKED]]
        accounts = [row for entity in entities for row in await self._accounts(entity[standard.REF])]
        return PartnerCard(rows[0], tuple(entities), tuple(accounts), await self._heads(rows[0], {}))

    async def parts(self, of_partner: str) -> list[str]:
        """Return the partners of 1C whose head a partner is."""
        query = Query(f"{partner.PARENT} eq {guid(of_partner)}", (standard.REF,), order_by=standard.REF)
        return [str(row[standard.REF]) for row in await self._base.listing(partner.SET, query)]

    async def see_clients(self) -> AsyncIterator[PartnerCard]:
        """Yield the card of everybody whom 1C calls a client, marked or not; the catalogs are read in pages."""
        entities = await self._by(legal_entity.SET, self._entity, legal_entity.PARTNER)
        has_any = self._has_accounts
        accounts = await self._by(bank_account.SET, _ACCOUNT, bank_account.OWNER) if has_any else {}
        query = Query(f"{partner.IS_CLIENT} eq true", _PARTNER, order_by=standard.REF)
        met: dict[str, Row] = {}
        async for row in self._base.pages(partner.SET, query):
            met[row[standard.REF]] = {name: row[name] for name in _ABOVE}
            all_own = (one.value() for one in entities.get(row[standard.REF], ()))
            own = [one for one in all_own if not one[standard.MARKED]]
            held = [account.value() for one in own for account in accounts.get(one[standard.REF], ())]
            yield PartnerCard(row, tuple(own), tuple(held), await self._heads(row, met))

    @property
    def _entity(self) -> tuple[str, ...]:
        return (*_ENTITY, *(_OF_FOREIGNERS if self._dictionaries.knows_foreigners else ()))

    async def _by(self, name: str, fields: tuple[str, ...], owner: str) -> Mapping[str, list[Packed[Row]]]:
        """Return the rows of a whole 1C catalog (legal entities, accounts), packed, by what they belong to."""
        found: dict[str, list[Packed[Row]]] = defaultdict(list)
        packer = Packer[Row]()
        async for row in self._base.pages(name, Query(select=fields, order_by=standard.REF)):
            found[row[owner]].append(packer.pack(row))
        return found

    async def words(self, card: PartnerCard, wanted: Iterable[BankAccount] = ()) -> PartyWords:
        """Return what of 1C's small catalogs a partner's card refers to: kinds, countries, users, banks, currencies.

        Args:
            card: of the partner it is about.
            wanted: accounts whose banks matter too.
        """
        linked = [f"{standard.REF} eq {guid(one)}" for one in refs(card.accounts, bank_account.BANK)]
        unmarked = f"{standard.MARKED} eq false"
        named = [f"{standard.CODE} eq {text(one.bic)} and {unmarked}" for one in wanted if one.bic]
        conditions = [*named, *linked] if self._has_accounts else []  # of one БИК the unmarked bank comes first
        found = await self._banks.get(conditions)
        young = (*refs([card.partner], partner.MANAGER), *refs(card.accounts, bank_account.CURRENCY))
        await self._dictionaries.learn(young)
        return PartyWords(
            today=datetime.now(self._zone).date(),
            details=await self._dictionaries.contact_kinds(partner.SET),
            addresses=await self._dictionaries.address_kinds(),
            countries=await self._dictionaries.countries(),
            users=await self._dictionaries.users(),
            banks={found[one].guid: found[one] for one in conditions if one in found},
            currencies=await self._dictionaries.currencies(),
        )

    async def _heads(self, row: Row, met: dict[str, Row]) -> tuple[Row, ...]:
        """Return the heads above a partner of 1C, the nearest first; a circle of them once round.

        Args:
            row: the partner.
            met: partners that were read before, by reference; whoever is read here is added.
        """
        found: list[Row] = []
        above = row[partner.PARENT]
        while not is_empty(above) and len(found) < _LEVELS and above not in {one[standard.REF] for one in found}:
            if above not in met:
                rows = await self._base.listing(partner.SET, Query(f"{standard.REF} eq {guid(above)}", _ABOVE))
                if not rows:
                    break
                met[above] = rows[0]
            found.append(met[above])
            above = met[above][partner.PARENT]
        return tuple(found)

    async def _accounts(self, entity: str) -> list[Row]:
        if not self._has_accounts:
            return []
        query = Query(is_of_entity(bank_account.OWNER, entity), _ACCOUNT, order_by=standard.REF)
        return await self._base.listing(bank_account.SET, query)

    async def _load_banks(self, conditions: list[str]) -> Mapping[str, KnownBank]:
        """Read banks of 1C by the condition that finds each: a country's classifier has hundreds."""
        found = {}
        for condition in conditions:
            for row in await self._base.listing(bank_account.CLASSIFIER, Query(condition, _BANK, top=1)):
                found[condition] = KnownBank(
                    row[standard.REF],
                    str(row[standard.CODE]).strip(),
                    str(row[standard.DESCRIPTION]),
                    str(row[bank_account.THROUGH] or "").strip(),
                )
        return found
