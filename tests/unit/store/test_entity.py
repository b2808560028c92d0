"""What a connector remembers of a record, as a value."""

from services.b24_connector.memory.deal import Deal
from services.onec_connector.memory.order import Order


def test_a_newcomer_is_made_by_the_name_its_connector_gives_to_entities():
    assert (Deal("deal:41").key, Order(key="order:5b1d").fields) == ("deal:41", {})
