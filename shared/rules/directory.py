"""Rules for the directories (R7, R10, R15, R18, R20): which companies, contacts, items, prices cross, and how."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.messages.contact import ContactGroup
from shared.messages.party import CompanyGroup
from shared.messages.product import ProductGroup
from shared.messages.things import System
from shared.rules.values import RulesPart, Word, arrow

EditedGroup = Literal["name", "unit"]
"""What of a product that 1C keeps may be edited in the portal too: VAT, section, codes and activity stay 1C's."""


class ProductRules(RulesPart):
    """Items and groups of 1C as products and sections of the portal.

    Args:
        groups: folders of items, by name or reference, with all that is in them; empty: everything.
        article_property, barcode_property: of the portal's catalogue, `property172`; None: that code is not written.
        owners: `b24`: people edit this group in the portal too, and theirs stands where both sides edited it; `onec`:
            what they edit there is put back.
    """

    direction: Annotated[Literal["off", "1c→b24"], BeforeValidator(arrow)] = "off"
    groups: tuple[Word, ...] = ()
    article_property: Word | None = None
    barcode_property: Word | None = None
    owners: dict[EditedGroup, System] = {}

    @property
    def enabled(self) -> bool:
        """Whether by the directory's rules items of 1C cross and become products."""
        return self.direction != "off"

    @property
    def codes(self) -> tuple[str, ...]:
        """The catalogue's properties that the directory's rules name for article and barcode."""
        return tuple(name for name in (self.article_property, self.barcode_property) if name)

    @property
    def edited(self) -> frozenset[ProductGroup]:
        """The groups of products that by the directory's rules go from the portal to 1C as well."""
        named = (ProductGroup(group) for group, owner in self.owners.items() if owner == "b24")
        return frozenset(named) if self.enabled else frozenset()


def _owners() -> dict[CompanyGroup, System]:
    ours = {CompanyGroup.REQUISITES, CompanyGroup.HEAD}
    return {group: "onec" if group in ours else "b24" for group in CompanyGroup}


def _completed(named: dict[CompanyGroup, System]) -> dict[CompanyGroup, System]:
    if named.get(CompanyGroup.HEAD) == "b24":
        complaint, remedy = "владелец группы head только onec: головную компанию ведёт 1С", "Уберите head из owners."
        raise PydanticCustomError("head", complaint, {"remedy": remedy})
    return _owners() | named


class CompanyRules(RulesPart):
    """Companies of the portal and partners of 1C as each other's counterpart.

    Args:
        owners: whose value of a group stands where both sides edited it.
    """

    direction: Annotated[Literal["off", "both", "b24→1c", "1c→b24"], BeforeValidator(arrow)] = "off"
    owners: Annotated[dict[CompanyGroup, System], AfterValidator(_completed)] = Field(default_factory=_owners)

    @property
    def enabled(self) -> bool:
        """Whether by the directory's rules companies cross at all."""
        return self.direction != "off"

    def reaches(self, system: System) -> bool:
        """Tell whether by the directory's rules companies are written to a system: what the other side says crosses."""
        return self.direction in {"both", "b24→1c" if system == "onec" else "1c→b24"}


def _contact_owners() -> dict[ContactGroup, System]:
    return dict.fromkeys(ContactGroup, "b24")


def _contact_completed(named: dict[ContactGroup, System]) -> dict[ContactGroup, System]:
    return _contact_owners() | named


class ContactRules(RulesPart):
    """Contacts of the portal's companies and contact persons of 1C's partners as each other's counterpart.

    Args:
        owners: whose value of a group stands where both sides edited it.
    """

    direction: Annotated[Literal["off", "both", "b24→1c", "1c→b24"], BeforeValidator(arrow)] = "off"
    owners: Annotated[dict[ContactGroup, System], AfterValidator(_contact_completed)] = Field(
        default_factory=_contact_owners
    )

    @property
    def enabled(self) -> bool:
        """Whether by the directory's rules contacts cross in any direction."""
        return self.direction != "off"

    def reaches(self, system: System) -> bool:
        """Tell whether by the directory's rules contacts are written to a system: what the other side says crosses."""
        return self.direction in {"both", "b24→1c" if system == "onec" else "1c→b24"}


class PriceRules(RulesPart):
    """Prices of 1C's items as prices of the products that stand for them.

    Args:
        kinds: price kinds of 1C, by name or reference; empty: every common one that is used for selling.
        base: the kind that has the portal's own base price type, the one a deal's row takes its price from; None: the
            base type stays as people keep it.
    """

    direction: Annotated[Literal["off", "1c→b24"], BeforeValidator(arrow)] = "off"
    kinds: tuple[Word, ...] = ()
    base: Word | None = None

    @property
    def enabled(self) -> bool:
        """Whether by the directory's rules prices of 1C cross and become prices of products."""
        return self.direction != "off"


class KindRule(RulesPart):
    """The kind of item («вид номенклатуры») for some new items; conditions that a line does not name do not count.

    Args:
        kind: of items, by name or reference.
        type: goods or services alone.
        group: folder of items, by name or reference, with all that is in it; the product's section stands for it.
    """

    kind: Word
    type: Literal["goods", "service"] | None = None
    group: Word | None = None


class ItemRules(RulesPart):
    """Products typed in the portal as new items of 1C (R10).

    Args:
        kind: of items, by name or reference; new items take from it what a person does not type. None: none is made
            but those that a line of `kinds` fits.
        kinds: the first line that fits a product names its kind instead.
    """

    kind: Word | None = None
    kinds: tuple[KindRule, ...] = ()

    @property
    def enabled(self) -> bool:
        """Whether by the directory's rules any product typed in the portal becomes an item of 1C."""
        return bool(self.kind or self.kinds)

    @property
    def every_kind(self) -> tuple[Word, ...]:
        """Every kind of item that the directory's rules name, once each."""
        return tuple(dict.fromkeys([*([self.kind] if self.kind else []), *(one.kind for one in self.kinds)]))


class DirectoryRules(RulesPart):
    """The rules of all directories."""

    companies: CompanyRules = CompanyRules()
    contacts: ContactRules = ContactRules()
    products: ProductRules = ProductRules()
    prices: PriceRules = PriceRules()
