"""`python -m gateway.modem_process`: started by the gateway, not by hand."""

from __future__ import annotations

import os
import sys

from gateway.modem_process.receiving import make_receiver
from gateway.modem_process.serving import serve

NICENESS = 5
"""The gateway's own work goes first: it is little, and it must not wait."""

if __name__ == "__main__":
    os.nice(NICENESS)
    serve(sys.stdin.buffer, sys.stdout.buffer, make_receiver)
