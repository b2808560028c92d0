"""Decisions (`….wanted`): whether an order or deal is wanted, and where a state puts the deal's stage."""

from typing import ClassVar, Literal

from shared.messages.model import Model
from shared.messages.ring.facts import OrderSnapshot


class OrderWanted(OrderSnapshot):
    """Decision about the order of a deal.

    Args:
        wanted: `yes` write it; `hold` the deal is parked: write nothing, make older decisions stale; `cancelled`
            the deal is lost or deleted.
        may_create: an order may be created if there is none.
        otherwise: told to the manager once when there is no order and none may be created; None: stay silent.
    """

    TYPE: ClassVar[str] = "dealbus.order.wanted.v1"

    wanted: Literal["yes", "hold", "cancelled"]
    may_create: bool = False
    otherwise: str | None = None


class NewDeal(Model):
    """Where a deal that is born from an order begins (R14)."""

    pipeline: str
    stage: str


class DealWanted(OrderSnapshot):
    """Decision about the deal of an order; `create_in` is None where none may be created (draft, cut-off, filter)."""

    TYPE: ClassVar[str] = "dealbus.deal.wanted.v1"

    create_in: NewDeal | None = None


class Move(Model):
    """A move inside one pipeline.

    Args:
        to: the stage to set; None: back to the stage a person had last set.
        only_from: stages of people from which the bus may move; a stage the bus itself set is always added.
        default_back: where "back" leads when no person's stage is known.
        tell_in: stages that contradict the order's figures when a person has set them; only in these `otherwise` is
            told. Never the parking stage, a lost one or `to`.
        named: every stage of the pipeline that the rules name.
        tell_unnamed: of stages that are not `named`, the portal's kinds (`P` open, `S` won) in which `otherwise` is
            told too; never lost ones.
    """

    to: str | None
    only_from: tuple[str, ...]
    default_back: str
    tell_in: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    tell_unnamed: tuple[Literal["P", "S"], ...] = ()


class StageRule(Model):
    """What an order's state means for the deal's stage.

    Args:
        moves: by pipeline id; a deal of another pipeline is left alone.
        action: `move` to the stage named; `back` only if the bus itself had set the present stage; `stay`.
        why: sentence for the timeline after a move; `{stage}` stands for the name of the stage set.
        why_leaving: by id of the stage left, where the sentence depends on it; used instead of `why`.
        otherwise: sentence told once where a person put the deal into a stage of `Move.tell_in`, or one the rules do
            not name, whatever the action; `{target}` stands for the name of the stage the figures ask for. None: stay
            silent.
        told: sentence told once in any stage but a lost one (order unposted, closed without shipment …); None: nothing.
        lost: of all pipelines, stages of lost deals by the rules, beside those which the portal marks; empty where
            nothing is `told`.
    """

    moves: dict[str, Move] = {}
    action: Literal["move", "back", "stay"] = "stay"
    why: str = ""
    why_leaving: dict[str, str] = {}
    otherwise: str | None = None
    told: str | None = None
    lost: tuple[str, ...] = ()


class StageWanted(OrderSnapshot):
    """Decision: where an order's state puts its deal, and the figures to show in the deal (R4–R6, R21, R22)."""

    TYPE: ClassVar[str] = "dealbus.stage.wanted.v1"

    rule: StageRule
