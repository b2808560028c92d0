"""Settings, start and stop, HTTP, one active process."""
