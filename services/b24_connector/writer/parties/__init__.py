"""Clients and contact persons of orders in the portal, found or created."""
