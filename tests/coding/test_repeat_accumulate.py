import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.coding.repeat_accumulate import RepeatAccumulate

SIZES = {126: 252, 128: 260, 256: 514}
every_size = pytest.mark.parametrize("octets", SIZES)


def order(words: int, mask: int, number: int) -> list[int]:
    """The words in the order of a pass, by stepping the shift register as it is described."""
    offset = words >> (1 + number)
    state = 1 + number + offset
    found: list[int] = []
    while len(found) < words:
        state = (state >> 1) ^ (mask if state & 1 else 0)
        if state <= words:
            index = state - 1
            found.append(index - offset if index >= offset else index + words - offset)
    return found


def word_by_word(data: bytes, masks: tuple[int, ...]) -> bytes:
    """The codeword of *data*, with a rotating sum of 16 bits instead of lanes."""
    words = [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]
    sent = []
    for number, mask in enumerate(masks):
        total = 0
        for step, index in enumerate(order(len(words), mask, number), 1):
            total = (total >> 1 | (total & 1) << 15) ^ words[index]
            if number == 0 or step % 3 == 0 or step == len(words):
                sent.append(total)
    return b"".join(word.to_bytes(2, "little") for word in sent)


@every_size
def test_the_code_has_the_published_length(octets: int) -> None:
    assert RepeatAccumulate(octets).symbols == 8 * SIZES[octets]


@pytest.mark.parametrize(
    ("octets", "masks"),
    [
        (126, (0x21, 0x2D, 0x30, 0x39)),
        (128, (0x41, 0x53, 0x69, 0x7B)),
        (256, (0x8E, 0xAF, 0xC3, 0xE7)),
    ],
)
def test_lanes_are_the_rotating_sum(octets: int, masks: tuple[int, ...]) -> None:
    data = np.random.default_rng(octets).bytes(octets)
    sent = np.packbits(RepeatAccumulate(octets).encode(data)).tobytes()
    assert sent == word_by_word(data, masks)


@every_size
def test_the_order_of_each_pass_takes_every_word_once(octets: int) -> None:
    lone = np.eye(octets // 2, dtype=np.uint16)
    weights = [RepeatAccumulate(octets).encode(word.astype("<u2").tobytes()).sum() for word in lone]
    assert min(weights) >= 4


@every_size
def test_noise_at_2_5_db_is_corrected(octets: int) -> None:
    code = RepeatAccumulate(octets)
    rng = np.random.default_rng(octets)
    sigma = np.sqrt(code.symbols / (2 * 8 * octets)) * 10 ** (-2.5 / 20)
    for _ in range(10):
        data = rng.bytes(octets)
        sent = code.encode(data)
        soft = (soften(sent) + sigma * rng.standard_normal(code.symbols)).astype(np.float32)
        assert code.decode(soft) == (data, int(np.count_nonzero((soft > 0) != sent)))


@every_size
def test_nothing_comes_of_noise(octets: int) -> None:
    code = RepeatAccumulate(octets)
    rng = np.random.default_rng(octets)
    for _ in range(60):
        assert code.decode(rng.standard_normal(code.symbols).astype(np.float32)) is None


def test_a_tenth_erased_is_filled_in() -> None:
    code = RepeatAccumulate(128)
    rng = np.random.default_rng(4)
    data = rng.bytes(128)
    soft = soften(code.encode(data))
    soft[rng.random(len(soft)) < 0.1] = 0
    assert code.decode(soft) == (data, 0)


def test_silence_is_decoded_without_complaint() -> None:
    assert RepeatAccumulate(128).decode(np.zeros(2080, np.float32)) in (None, (bytes(128), 0))
