"""BCH codes of 15 bits, which correct one, two or three of them.

::

    codeword  <parity, 15 - k bits> <data, k bits>     lowest power first
    roots     a, a^2, ... a^(2 t)                      in GF(16) by x^4 + x + 1

=======  ===  ===========================================
k        t    generator
=======  ===  ===========================================
11       1    x^4 + x + 1
7        2    x^8 + x^7 + x^6 + x^4 + 1
5        3    x^10 + x^8 + x^5 + x^4 + x^2 + x + 1
=======  ===  ===========================================

Source: S. Lin, D. J. Costello, "Error Control Coding", 2nd ed., table 6.1 and example 6.1.
"""

from __future__ import annotations

from gateway.coding.block_code import BlockCode

LENGTH = 15


def _code(generator: int) -> BlockCode:
    """The systematic code of *generator*, bit k of which is the coefficient of x**k."""
    parity = generator.bit_length() - 1
    rows = []
    for power in range(parity, LENGTH):
        codeword = 1 << power | _remainder(1 << power, generator)
        rows.append(int(f"{codeword:0{LENGTH}b}"[::-1], 2))
    return BlockCode(LENGTH, tuple(rows))


def _remainder(dividend: int, divisor: int) -> int:
    while dividend.bit_length() >= divisor.bit_length():
        dividend ^= divisor << dividend.bit_length() - divisor.bit_length()
    return dividend


BCH_15 = {11: _code(0b10011), 7: _code(0b111010001), 5: _code(0b10100110111)}
"""The codes by their data bits k."""
