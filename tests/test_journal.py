"""The journal keeps what it was given, in order, within its bounds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.model import Delivery, Disposition, Entry, Frame, Quality, Rejected

START = datetime(2026, 11, 22, 3, 52, 18, 123456, tzinfo=UTC)


def entry(sequence: int, data: bytes = b"frame", reason: Disposition | None = None) -> Entry:
    event = Rejected(reason, data, "kiss", "no", 3) if reason else Frame(data, "kiss")
    at = START + timedelta(seconds=sequence)
    return Entry(sequence, "tnc", at, "ntp", Delivery.LIVE, event)


frames = st.builds(
    Frame,
    data=st.binary(max_size=300),
    framing=st.sampled_from(["kiss", "cobs"]),
    port=st.none() | st.integers(0, 15),
    quality=st.builds(
        Quality,
        snr_db=st.none() | st.floats(-30, 60),
        corrected=st.none() | st.integers(0, 64),
        unchecked=st.booleans(),
        fixed=st.none() | st.integers(1, 2),
        detector=st.sampled_from(["", "steady"]),
    ),
)
rejects = st.builds(
    Rejected,
    reason=st.sampled_from(list(Disposition)),
    data=st.binary(max_size=300),
    framing=st.just("hdlc"),
    message=st.text(max_size=40),
    offset=st.integers(0, 4000),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(frames | rejects, min_size=1, max_size=20))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, events: list) -> None:  # type: ignore[type-arg]
    journal = Journal(tmp_path_factory.mktemp("journal") / "j.sqlite")
    entries = [
        Entry(number, "tnc", START, "unsynced", Delivery.SIMULATED, event)
        for number, event in enumerate(events, start=1)
    ]
    journal.append(entries)
    assert journal.read(0, 100) == entries
    assert list(journal) == entries
    journal.close()


def test_reading_goes_on_behind_a_sequence(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.append([entry(n) for n in range(1, 11)])
    assert [e.sequence for e in journal.read(7, 2)] == [8, 9]
    assert journal.read(10, 5) == []
    found = journal.entry(4)
    assert found
    assert found.sequence == 4
    assert journal.entry(11) is None
    journal.close()


def test_sequences_and_cursors_survive_closing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.append([entry(1), entry(2)], {"tnc": 4711})
    journal.advance({"mqtt": 1})
    journal.keep("alarms", b"[]")
    journal.close()
    again = Journal(tmp_path / "j.sqlite")
    assert again.last_sequence == 2
    assert again.cursor("mqtt") == 1
    assert again.cursor("sids") == 0
    assert again.place("tnc") == 4711
    assert again.recall("alarms") == b"[]"
    assert again.recall("nothing") is None
    again.close()


def test_a_number_is_not_used_again_after_its_entry_left(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", max_octets=1)
    journal.append([entry(1), entry(2)])
    journal.close()
    again = Journal(tmp_path / "j.sqlite")
    assert (len(again), again.last_sequence) == (0, 2)
    again.close()


def test_frames_and_places_are_committed_together_or_not_at_all(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.append([entry(1)], {"tnc": 100})
    with pytest.raises(JournalError):
        journal.append([entry(2), entry(1)], {"tnc": 200})
    assert (len(journal), journal.place("tnc")) == (1, 100)
    journal.close()


def test_the_oldest_acknowledged_leave_first(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", max_octets=2_000_000)
    journal.advance({"mqtt": 5000})
    number = 0
    while number < 12_000:
        batch = [entry(number + n, bytes(400)) for n in range(1, 201)]
        number += 200
        journal.append(batch)
    assert journal.octets <= 2_000_000 + 200 * 500
    assert journal.lost > 0
    kept = [e.sequence for e in journal]
    assert kept == list(range(kept[0], 12_001)), "what is left is the newest, without gaps"
    journal.close()


def test_nothing_unacknowledged_leaves_while_something_acknowledged_can(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", max_octets=1_000_000)
    journal.append([entry(n, bytes(400)) for n in range(1, 2001)])
    journal.advance({"mqtt": 2000, "sids": 1500})
    journal.append([entry(n, bytes(400)) for n in range(2001, 2201)])
    assert journal.lost == 0
    assert [e.sequence for e in journal] == list(range(1501, 2201))
    journal.close()


def test_rejected_ones_leave_before_frames_nobody_took(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", max_octets=1_000_000)
    journal.advance({"mqtt": 0})
    journal.append([entry(n, bytes(400)) for n in range(1, 1001)])
    journal.append(
        [entry(n, bytes(400), Disposition.CHECK_FAILED) for n in range(1001, 3001)],
    )
    assert journal.lost == 0
    assert [e.sequence for e in journal] == list(range(1, 1001))
    journal.close()


def test_a_file_that_is_no_journal_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite").write_bytes(b"this is not a database, but a note" * 100)
    with pytest.raises(JournalError, match=r"j\.sqlite"):
        Journal(tmp_path / "j.sqlite")


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError):
        Journal(tmp_path / "file" / "j.sqlite")


KILLED_WHILE_WRITING = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from gateway.journal import Journal
from gateway.model import Delivery, Entry, Frame
journal = Journal(Path(sys.argv[1]))
for number in range(1, 100_000):
    frame = Frame(number.to_bytes(4, "big"), "kiss")
    journal.append([Entry(number, "t", datetime.now(UTC), "ntp", Delivery.LIVE, frame)])
    print(number, flush=True)
"""


def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    told = [int(writer.stdout.readline()) for _ in range(200)][-1]
    os.kill(writer.pid, signal.SIGKILL)
    told = max([told, *map(int, writer.stdout.read().split())])
    writer.wait()
    writer.stdout.close()
    journal = Journal(path)
    assert [e.sequence for e in journal] == list(range(1, journal.last_sequence + 1))
    assert journal.last_sequence >= told
    journal.close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.model import Delivery, Entry, Frame
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    for number in range(1, 10_000):
        frame = Frame(bytes(1000), "kiss")
        journal.append([Entry(number, "t", datetime.now(UTC), "ntp", Delivery.LIVE, frame)])
except JournalError as error:
    print("refused at", number, error)
print("kept", len(journal))
"""


def test_a_disk_that_is_full_is_an_error_and_loses_nothing_committed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "j.sqlite")],
        capture_output=True,
        text=True,
        check=True,
    )
    refused, kept = done.stdout.splitlines()
    number = int(refused.split()[2])
    assert number > 50
    assert kept == f"kept {number - 1}"
