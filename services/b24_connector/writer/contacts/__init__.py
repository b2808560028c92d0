"""Contacts of companies as a directory: found, made, changed and told of (R15)."""
