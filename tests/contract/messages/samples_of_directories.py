"""One full example of every message of the lane `directory`."""

from decimal import Decimal

from shared.messages import contact as k
from shared.messages import party as c
from shared.messages import price as m
from shared.messages import product as p
from shared.messages import things as t
from shared.messages.groups import Stamp
from shared.messages.ring.commands import (
    CompanyNote,
    CompanyUpsert,
    ContactUpsert,
    ItemUpsert,
    PartnerUpsert,
    PersonUpsert,
    PriceUpsert,
    ProductNote,
    ProductUpsert,
    SectionUpsert,
)
from shared.messages.ring.facts import (
    CompanyChanged,
    CompanyTouched,
    ContactChanged,
    ContactTouched,
    GroupChanged,
    ItemChanged,
    ItemTouched,
    PartnerChanged,
    PartnerTouched,
    PersonChanged,
    PersonTouched,
    PriceChanged,
    PriceTouched,
    ProductChanged,
    ProductTouched,
)
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import (
    CompanyRefused,
    CompanyUpserted,
    ContactRefused,
    ContactUpserted,
    ItemRefused,
    ItemUpserted,
    KeyMatch,
    Pair,
    PartnerRefused,
    PartnerUpserted,
    PersonRefused,
    PersonUpserted,
    PriceRefused,
    PriceUpserted,
    ProductRefused,
    ProductUpserted,
    SectionUpserted,
)
from shared.messages.ring.told import Told

TOLD = (Told(topic="refusal", text="Товар «Болт М8»: в 1С два таких артикула."),)
PAIRS = (Pair(kind="company", b24="17", onec="0a000000-0000-4000-8000-000000000041"),)
ITEM = t.Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")
PRICE = t.Ref(system="onec", kind="price", id=ITEM.id)
GROUP = t.Ref(system="onec", kind="group", id="0a000000-0000-4000-8000-000000000082")
PRODUCT = t.Ref(system="b24", kind="product", id="501")
ITEM_SNAPSHOT = p.Product(
    ref=ITEM,
    groups={p.ProductGroup.NAME: Stamp(edited=1772700000000), p.ProductGroup.VAT: Stamp(edited=1772700000000)},
    external_code=ITEM.id,
    name="Болт М8",
    unit="006",
    vat_rate=Decimal(22),
    section=t.Thing(ref=GROUP),
    article="B-8",
    barcode="4600000000008",
)
TYPED = p.Product(ref=PRODUCT, name="Болт М8", unit="006", vat_rate=Decimal(22), article="B-8")
GROUP_SNAPSHOT = p.Section(
    ref=GROUP,
    groups={p.SectionGroup.NAME: Stamp(edited=1772700000000)},
    external_code=GROUP.id,
    name="Крепёж",
)
COMPANY = t.Ref(system="b24", kind="company", id="17")
PARTNER = t.Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000041")
COMPANY_SNAPSHOT = c.Company(
    ref=COMPANY,
    groups={c.CompanyGroup.NAME: Stamp(edited=1772700000000), c.CompanyGroup.BANKS: Stamp(edited=1772700000000)},
    name="Ромашка",
    legal_entities=(
        t.LegalEntity(
            ref=t.Ref(system="b24", kind="requisite", id="27"),
            name="ООО «Ромашка»",
            full_name="Общество с ограниченной ответственностью «Ромашка»",
            inn="7712345678",
            kpp="771201001",
            ogrn="1027700000017",
        ),
    ),
    phones=("+74950000017",),
    emails=("zakaz@romashka.example",),
    addresses=c.Addresses(legal="101000, Москва, Мясницкая ул., 1", postal="101000, Москва, а/я 17"),
    banks=(
        c.BankAccount(
            number="40702810900000000017",
            bic="044525225",
            bank="ПАО Сбербанк",
            correspondent="30101810400000000225",
        ),
    ),
    manager=t.Manager(name="Сидоров Иван", email="sidorov@firma.example"),
)
PARTNER_SNAPSHOT = c.Company(
    ref=PARTNER,
    origin=COMPANY,
    groups={c.CompanyGroup.REQUISITES: Stamp(edited=1772700000005, known=1772700000000)},
    name="Ромашка",
    legal_entities=(t.LegalEntity(name="ООО «Ромашка»", inn="7712345678", kpp="771201001"),),
)

CONTACT = k.in_company("7", "17")
PERSON = t.Ref(system="onec", kind="contact_person", id="0a000000-0000-4000-8000-000000000071")
CONTACT_SNAPSHOT = k.ContactCard(
    ref=CONTACT,
    company=COMPANY,
    groups={group: Stamp(edited=1772700000000) for group in k.ContactGroup},
    last_name="Петрова",
    first_name="Анна",
    second_name="Ивановна",
    position="Главный бухгалтер",
    phones=("+74950000018",),
    emails=("petrova@romashka.example",),
)
PERSON_SNAPSHOT = k.ContactCard(
    ref=PERSON,
    origin=CONTACT,
    company=PARTNER,
    groups={k.ContactGroup.NAME: Stamp(edited=1772700000005, known=1772700000000)},
    full_name="Петрова А. И.",
    last_name="Петрова",
    first_name="Анна",
)
RETAIL = t.Ref(system="onec", kind="price_kind", id="0a000000-0000-4000-8000-000000000091")
DEALERS = t.Ref(system="onec", kind="price_kind", id="0a000000-0000-4000-8000-000000000092")
PRICES_SNAPSHOT = m.ItemPrices(
    ref=PRICE,
    groups={m.PriceGroup.PRICES: Stamp(edited=1772700000000)},
    name="Болт М8",
    vat_rate=Decimal(22),
    prices=(
        m.Price(kind=m.PriceKind(ref=RETAIL, name="Розничная", base=True), currency="RUB", value=Decimal("12.5")),
        m.Price(kind=m.PriceKind(ref=DEALERS, name="Дилерская"), currency="USD", vat_included=False, value=Decimal(1)),
    ),
)
PRICES_WANTED = PRICES_SNAPSHOT.with_(
    ref=PRODUCT,
    origin=PRICE,
    prices=tuple(one.with_(kind=one.kind.with_(ref=None, origin=one.kind.ref)) for one in PRICES_SNAPSHOT.prices),
)


OF_DIRECTORIES: tuple[Message, ...] = (
    ItemTouched(ref=ITEM),
    ItemChanged(product=ITEM_SNAPSHOT),
    GroupChanged(section=GROUP_SNAPSHOT),
    SectionUpsert(key=GROUP.key, source=GROUP, section=GROUP_SNAPSHOT.with_(ref=None, origin=GROUP)),
    ProductTouched(ref=PRODUCT),
    ProductChanged(product=TYPED),
    ItemUpsert(key=PRODUCT.key, source=PRODUCT, product=TYPED.with_(ref=None, origin=PRODUCT)),
    ItemUpserted(key=PRODUCT.key, source=PRODUCT, ref=ITEM),
    ItemRefused(key=PRODUCT.key, source=PRODUCT, told=TOLD, reason="item"),
    ProductNote(key=ITEM.key, source=PRODUCT, product=PRODUCT, told=TOLD),
    ProductUpsert(
        key=ITEM.key,
        source=ITEM,
        product=ITEM_SNAPSHOT.with_(ref=PRODUCT, origin=ITEM),
        article_property="property172",
        barcode_property="property174",
    ),
    SectionUpserted(key=GROUP.key, source=GROUP, ref=t.Ref(system="b24", kind="section", id="33")),
    ProductUpserted(key=ITEM.key, source=ITEM, ref=PRODUCT),
    ProductRefused(
        key=ITEM.key,
        source=ITEM,
        told=(Told(topic="refusal", text="Товар «Болт М8»: в портале три таких артикула: 501, 502, 503."),),
        reason="doubt",
    ),
    CompanyTouched(ref=COMPANY),
    PartnerTouched(ref=PARTNER, gone=True),
    CompanyChanged(company=COMPANY_SNAPSHOT),
    PartnerChanged(company=PARTNER_SNAPSHOT, gone=True),
    PartnerUpsert(
        key=COMPANY.key,
        source=COMPANY,
        company=COMPANY_SNAPSHOT.with_(ref=None, origin=COMPANY),
        owners={c.CompanyGroup.REQUISITES: "onec", c.CompanyGroup.NAME: "b24"},
        may_create=True,
        manager_default="Сидоров Иван",
    ),
    CompanyUpsert(
        key=COMPANY.key,
        source=PARTNER,
        company=PARTNER_SNAPSHOT.with_(ref=COMPANY, origin=PARTNER),
        owners={c.CompanyGroup.REQUISITES: "onec"},
    ),
    CompanyNote(
        key=COMPANY.key,
        source=COMPANY,
        company=COMPANY,
        told=(Told(topic="conflict", text="Название в 1С изменили тоже.", id="company:17:1772700000000:conflict"),),
    ),
    PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=PAIRS),
    PartnerRefused(
        key=COMPANY.key,
        source=COMPANY,
        told=(Told(topic="refusal", text="В 1С два контрагента с ИНН 7712345678: «Ромашка», «Ромашка-2»."),),
        reason="ambiguous_customer",
    ),
    CompanyUpserted(key=PARTNER.key, source=PARTNER, ref=COMPANY, pairs=PAIRS),
    CompanyRefused(
        key=PARTNER.key,
        source=PARTNER,
        told=(Told(topic="refusal", text="В портале две компании с ИНН 7712345678: 17 и 18."),),
        reason="ambiguous_customer",
    ),
    ContactTouched(ref=CONTACT),
    PersonTouched(ref=PERSON, gone=True),
    ContactChanged(contact=CONTACT_SNAPSHOT),
    PersonChanged(contact=PERSON_SNAPSHOT, gone=True),
    PersonUpsert(
        key=CONTACT.key,
        source=CONTACT,
        contact=CONTACT_SNAPSHOT.with_(ref=None, origin=CONTACT, company=PARTNER),
        owners=dict.fromkeys(k.ContactGroup, "b24"),
        may_create=True,
        not_these=("0a000000-0000-4000-8000-000000000072",),
    ),
    ContactUpsert(
        key=CONTACT.key,
        source=PERSON,
        contact=PERSON_SNAPSHOT.with_(ref=CONTACT, origin=PERSON, company=COMPANY),
        owners={k.ContactGroup.NAME: "onec"},
    ),
    PersonUpserted(
        key=CONTACT.key, source=CONTACT, ref=PERSON, pairs=(Pair(kind="contact", b24=CONTACT.id, onec=PERSON.id),)
    ),
    PersonRefused(
        key=CONTACT.key,
        source=CONTACT,
        told=(Told(topic="refusal", text="У партнёра «Ромашка» две Петровых Анны: выберите одну."),),
        reason="ambiguous_customer",
    ),
    ContactUpserted(
        key=PERSON.key,
        source=PERSON,
        ref=CONTACT,
        found=KeyMatch(source="Петрова Анна Ивановна", target="Петрова Анна"),
    ),
    ContactRefused(
        key=PERSON.key,
        source=PERSON,
        told=(Told(topic="refusal", text="В компании «Ромашка» два контакта «Петрова Анна»: 7 и 8."),),
        reason="ambiguous_customer",
    ),
    PriceTouched(ref=PRICE),
    PriceChanged(prices=PRICES_SNAPSHOT),
    PriceUpsert(key=PRICE.key, source=PRICE, prices=PRICES_WANTED),
    PriceUpserted(key=PRICE.key, source=PRICE, ref=PRODUCT),
    PriceRefused(
        key=PRICE.key,
        source=PRICE,
        told=(
            Told(topic="refusal", text="Цена «Дилерская» товара «Болт М8» не перенесена: в портале нет валюты USD."),
        ),
        reason="price",
    ),
)
