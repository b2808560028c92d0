"""What a definitions file holds."""

from shared.bus.rights import hashed


def test_a_password_is_hashed_as_the_vendor_computes_it() -> None:
    # https://www.rabbitmq.com/docs/passwords#computing-password-hash
    assert hashed("test12", bytes.fromhex("908DC60A")) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
