"""What was written once is there and is not written again, whatever the portal says of a company."""

from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.companies import changes_of
from shared.messages.party import Addresses, Company
from shared.messages.things import LegalEntity, Manager, Ref
from tests.unit.onec_connector.party_cards import ALL, FAX, FIRST, IVAN, OWN, WORDS, card, entity, phone, told, written

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=130)
PHONES = st.lists(
    st.sampled_from(["+74950000017", "+74950000018", "+375291234567", "доб. 12", "999-99-99"]), max_size=3
)
EMAILS = st.lists(st.sampled_from(["a@ex.ru", "b@ex.ru", f"{'я' * 97}@ex.ru"]), max_size=2)
ADDRESSES = st.builds(Addresses, legal=st.just("") | TEXTS, actual=st.just("") | TEXTS, postal=st.just("") | TEXTS)
COMPANIES = st.builds(
    Company,
    name=TEXTS,
    legal_entities=st.builds(
        LegalEntity,
        name=TEXTS,
        full_name=TEXTS,
        inn=st.sampled_from(["", "7707083893", "7736050003"]),
        kpp=st.sampled_from(["", "773601001", "773601002"]),
        ogrn=st.sampled_from(["", "1027700132195", "1027700132196"]),
    ).map(lambda one: (one.with_(ref=Ref(system="onec", kind="legal_entity", id=FIRST)),)),
    phones=PHONES.map(tuple),
    emails=EMAILS.map(tuple),
    addresses=ADDRESSES,
    manager=st.sampled_from([None, Manager(ref=Ref(system="onec", kind="user", id=IVAN))]),
)


@given(COMPANIES)
def test_what_was_written_once_is_there_and_is_not_written_again(wanted):
    before = card((phone("+7 495 000-00-17, доб. 12"), FAX, OWN), entities=[entity()])

    after = written(before, wanted)

    assert changes_of(wanted, ALL, after, WORDS).groups == frozenset()
    kinds = [row["Вид_Key"] for row in after.partner["КонтактнаяИнформация"]]
    assert {"fax", "accounting"} <= set(kinds)


def test_blanks_around_a_name_are_no_part_of_it():
    there = card(entities=[entity(Description=" ", НаименованиеПолное="  ООО «Ромашка»  ")], Description=" ")

    said = told(there)

    assert (said.name, said.legal_entities[0].name, said.legal_entities[0].full_name) == ("", "", "ООО «Ромашка»")


@given(COMPANIES)
def test_what_1c_tells_of_a_partner_leads_back_to_the_same_partner(wanted):
    there = written(card((FAX,)), wanted)

    again = changes_of(told(there), ALL, there, WORDS)

    assert again.groups == frozenset()
