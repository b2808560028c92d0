"""The bus: RabbitMQ behind handlers that never see a channel (docs/bus.md)."""
