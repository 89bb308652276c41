"""The Morse code: text to marks and gaps, and back.

::

    PA    ▄ ▄▄▄ ▄▄▄ ▄   ▄ ▄▄▄       a dit 1, a dah 3 units; gaps of 1 within a character,
          .  -   -  .   .  -        3 between characters, 7 between words

Source: Recommendation ITU-R M.1677-1 (2009), "International Morse code", Annex 1.  Beyond
it: the marks ``; ! _ $`` as they are commonly sent.  A signal that has no character of its
own is written as the letters that are run together for it, in angle brackets: ``<SK>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CODE = {
    "A": ".-", "B": "-...", "C": "-.-.", "D": "-..", "E": ".", "F": "..-.", "G": "--.",
    "H": "....", "I": "..", "J": ".---", "K": "-.-", "L": ".-..", "M": "--", "N": "-.",
    "O": "---", "P": ".--.", "Q": "--.-", "R": ".-.", "S": "...", "T": "-", "U": "..-",
    "V": "...-", "W": ".--", "X": "-..-", "Y": "-.--", "Z": "--..",
    "0": "-----", "1": ".----", "2": "..---", "3": "...--", "4": "....-", "5": ".....",
    "6": "-....", "7": "--...", "8": "---..", "9": "----.",
    ".": ".-.-.-", ",": "--..--", ":": "---...", "?": "..--..", "'": ".----.", "-": "-....-",
    "/": "-..-.", "(": "-.--.", ")": "-.--.-", '"': ".-..-.", "=": "-...-", "+": ".-.-.",
    "@": ".--.-.", ";": "-.-.-.", "!": "-.-.--", "_": "..--.-", "$": "...-..-",
    "<AS>": ".-...", "<SK>": "...-.-", "<KA>": "-.-.-", "<SN>": "...-.", "<HH>": "........",
    "<SOS>": "...---...",
}  # fmt: skip
"""Dits and dahs of each character; ``=`` is BT, ``+`` is AR, ``(`` is KN."""

UNKNOWN = "#"
"""What dits and dahs are written as that are no character."""

LONGEST = max(map(len, CODE.values()))
"""Dits and dahs of a character, at most."""

DIT, DAH = 1, 3
CHARACTER_GAP, WORD_GAP = 3, 7
"""Units; within a character a gap has one."""

_CHARACTERS = {code: character for character, code in CODE.items()}
_TOKEN = re.compile(r"<[A-Z]+>|.", re.DOTALL)


def character(code: str) -> str:
    """The character of some dits and dahs, `UNKNOWN` if there is none."""
    return _CHARACTERS.get(code, UNKNOWN)


def units(text: str) -> Iterator[tuple[bool, int]]:
    """*text* as marks (True) and gaps in turn, with their units; what has no code is left out."""
    gap = 0
    for token in _TOKEN.findall(text.upper()):
        if token.isspace():
            gap = WORD_GAP if gap else 0
            continue
        for element in CODE.get(token, ""):
            if gap:
                yield False, gap
            yield True, DAH if element == "-" else DIT
            gap = 1
        gap = max(gap, CHARACTER_GAP) if gap else 0
