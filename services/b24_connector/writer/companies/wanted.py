"""Translates a partner of 1C into a company's fields, requisites, addresses, accounts, and compares them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.b24_connector.memory.company import Reached
from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.companies import (
    ADDRESS_TYPES,
    Fields,
    RequisiteCard,
    account_change,
    bank_code,
    card_of,
    current,
    fm_change,
    linked,
    number_of_account,
    says,
    says_same,
    write_address,
)
from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.vocabulary.parties import address_line
from services.b24_connector.vocabulary.requisite_changes import is_for, requisite_change, what_1c_says
from services.b24_connector.vocabulary.requisites import Preset, Said, unkept_number, write_legal_entity
from services.b24_connector.vocabulary.values import identity, typed
from services.b24_connector.writer.parties import requisite_sentences
from services.b24_connector.writer.parties.entities import may_be, ways_of
from shared.canon.keys import account_number
from shared.messages.party import BankAccount, Company, CompanyGroup
from shared.messages.ring.told import Told
from shared.messages.things import LegalEntity

Row = Mapping[str, Any]


@dataclass(frozen=True)
class WantedCompany:
    """The company that a command wants; an empty value clears nothing.

    Args:
        company: of the command.
        presets: the templates of the portal.
        manager: user; empty: nobody stands for the partner's manager.
        former: how 1C has known that the company is reached.
        head_field: how the portal spells the field for the head; empty: it has none.
        emptied: groups whose value here 1C knew, as `emptied_of` says.
    """

    company: Company
    presets: Presets
    manager: str = ""
    former: Reached = field(default_factory=Reached)
    head_field: str = ""
    emptied: Collection[CompanyGroup] = ()

    @property
    def awaits_head(self) -> bool:
        """Whether the partner is a part of a head without a company yet, so that the company's field stays empty."""
        return self.company.head is not None and self.company.head.ref is None

    def stays(self, _group: CompanyGroup, _card: CompanyCard) -> bool:
        """Tell whether a company's group is kept as the portal has it, though 1C says another value; none is."""
        return False

    def equals(self, group: CompanyGroup, card: CompanyCard) -> bool:
        """Tell whether a company holds all that is wanted; what it holds besides is no difference."""
        match group:
            case CompanyGroup.REQUISITES:
                return all(found and says_same(self.change(found, one)) for one, found in self.requisites(card))
            case CompanyGroup.ADDRESSES | CompanyGroup.BANKS:
                own = self.own(card)
                if own is None:
                    return not self.company.legal_entities  # without a requisite there is no place for either
                return not dict(self.addresses(own) if group is CompanyGroup.ADDRESSES else self.accounts(own))
            case _:
                return not self.fields({group}, card.item)

    def fields(self, groups: Collection[CompanyGroup], item: Row) -> Row:
        """Return the company's own fields to be written for some groups."""
        fields: dict[str, Any] = {}
        name, entries = self.company.name, item.get("fm") or ()
        if CompanyGroup.NAME in groups and name and not says(typed(item.get("title")), name):
            fields["title"] = name
        if CompanyGroup.MANAGER in groups and self.manager not in {"", identity(item.get("assignedById"))}:
            fields["assignedById"] = self.manager
        head = self.company.head.ref.id if self.company.head and self.company.head.ref else ""
        if CompanyGroup.HEAD in groups and self.head_field and head != linked(item, self.head_field):
            fields[self.head_field] = head
        if CompanyGroup.COMMUNICATIONS in groups:
            phones, emails = self.former.get("phones") or (), self.former.get("emails") or ()
            change = fm_change(entries, "PHONE", self.company.phones, phones)
            change |= fm_change(entries, "EMAIL", self.company.emails, emails, first=len(change))
            fields |= {"fm": change} if change else {}
        return fields

    def requisites(self, card: CompanyCard) -> Iterator[tuple[LegalEntity, RequisiteCard | None]]:
        """Yield every wanted legal entity of a partner with its requisite in the company's card.

        The surest way goes first for all of them: a sole trader has the INN of himself as a private person, and the
        kind tells the two apart. One without a KPP may be any branch's, and is the first one's. A legal entity without
        one has the only requisite of its firm that is left. What a person has replaced stands for nobody any more.
        """
        free, found = current(card.cards), dict[int, RequisiteCard]()
        entities = self.company.legal_entities
        for ways in zip(*map(_ways_of_card, entities), strict=True):
            for place, suits in enumerate(ways):
                if place not in found and (one := next(filter(suits, free), None)):
                    found[place] = one
                    free.remove(one)
        for place, entity in enumerate(entities):
            firm = [one for one in free if _is_unnamed(entity) and one.numbers[0] == entity.inn]
            left = [one for one in firm if may_be(one.row, entity)]
            if place not in found and len(left) == 1:
                found[place] = left[0]
                free.remove(left[0])
        yield from ((entity, found.get(place)) for place, entity in enumerate(entities))

    def change(self, found: RequisiteCard, entity: LegalEntity) -> Fields:
        """Return the fields of a company's requisite that are to be written for a legal entity."""
        return requisite_change(found, entity)

    def said(self, card: CompanyCard) -> dict[str, Said]:
        """Return by requisite what 1C calls the clients of a company whose templates say another thing."""
        says = {found.id: what_1c_says(found, one) for one, found in self.requisites(card) if found is not None}
        return {number: said for number, said in says.items() if said is not None}

    def unkept(self, card: CompanyCard) -> list[Told]:
        """Say what of the legal entities of a partner stays out of their requisites until a person has done something.

        That is a number without room, or the kind of client, where the template is for another one.
        """
        found = [(one, there.preset) for one, there in self.requisites(card) if there is not None]
        wrong = [(one, there, best) for one, there in found if not is_for(there, one, best := self._best(one))]
        rightly = [pair for pair in found if pair not in [(one, there) for one, there, _ in wrong]]
        lost = [(one, number) for one, there in rightly if (number := unkept_number(one, there))]
        said = [requisite_sentences.number_unkept(one, *number) for one, number in lost]
        return [*said, *([requisite_sentences.wrong_templates(wrong)] if wrong else [])]

    def _best(self, entity: LegalEntity) -> Preset:
        return self.presets.for_new(entity.kind, entity.country)

    def own(self, card: CompanyCard) -> RequisiteCard | None:
        """Return a company's requisite for addresses and accounts: that of the first legal entity named."""
        if self.company.legal_entities:
            return next(self.requisites(card))[1]
        first = next(iter(card.company.legal_entities), None)
        return card_of(card.cards, first.ref.id) if first is not None and first.ref is not None else None

    def addresses(self, own: RequisiteCard) -> Iterator[tuple[str, str]]:
        """Yield type and line of the company's addresses to be written."""
        present = {identity(row.get("TYPE_ID")): address_line(row) for row in own.addresses}
        for name, kind in ADDRESS_TYPES.items():
            line = " ".join(getattr(self.company.addresses, name).split())
            there = present.get(kind, "")
            if line and not says(there, line):
                yield kind, line

    def accounts(self, own: RequisiteCard) -> Iterator[tuple[BankAccount, Row]]:
        """Yield the company's bank accounts to be written, each with its present row, empty if there is none."""
        for account in self.company.banks:
            row = self.row_of(own.banks, account)
            if not row or account_change(row, account):
                yield account, row or {}

    def row_of(self, rows: Sequence[Row], account: BankAccount) -> Row | None:
        """Return the row of a bank account among those of a requisite in the portal; one without a BIK may be it.

        The only one of its number is it in whatever bank, as in 1C; where either side has several, the БИК decides.
        """
        same = [row for row in rows if number_of_account(row) == account_number(account.number)]
        exact = [row for row in same if bank_code(row) == account.bic]
        if exact or [one.number for one in self.company.banks].count(account.number) > 1:
            return next(iter(exact), None)
        blank = [row for row in same if not bank_code(row)]
        return next(iter(blank or (same if len(same) == 1 else ())), None)

    def written(self, card: CompanyCard) -> Iterator[RequisiteCard]:
        """Yield a company's wanted requisites, with addresses and accounts, as they will stand once all is written."""
        own = self.own(card)
        for place, (entity, found) in enumerate(self.requisites(card)):
            one = self._changed(found, entity)
            yield one if place else self._with_parts(one)
        if own is not None and not self.company.legal_entities:
            yield self._with_parts(own)

    def _changed(self, found: RequisiteCard | None, entity: LegalEntity) -> RequisiteCard:
        if found is None:
            preset = self._best(entity)
            row = {"ID": "0", "ENTITY_TYPE_ID": str(COMPANY), **write_legal_entity(entity, preset)}
            return RequisiteCard(row, preset)
        return replace(found, row={**found.row, **self.change(found, entity)})

    def _with_parts(self, own: RequisiteCard) -> RequisiteCard:
        lines, accounts = dict(self.addresses(own)), list(self.accounts(own))
        changed = [row for _, row in accounts if row]
        return replace(
            own,
            addresses=[
                *(row for row in own.addresses if identity(row.get("TYPE_ID")) not in lines),
                *({"TYPE_ID": kind, **write_address(line)} for kind, line in lines.items()),
            ],
            banks=[
                *(row for row in own.banks if row not in changed),
                *({**row, **account_change(row, account)} for account, row in accounts),
            ],
        )


def _ways_of_card(entity: LegalEntity) -> Sequence[Callable[[RequisiteCard], bool]]:
    *sure, numbered = map(_of_row, ways_of(entity))
    return (*sure, lambda one: one.preset.kind == entity.kind and numbered(one), numbered, _vaguely(entity))


def _of_row(suits: Callable[[Row], bool]) -> Callable[[RequisiteCard], bool]:
    return lambda one: suits(one.row)


def _vaguely(entity: LegalEntity) -> Callable[[RequisiteCard], bool]:
    return lambda one: bool(entity.inn) and one.numbers == (entity.inn, "") and may_be(one.row, entity)


def _is_unnamed(entity: LegalEntity) -> bool:
    """Tell whether a firm of 1C has no КПП, and so does not say which of its branches it is."""
    return entity.kind == "company" and bool(entity.inn) and not entity.kpp
