"""Runs the scenarios of clients, goods, prices and doubts."""

from pytest_bdd import scenarios

scenarios(
    "07_catalogue.feature",
    "08_companies.feature",
    "09_prices.feature",
    "10_doubts.feature",
    "11_client_prices.feature",
    "11_contacts.feature",
    "13_private_persons.feature",
)
