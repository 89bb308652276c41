from gateway.framing.delimited import FlagSplitter, Splitter


def test_delimiter_ends_what_was_before_it() -> None:
    splitter = Splitter(b"\n", 10, {})
    assert splitter.split(b"A\nB\n\nC") == [b"A", b"B", b""]
    assert splitter.pending == 1
    assert splitter.split(b"\n") == [b"C"]
    assert splitter.pending == 0


def test_delimiter_may_come_in_pieces() -> None:
    splitter = Splitter(b"###", 3, {})
    assert [splitter.split(bytes([octet])) for octet in b"ABC###D#E###"] == (
        [[]] * 5 + [[b"ABC"]] + [[]] * 5 + [[b"D#E"]]
    )


def test_splitter_keeps_the_end_of_what_is_too_long_until_the_delimiter() -> None:
    counters: dict[str, int] = {}
    splitter = Splitter(b"\n", 3, counters)
    assert splitter.split(b"ABCDEFGH") == []
    assert splitter.pending == 4
    assert splitter.split(b"I\nJ\n") == [b"FGHI", b"J"]
    assert counters == {"dropped_octets": 5}


def test_flag_opens_and_ends() -> None:
    counters: dict[str, int] = {}
    splitter = FlagSplitter(b"|", 10, counters)
    assert splitter.split(b"noise") == []
    assert splitter.pending == 0
    assert splitter.split(b"!|A|B||C") == [b"A", b"B", b""]
    assert splitter.pending == 2
    assert counters == {"noise_octets": 6}


def test_flag_splitter_keeps_the_start_of_what_is_too_long_and_says_so_at_once() -> None:
    counters: dict[str, int] = {}
    splitter = FlagSplitter(b"|", 3, counters)
    assert splitter.split(b"|ABC") == []
    assert splitter.split(b"DEF") == [b"ABCD"]
    assert splitter.pending == 0
    assert splitter.split(b"G|H|") == [b"H"]
    assert counters == {"noise_octets": 3}


def test_flag_splitter_cuts_the_same_where_all_comes_at_once() -> None:
    counters: dict[str, int] = {}
    assert FlagSplitter(b"|", 3, counters).split(b"|ABCDEFG|H|") == [b"ABCD", b"H"]
    assert counters == {"noise_octets": 3}
