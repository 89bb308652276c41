"""Commands from MQTT: what is asked for, whether it may be, and what became of it."""
