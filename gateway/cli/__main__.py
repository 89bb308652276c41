"""`python -m gateway.cli`, where the command is not installed."""

from gateway.cli.main import main

main()
