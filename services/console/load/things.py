"""The things that `dealbus load` can load: which services list and weigh them, and what they are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from services.console.load.pace import STROKE
from services.console.piping import Step
from shared.messages.ring.facts import ItemTouched, PriceTouched, Touched, look_at
from shared.messages.things import Ref, System


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a load: which services list and weigh its records, and how they are called.

    Args:
        steps: commands in a row, each reads what the one before it has written; the last one weighs.
        kinds: of birth keys, in the order in which they are loaded, with what a report calls them: the name in JSON and
            the word for people.
        paired: kind of the records whose pairs are watched, kind of the pair and the side their ids are of; None:
            nothing is paired by it, and how it goes is found by weighing again what was to be done.
        hint: has a record carried over.
        there: where the records are, for people: «В 1С».
        stroke: how many the portal's operating time allows in ten minutes.
        linked: commands in a row that link pairs of what both sides have; empty: the services make what is missing.
    """

    steps: tuple[Step, ...]
    kinds: Mapping[str, tuple[str, str]]
    paired: tuple[str, str, System] | None
    hint: Callable[[str], Touched | None]
    there: str
    stroke: float
    linked: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """A kind of records that `dealbus load` can load, with its directions.

    Args:
        name: of the command.
        ways: one after another; what is paired by the first is not touched by the second.
    """

    name: str
    ways: tuple[Way, ...]


def _of_items(key: str) -> Touched:
    """Return the hint that has an item or item group of 1C loaded: both are read alike."""
    kind, _, identity = key.partition(":")
    return ItemTouched(ref=Ref(system="onec", kind=kind, id=identity), force=True)


def _of_prices(key: str) -> Touched:
    return PriceTouched(ref=Ref(system="onec", kind="price", id=key.partition(":")[2]), force=True)


_ASK_MAPPER: Final = ("services.mapper", "ask")
_COMPANIES_STROKE: Final = 0.8 * 480 / 2.21
"""What orders leave of 480 s of operating time, at 2.21 s an address: the slowest call of a company by the samples."""
_CONTACTS_STROKE: Final = 0.8 * 480 / 1.83
"""The same at 1.83 s each: the vendor's sample is of a company, a contact is not slower."""

PRODUCTS: Final = Load(
    "products",
    (
        Way(
            steps=(
                ("services.onec_connector", "ask", "tell", "items"),
                _ASK_MAPPER,
                ("services.b24_connector", "ask", "weigh", "products"),
            ),
            kinds={"group": ("sections", "групп"), "item": ("products", "товаров")},
            paired=("item", "product", "onec"),
            hint=_of_items,
            there="В 1С",
            stroke=STROKE,
        ),
    ),
)
PRICES: Final = Load(
    "prices",
    (
        Way(
            steps=(
                ("services.onec_connector", "ask", "tell", "prices"),
                _ASK_MAPPER,
                ("services.b24_connector", "ask", "weigh", "prices"),
            ),
            kinds={"price": ("prices", "товаров с ценами")},
            paired=None,
            hint=_of_prices,
            there="В 1С",
            stroke=480 / 0.011,
        ),
    ),
)
COMPANIES: Final = Load(
    "companies",
    (
        Way(
            steps=(
                ("services.onec_connector", "ask", "tell", "partners"),
                _ASK_MAPPER,
                ("services.b24_connector", "ask", "weigh", "companies"),
                (*_ASK_MAPPER, "twins"),
            ),
            kinds={"partner": ("partners", "партнёров")},
            paired=("partner", "company", "onec"),
            hint=look_at,
            there="В 1С",
            stroke=_COMPANIES_STROKE,
        ),
        Way(
            steps=(
                ("services.b24_connector", "ask", "tell", "companies"),
                _ASK_MAPPER,
                ("services.onec_connector", "ask", "weigh", "partners"),
                (*_ASK_MAPPER, "twins"),
            ),
            kinds={"company": ("companies", "компаний")},
            paired=("company", "company", "b24"),
            hint=look_at,
            there="В портале",
            stroke=float("inf"),  # 1C counts no operating time
        ),
    ),
)
CONTACTS: Final = Load(
    "contacts",
    (
        Way(
            steps=(
                ("services.onec_connector", "ask", "tell", "persons"),
                _ASK_MAPPER,
                ("services.b24_connector", "ask", "weigh", "contacts"),
            ),
            kinds={"contact_person": ("persons", "контактных лиц")},
            paired=("contact_person", "contact", "onec"),
            hint=look_at,
            there="В 1С",
            stroke=_CONTACTS_STROKE,
        ),
        Way(
            steps=(
                ("services.b24_connector", "ask", "tell", "contacts"),
                _ASK_MAPPER,
                ("services.onec_connector", "ask", "weigh", "persons"),
            ),
            kinds={"contact": ("contacts", "контактов")},
            paired=("contact", "contact", "b24"),
            hint=look_at,
            there="В портале",
            stroke=float("inf"),
        ),
        Way(
            steps=(
                ("services.onec_connector", "ask", "tell", "private"),
                _ASK_MAPPER,
                ("services.b24_connector", "ask", "weigh", "companies"),
                (*_ASK_MAPPER, "twins"),
            ),
            kinds={"partner": ("private_partners", "частных лиц")},
            paired=("partner", "client", "onec"),
            hint=look_at,
            there="В 1С",
            stroke=_CONTACTS_STROKE,
        ),
        Way(
            steps=(
                ("services.b24_connector", "ask", "tell", "private"),
                _ASK_MAPPER,
                ("services.onec_connector", "ask", "weigh", "partners"),
                (*_ASK_MAPPER, "twins"),
            ),
            kinds={"contact": ("private_contacts", "контактов-покупателей")},
            paired=("contact", "client", "b24"),
            hint=look_at,
            there="В портале",
            stroke=float("inf"),
        ),
    ),
)
_OLD_KINDS: Final = {"orders": ("order", "orders", "заказов"), "deals": ("deal", "deals", "сделок")}


def before_the_exchange(what: Literal["orders", "deals"], since: datetime) -> Load:
    """Return the load of old orders or deals, which are linked and never created.

    Args:
        what: of which of the two a person wants to know what becomes of each; the pairs are the same.
        since: older ones are left alone.
    """
    kind, name, word = _OLD_KINDS[what]
    steps = (
        ("services.onec_connector", "ask", "tell", "orders", since.isoformat()),
        ("services.b24_connector", "ask", "tell", "deals", since.isoformat()),
        (*_ASK_MAPPER, "match", what),
    )
    linked = (
        ("services.b24_connector", "ask", "keep", "deals"),
        ("services.onec_connector", "ask", "keep", "orders"),
        (*_ASK_MAPPER, "link"),
        ("services.onec_connector", "ask", "heed", "orders"),
        ("services.b24_connector", "ask", "heed", "deals"),
    )
    there = "В 1С, до начала обмена" if what == "orders" else "В портале, до начала обмена"
    way = Way(
        steps, kinds={kind: (name, word)}, paired=None, hint=look_at, there=there, stroke=float("inf"), linked=linked
    )
    return Load(what, (way,))
