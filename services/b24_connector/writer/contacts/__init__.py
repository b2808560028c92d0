"""Contacts of companies in the directory: found, created, changed, and told about (R15)."""
