"""What the writer of catalogue records asks: how a kind of them is found and written, and what people edit in it."""

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar

from services.b24_connector.memory.product import PutBack, Record
from services.b24_connector.vocabulary.catalogue import CodeName, Fields, Row
from shared.entities import Subject
from shared.messages.product import Product, Section
from shared.messages.ring.commands import ProductUpsert, SectionUpsert

S_contra = TypeVar("S_contra", bound=ProductUpsert | SectionUpsert, contravariant=True)


class Repository(Protocol[S_contra]):
    """How the catalogue's products or sections are found, described and written."""

    def record(self, command: S_contra) -> Product | Section:
        """Return the product or section that a command of the catalogue wants."""

    def method(self, command: S_contra) -> str:
        """Return the portal method that a product's or section's command will call, by what it knows of that."""

    def is_worth_making(self, command: S_contra) -> bool:
        """Tell whether a product or section that is nowhere found is to be created."""

    async def read(self, command: S_contra, identity: str) -> Row | None:
        """Return the product or section, whichever the repository holds, by id; None where it was deleted."""

    async def find(self, command: S_contra) -> Row | None:
        """Return the one product or section that bears a key of what is wanted; several are refused."""

    def fills(self, command: S_contra) -> list[CodeName]:
        """Return the codes that 1C fills in a product by a command; a section has none."""

    async def wanted(self, command: S_contra, row: Row, known: Record | None) -> Mapping[str, Fields]:
        """Return a product's or section's wanted fields by group and of `UNGROUPED`; an empty row: of a new one.

        Args:
            command: says what is wanted.
            row: as the portal has it.
            known: what is remembered of it.
        """

    async def add(self, command: S_contra, fields: Fields) -> Row:
        """Create a product or section, whichever the repository holds, and return it."""

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a product or section, whichever the repository holds, and return it."""


class Edits(Protocol):
    """What people edit in products, as the writer of catalogue records asks for it."""

    subject: Subject

    async def held(self, row: Row) -> Mapping[str, str]:
        """Return the digests of the groups that people may edit in a product, as its reader makes them."""

    def putting_back(self, row: Row, groups: Collection[str]) -> PutBack:
        """Return what is to be remembered before 1C's value replaces an edit of a product."""

    async def put_back(self, edit: PutBack, called: str, said: Product | Section) -> None:
        """Tell whoever has edited a product or section that 1C's value stands again."""

    async def come_back(self, row: Row) -> None:
        """Have a product or section read: people have edited it, and nobody has told that yet."""
