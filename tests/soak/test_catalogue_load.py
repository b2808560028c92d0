"""The first load of a catalogue of twenty thousand items, hours of it, in virtual time."""

from tests.integration.b24_connector.catalogue_load import in_virtual_time, least_s
from tests.integration.b24_connector.test_load import deals_wait_no_longer_than_for_a_batch, loaded_beside_deals

LOADED = 20_000


def test_twenty_thousand_items_take_what_the_portals_operating_time_allows():
    loading, took, deals, written_again = in_virtual_time(lambda: loaded_beside_deals(LOADED))

    assert len(loading.shelf) == LOADED
    assert took <= 1.2 * least_s(LOADED)
    assert not loading.wire.refused
    assert deals_wait_no_longer_than_for_a_batch(*deals)
    assert written_again == 0
