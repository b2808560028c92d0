"""Company cards ⇄ companies: what is written is read back, what is not ours survives, a second write writes nothing."""

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.portal.engine import multifields
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from services.b24_connector.vocabulary.companies import (
    RequisiteCard,
    account_change,
    fm_change,
    read_accounts,
    read_addresses,
    read_card,
    says_same,
    write_account,
    write_address,
)
from services.b24_connector.vocabulary.requisite_changes import requisite_change
from services.b24_connector.vocabulary.requisites import Preset, read_legal_entity
from shared.messages.party import Addresses, BankAccount
from shared.messages.things import LegalEntity, Ref

COMPANY, TRADER = Preset("1", "company"), Preset("2", "sole_trader")
PHONES = [f"+7495000000{digit}" for digit in range(8)]
SPELT = st.sampled_from(PHONES).map(lambda one: f"8 ({one[2:5]}) {one[5:8]}-{one[8:10]}-{one[10:]}")
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "typeId": st.sampled_from(["PHONE", "EMAIL", "WEB"]),
            "valueType": st.sampled_from(["WORK", "HOME", "FAX"]),
            "value": st.lists(SPELT, min_size=1, max_size=2).map(", ".join),
        }
    ),
    max_size=6,
)
SOME = st.lists(st.sampled_from(PHONES), max_size=5, unique=True)
WORDS = st.text(st.characters(categories=("Lu", "Ll", "Nd"), include_characters=" «».,-")).map(
    lambda text: " ".join(f"Ромашка {text}".split())
)
INNS = st.sampled_from(["7707083893", "7736050003", "7728168971"])


def portal_with(entries):
    portal = SimulatedPortal(Options(address="http://portal.test"))
    return portal, multifields.read_new(portal, [], entries)


def phones_of(present):
    return set(read_card({"id": 1, "title": "", "fm": present}, (), None).phones)


@given(entries=ENTRIES, wanted=SOME, former=SOME)
def test_phones_of_1c_come_and_go_and_all_others_stay(entries, wanted, former) -> None:
    portal, before = portal_with(entries)

    change = fm_change(before, "PHONE", wanted, former, first=3)
    after = multifields.read_new(portal, before, change)

    assert all(key.isdigit() or (key[0] == "n" and int(key[1:]) >= 3) for key in change)
    assert phones_of(after) == phones_of(before) - (set(former) - set(wanted)) | set(wanted)
    others = [one for one in before if one["typeId"] != "PHONE"]
    assert [one for one in after if one["typeId"] != "PHONE"] == others
    assert fm_change(after, "PHONE", wanted, wanted) == {}


@given(entries=ENTRIES)
def test_a_phone_that_is_replaced_keeps_its_place_and_its_kind(entries) -> None:
    mine = {"typeId": "PHONE", "valueType": "MOBILE", "value": "8 (499) 765-43-21"}
    portal, before = portal_with([*entries, mine])

    change = fm_change(before, "PHONE", ["+74997654322"], ["+74997654321"])
    after = multifields.read_new(portal, before, change)

    assert after == [*before[:-1], before[-1] | {"value": "+74997654322"}]


@given(legal=WORDS, actual=WORDS, postcode=st.booleans())
def test_an_address_is_read_as_it_was_written(legal, actual, postcode) -> None:
    legal = f"115280, {legal}" if postcode else legal
    rows = [{"TYPE_ID": "6", **write_address(legal)}, {"TYPE_ID": 1, **write_address(actual)}]

    assert read_addresses(rows) == Addresses(legal=legal, actual=actual)


@given(account=st.builds(BankAccount, number=st.just("40702810900000000001"), bic=st.just("044525225"), bank=WORDS))
def test_an_account_is_read_as_it_was_written(account) -> None:
    row = {"ID": "1", **write_account(account)}

    assert read_accounts([row]) == (account,)
    assert account_change(row, account) == {}


def test_a_bank_whose_name_1c_cuts_keeps_its_own_in_the_portal() -> None:
    account = BankAccount(number="40702810900000000001", bic="044525593", bank="Акционерное общество «Альфа-Банк»")
    row = {"ID": "1", **write_account(account)}

    assert account_change(row, account.with_(bank="Акционерное общество…")) == {}


def test_a_bank_counts_by_its_bic_and_is_called_as_it_stands_or_gets_its_name() -> None:
    account = BankAccount(number="40702810900000000001", bic="044525593", bank="АО «Альфа-Банк»")
    row = {"ID": "1", **write_account(account)}

    assert account_change(row, account.with_(bank="Альфа-Банк")) == {}
    assert account_change({**row, "RQ_BANK_NAME": ""}, account) == {"RQ_BANK_NAME": "АО «Альфа-Банк»"}
    assert account_change(row, account.with_(bic="044525225", bank="Сбербанк")) == {
        "RQ_BIK": "044525225",
        "RQ_BANK_NAME": "Сбербанк",
    }


@example(name="Ромашка 0", full="Ромашка", inn="770708389310", kind="sole_trader")
@given(name=WORDS, full=WORDS, inn=INNS, kind=st.sampled_from(["company", "sole_trader"]))
@example(name="Ромашка 0", full="ИП Ромашка 0", inn="7707083893", kind="sole_trader")
def test_a_requisite_that_is_changed_says_what_was_wanted_and_keeps_the_rest(name, full, inn, kind) -> None:
    row = {"ID": "7", "ENTITY_TYPE_ID": "4", "RQ_INN": "5001007322", "RQ_KPP": "500101001", "RQ_DIRECTOR": "Петров"}
    wanted = LegalEntity(
        origin=Ref(system="onec", kind="legal_entity", id="7b8f0a4e-0000-4000-8000-000000000001"),
        kind=kind,
        name=name,
        full_name=full,
        inn=inn,
        kpp="770701001" if kind == "company" else "",
    )
    preset = COMPANY if kind == "company" else TRADER

    changed = {**row, **requisite_change(RequisiteCard(row, preset), wanted)}
    again = RequisiteCard(changed, preset)

    found = read_legal_entity(changed, preset)
    assert (found.inn, found.origin, found.kind, changed["RQ_DIRECTOR"]) == (inn, wanted.origin, kind, "Петров")
    assert says_same(requisite_change(again, wanted))


def test_numbers_that_are_only_typed_otherwise_are_no_edit() -> None:
    row = {"ID": "7", "RQ_INN": "7736050003/773601001", "RQ_KPP": "", "RQ_COMPANY_NAME": "ООО «Ромашка»"}
    wanted = LegalEntity(name="ООО «Ромашка»", inn="7736050003", kpp="773601001")

    assert says_same(requisite_change(RequisiteCard({**row, "RQ_COMPANY_FULL_NAME": "ООО «Ромашка»"}, COMPANY), wanted))


def test_a_requisite_without_a_full_name_is_called_in_full_as_in_short() -> None:
    row = {"ID": "5", "RQ_COMPANY_NAME": "Полынь", "RQ_INN": "7736050003", "RQ_KPP": "773601001"}
    wanted = LegalEntity(name="Полынь", full_name="Полынь", inn="7736050003", kpp="773601001")

    assert requisite_change(RequisiteCard(row, COMPANY), wanted) == {}
    assert requisite_change(RequisiteCard(row, COMPANY), wanted.with_(full_name="ООО «Полынь»")) == {
        "RQ_COMPANY_FULL_NAME": "ООО «Полынь»"
    }
