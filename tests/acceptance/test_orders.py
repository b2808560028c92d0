"""Runs the scenarios of deals and their orders."""

from pytest_bdd import scenarios

scenarios("01_stages.feature", "02_order_from_deal.feature", "03_deal_from_order.feature", "04_edits.feature")
