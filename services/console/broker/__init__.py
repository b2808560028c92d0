"""The broker as its administrator sees it: users, rights, nodes, policies, certificates."""
