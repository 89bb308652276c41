"""Hardware in the loop: firmware, real or virtual, tested against the gateway."""
