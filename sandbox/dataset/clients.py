"""The made-up company's clients with their legal entities, people and terms of sale."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from faker import Faker

from sandbox.dataset.catalogue import PRICE_KINDS
from sandbox.dataset.identity import (
    company_inn,
    company_ogrn,
    guid_of,
    kpp,
    person_inn,
    scatter,
    sole_trader_ogrn,
)
from sandbox.dataset.model import Agreement, Client, Contact, PartyKind, Payment, Requisite

if TYPE_CHECKING:
    from collections.abc import Sequence

# One turn of the wheel; odd numbers are known to 1C, so every kind is met on both sides of that line.
_KINDS: tuple[PartyKind, ...] = (
    "company",
    "company",
    "sole_trader",
    "company",
    "person",
    "company",
    "company",
    "sole_trader",
    "company",
    "person",
)
_STEMS = (
    "Ромашка", "Вектор", "Альфа", "Меридиан", "Горизонт", "Кристалл", "Прогресс", "Импульс", "Орион",
    "Сатурн", "Маяк", "Родник", "Кедр", "Айсберг", "Фрегат", "Гранит", "Каскад", "Радуга", "Спектр", "Титан",
)  # fmt: skip
_SUFFIXES = ("", "-Строй", "-Сервис", "-Торг", "-Монтаж", "-Инвест", "-Снаб", "-Юг", "-Север", "-Плюс")
_CITIES = (
    ("Москва", "7701"),
    ("Санкт-Петербург", "7802"),
    ("Казань", "1655"),
    ("Екатеринбург", "6670"),
    ("Новосибирск", "5406"),
    ("Самара", "6315"),
)
_POSTS = ("Директор", "Закупщик", "Главный бухгалтер", "Снабженец")
_DISCOUNTS = ("0", "3", "5", "7.5", "10")
_PAYMENTS: tuple[Payment, ...] = ("deferred", "prepaid", "mixed")

_FAKER = Faker("ru_RU")  # finds its parts for 50 ms; seeded anew for each client, so that all makers may share it


class ClientMaker:
    """Makes up clients by number; each depends on the seed and its number only, never on who was made before."""

    def __init__(self, seed: int, manager_emails: Sequence[str]) -> None:
        self._seed = seed
        self._manager_emails = manager_emails
        self._faker = _FAKER

    def make(self, number: int) -> Client:
        """Make up the company's client with this number (from 1)."""
        self._faker.seed_instance(f"{self._seed}:client:{number}")
        random = Random(f"{self._seed}:client:{number}")
        kind = _KINDS[(number - 1) % len(_KINDS)]
        city, office = random.choice(_CITIES)
        contacts = self._contacts(number, kind)
        requisites = self._requisites(number, kind, office, contacts[0])
        known_to_onec = number % 2 == 1
        return Client(
            number=number,
            guid=guid_of(f"client:{number}"),
            name=_company_title(number) if kind == "company" else requisites[0].name,
            kind=kind,
            phone=contacts[0].phone if kind == "person" else self._phone("4957", number),
            email=contacts[0].email if kind == "person" else f"office@client{number}.example",
            manager=self._manager_emails[number % len(self._manager_emails)],
            city=city,
            address=f"{self._faker.postcode()}, г. {city}, {self._faker.street_address()}",
            requisites=requisites,
            contacts=contacts,
            agreement=_agreement(number, random) if known_to_onec and kind != "person" else None,
            known_to_onec=known_to_onec,
        )

    def _contacts(self, number: int, kind: PartyKind) -> tuple[Contact, ...]:
        count = 2 if kind == "company" and number % 3 == 1 else 1
        return tuple(self._contact(number, index, kind) for index in range(1, count + 1))

    def _contact(self, number: int, index: int, kind: PartyKind) -> Contact:
        fake = self._faker
        is_woman = (number + index) % 2 == 0
        domain = "mail.example" if kind == "person" else f"client{number}.example"
        return Contact(
            guid=guid_of(f"client:{number}/contact:{index}"),
            first_name=fake.first_name_female() if is_woman else fake.first_name_male(),
            second_name=fake.middle_name_female() if is_woman else fake.middle_name_male(),
            last_name=fake.last_name_female() if is_woman else fake.last_name_male(),
            phone=self._phone("916", number * 10 + index),
            email=f"person{number}-{index}@{domain}",
            post=_POSTS[(number + index) % len(_POSTS)] if kind == "company" else "",
        )

    def _requisites(self, number: int, kind: PartyKind, office: str, owner: Contact) -> tuple[Requisite, ...]:
        full_name = f"{owner.last_name} {owner.first_name} {owner.second_name}"
        if kind == "company":
            count = 2 if number % 10 == 7 else 1
            return tuple(self._company(number, index, office) for index in range(1, count + 1))
        guid = guid_of(f"client:{number}/requisite:1")
        if kind == "person":
            return (Requisite(guid, "person", full_name, full_name, "", "", ""),)
        serial = scatter(number, self._seed, 1_000_000)
        return (
            Requisite(
                guid=guid,
                kind="sole_trader",
                name=f"ИП {full_name}",
                full_name=f"Индивидуальный предприниматель {full_name}",
                inn=person_inn(office, serial),
                kpp="",
                ogrn=sole_trader_ogrn(office[:2], serial),
            ),
        )

    def _company(self, number: int, index: int, office: str) -> Requisite:
        serial = scatter(number * 2 + index, self._seed, 100_000)
        title = _company_title(number) + (" Регион" if index > 1 else "")
        return Requisite(
            guid=guid_of(f"client:{number}/requisite:{index}"),
            kind="company",
            name=f"ООО «{title}»",
            full_name=f"Общество с ограниченной ответственностью «{title}»",
            inn=company_inn(office, serial),
            kpp=kpp(office),
            ogrn=company_ogrn(office[:2], serial),
        )

    def _phone(self, code: str, serial: int) -> str:
        free = 10 - len(code)
        return f"+7{code}{scatter(serial, self._seed, 10**free):0{free}d}"


def _company_title(number: int) -> str:
    stem, turn = _STEMS[(number - 1) % len(_STEMS)], (number - 1) // len(_STEMS)
    suffix = _SUFFIXES[turn % len(_SUFFIXES)]
    again = turn // len(_SUFFIXES)
    return f"{stem}{suffix}" + (f" {again + 1}" if again else "")


def _agreement(number: int, random: Random) -> Agreement | None:
    """Give two thirds of the made-up companies 1C knows terms of their own; every seventeenth settles by contract."""
    if number % 3 == 0:
        return None
    payment: Payment = "by_contract" if number % 17 == 0 else random.choice(_PAYMENTS)
    return Agreement(
        guid=guid_of(f"client:{number}/agreement"),
        number=str(number),
        name=f"Соглашение № {number}",
        price_kind=random.choice(PRICE_KINDS).guid,
        discount_limit=Decimal(random.choice(_DISCOUNTS)),
        payment=payment,
        organisation=None if number % 4 else guid_of("organisation:1"),
    )
