"""Boards: the simulated portal and base in a browser, as a manager and an accountant would see them."""
