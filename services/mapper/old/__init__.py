"""Deals and orders of the time before the exchange: which are one."""
