"""Commands to devices on a wire.

::

    cmd/<verb> ─▶ request ─▶ desk ─▶ commander ─▶ receiver ─▶ wire
                            │    │       │
                         arming  log     └◀─ acknowledgement ─▶ reply ─▶ rsp/<verb>

The desk decides whether a request may go out: only while somebody with access to the machine
has armed its source, and not before it is on record.  Tests of firmware use the commander
alone.
"""
