"""Controls of direction in strings and comments, where they must close on their line.

Elsewhere the lexer refuses them, because a text with them may look like another program.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexer import Lexer

_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"


def check_directions(lexer: Lexer, spans: list[tuple[int, int]]) -> None:
    """An error for each line of one string or comment that leaves a control open, or closes none.

    `spans` are the pieces of the text that are looked at as one.
    """
    open_controls: list[tuple[str, int]] = []
    for start, end in spans:
        for index in range(start, end):
            character = lexer.text[index]
            if character == "\n":
                _report_first(lexer, open_controls)
                open_controls.clear()
            elif character in _EMBEDDINGS or character in _ISOLATES:
                open_controls.append((character, index))
            elif character in (_POP_EMBEDDING, _POP_ISOLATE):
                openers = _EMBEDDINGS if character == _POP_EMBEDDING else _ISOLATES
                if open_controls and open_controls[-1][0] in openers:
                    open_controls.pop()
                else:
                    _report_first(lexer, [(character, index)])
    _report_first(lexer, open_controls)


def _report_first(lexer: Lexer, controls: list[tuple[str, int]]) -> None:
    if controls:
        character, index = controls[0]
        lexer.error("B105", index, index + 1, f"U+{ord(character):04X}")
