"""Clients and contact persons, found or created."""
