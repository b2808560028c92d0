"""Clients and contact persons of orders in 1C, found or created."""
