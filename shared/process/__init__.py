"""Settings, start and stop, HTTP, one active process; and what the clients of both peers have in common."""
