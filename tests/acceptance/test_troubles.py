"""Runs the scenarios of what goes wrong, and of what is foreseen."""

from pytest_bdd import scenarios

scenarios("05_once.feature", "06_refusals.feature", "12_foresight.feature", "14_administrator.feature")
