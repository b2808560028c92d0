"""What operators see of a service: log, metrics, health; and how one is started and stopped."""
