"""Reads touched records of 1C into snapshots and publishes facts; reads all of them for census and preview."""
