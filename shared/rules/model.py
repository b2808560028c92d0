"""The model of the whole rules file: new deals, organisations, managers, choices of 1C's things, order filter."""

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from shared.messages.ring.commands import Owner, PriceMode, PrivateDoubt, TypedPrice
from shared.messages.things import Stage, Taxation
from shared.rules.directory import DirectoryRules, ItemRules
from shared.rules.fields import FieldRow
from shared.rules.pipelines import MAIN_PIPELINE, PipelineRules, StageNames
from shared.rules.states import STATE_CAPTIONS, StateLine, StateName
from shared.rules.table import TABLE
from shared.rules.values import Inn, Moment, RulesPart, Word
from shared.rules.zones import UnfitZoneError, zone_of

OwnedGroup = Literal["rows", "manager", "organisation", "parties", "header", "extra"]


def _zone(value: Any) -> Any:
    try:
        return zone_of(str(value))
    except UnfitZoneError as error:
        told = {"complaint": error.complaint, "remedy": error.remedy}
        raise PydanticCustomError("zone", "{complaint}", told) from error


Zone = Annotated[ZoneInfo, BeforeValidator(_zone), PlainSerializer(str)]


class NewDeals(RulesPart):
    """Where deals that are born from orders of 1C begin (R14): the `work` stage of this pipeline."""

    pipeline: Word


def _two_names(value: Any) -> Any:
    """Reject a pair of managers written as `a@td.ru: Иванов` with how to write it, once and not key by key."""
    if isinstance(value, dict) and len(value) == 1 and not value.keys() & {"b24", "onec"}:
        ((b24, onec),) = value.items()
        raise PydanticCustomError(
            "pair",
            "пара сотрудников записана не так",
            {"remedy": f"Напишите: - {{b24: {b24}, onec: {onec or 'Иванов Иван'}}}."},
        )
    return value


class ManagerPair(RulesPart):
    """Two names of one employee whose e-mails differ or are missing (R8, R16).

    Args:
        b24: e-mail of the user in the portal.
        onec: e-mail or «Фамилия Имя» of the user in 1C.
    """

    b24: Word
    onec: Word


class ManagerDefault(RulesPart):
    """The manager in place of an employee without a counterpart; None: the other side chooses, which is told."""

    b24: Word | None = None
    onec: Word | None = None


class OrganisationRules(RulesPart):
    """Which of our own organisations a deal belongs to (R9, R17).

    Args:
        by_value: value of the deal's field → INN; values that are an INN themselves need no entry.
        by_pipeline: pipeline → INN, for deals whose field is empty.
        default: INN for all others; None: such an order is refused.
    """

    by_value: dict[Word, Inn] = {}
    by_pipeline: dict[Word, Inn] = {}
    default: Inn | None = None

    def inn_of(self, value: str | None, pipeline: str | None) -> str | None:
        """Return the INN that the rules give a deal's organisation: by its field, else its pipeline, else the default.

        Args:
            value: what the deal's field says, empty or None when it is not filled.
            pipeline: id of the deal's pipeline.
        """
        if value:
            return self.by_value.get(value, value)
        return self.by_pipeline.get(pipeline or "", self.default)


class Choice(RulesPart):
    """A thing of 1C (agreement, warehouse …) that the rules choose by organisation, by pipeline, or for all."""

    by_organisation: dict[Inn, Word] = {}
    by_pipeline: dict[Word, Word] = {}
    default: Word | None = None

    def of(self, organisation: str | None, pipeline: str | None) -> str | None:
        """Return the name of 1C's thing that the rules choose: for the organisation, else the pipeline, else all."""
        by_pipeline = self.by_pipeline.get(pipeline or "", self.default)
        return self.by_organisation.get(organisation or "", by_pipeline)


class ClientPriceRules(RulesPart):
    """Whose price stands in the rows of an order: the deal's or 1C's (R12).

    Args:
        mode: `b24`, the deal's; `onec`, 1C's for this client; `b24-within`, the deal's, down to 1C's lowest.
        typed: with `onec`, whether a price that a person typed stays.
    """

    mode: PriceMode = "b24"
    typed: TypedPrice = "keep"


class OrderFilter(RulesPart):
    """Which orders of 1C become deals (R14); an empty list lets all through.

    Args:
        organisations: INN.
        managers: e-mail or «Фамилия Имя».
    """

    organisations: tuple[Inn, ...] = ()
    managers: tuple[Word, ...] = ()


def _owners() -> dict[OwnedGroup, Owner]:
    return {group: Owner() for group in get_args(OwnedGroup)}


def _completed(named: dict[OwnedGroup, Owner]) -> dict[OwnedGroup, Owner]:
    return _owners() | named


class Rules(RulesPart):
    """Everything the customer decides; the file's comments and docs/rules.md say what each setting does."""

    portal_id: Word
    cutoff: Moment
    timezone: Zone = Field(default=ZoneInfo("Europe/Moscow"))
    pipelines: dict[Word, PipelineRules] = Field(min_length=1)
    stage_names: StageNames = StageNames()
    new_deals: NewDeals | None = None

    managers: tuple[Annotated[ManagerPair, BeforeValidator(_two_names)], ...] = ()
    manager_default: ManagerDefault = ManagerDefault()
    organisations: OrganisationRules = OrganisationRules()
    shared_contact: PrivateDoubt = "refuse"
    order_filter: OrderFilter = OrderFilter()

    agreements: Choice = Choice()
    contracts: Choice = Choice()
    warehouses: Choice = Choice()
    taxation: dict[Inn, Taxation] = {}
    ship_in_days: int = Field(default=1, ge=0, le=365)
    free_text_item: Word | None = None
    fields: dict[Word, FieldRow] = {}
    directory: DirectoryRules = DirectoryRules()
    items: ItemRules = ItemRules()
    prices: ClientPriceRules = ClientPriceRules()

    owners: Annotated[dict[OwnedGroup, Owner], AfterValidator(_completed)] = Field(default_factory=_owners)
    after_shipment: Literal["tell", "restore"] = "tell"
    lost: Literal["unpost", "mark", "tell"] = "unpost"
    total_tolerance_kopecks: int = Field(default=0, ge=0)
    refusal_todo: bool = False

    paid_means: Literal["full", "prepayment"] = "full"
    paid_before_supply: bool = True
    settlement_by_contract: Literal["R4", "R6", "nothing"] = "R4"
    more_states: dict[Word, StateName] = {}
    states: tuple[StateLine, ...] = Field(default=TABLE, min_length=1)

    def is_behind_work(self, stage: Stage) -> bool:
        """Tell whether a deal stands after «Заказ в работе» by the rules file, and is not lost; outside of it none do.

        Of such a deal, if it has no order, the stage history is read (R2).
        """
        pipeline = self.pipelines.get(stage.pipeline)
        return pipeline is not None and pipeline.is_behind_work(stage)

    def known_state(self, name: str) -> str | None:
        """Return the state of the table as which the rules file counts a state of 1C; None if it does not name it."""
        return name if name in STATE_CAPTIONS else self.more_states.get(name)

    @property
    def birth_pipeline(self) -> str:
        """The pipeline in which the rules have orders make deals: the one named, else the main, else the only one."""
        if self.new_deals is not None:
            return self.new_deals.pipeline
        return MAIN_PIPELINE if MAIN_PIPELINE in self.pipelines else next(iter(self.pipelines))

    @property
    def paid_enough(self) -> Decimal:
        """The percentage from which by the rules file an order counts as paid.

        With `prepayment` any payment will do: the states of the line say that 1C has got what it asked for.
        """
        return Decimal(100) if self.paid_means == "full" else Decimal(1)
