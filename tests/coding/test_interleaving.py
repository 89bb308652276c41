import numpy as np

from gateway.coding.interleaving import Matrix


def test_rows_are_sent_by_columns() -> None:
    data = np.frombuffer(b"abcdef", np.uint8)
    assert Matrix(2, 3).interleave(data).tobytes() == b"adbecf"


def test_deinterleaving_undoes_it() -> None:
    matrix = Matrix(51, 52)
    data = np.arange(len(matrix), dtype=np.float32)
    assert np.array_equal(matrix.deinterleave(matrix.interleave(data)), data)


def test_a_burst_as_long_as_a_column_hits_each_row_once() -> None:
    matrix = Matrix(80, 65)
    sent = np.zeros(len(matrix), np.uint8)
    sent[400:480] = 1
    assert matrix.deinterleave(sent).reshape(80, 65).sum(axis=1).tolist() == [1] * 80
