"""From the text of a module to code in the process: kept code is placed there without LLVM, which
takes longer to load than all else; what is not kept is compiled, and kept.
"""

from __future__ import annotations

from ..refusal import NO_COMPILER, Refusal
from . import cache, elf
from .machine import Unavailable, machine
from .symbols import address_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...syntax.nodes import Position


def loaded(
    text: str,
    names: tuple[str, ...],
    folder: str | None,
    position: Position,
    others: dict[str, int] | None = None,
) -> elf.Loaded:
    """The code of a module, which has these global names; raises Refusal where there is no LLVM
    and it is needed.

    folder: where object code is kept. position: what a Refusal is told of. others: addresses of
    what this module names beside all that modules may name.
    """
    its_own = others or {}

    def address(name: str) -> int | None:
        return its_own.get(name) or address_of(name)

    try:
        path = None if folder is None else cache.entry_path(folder, text)
        code = None if path is None else cache.read(path)
        if code is None:
            code = machine().object_code(text)
            if path is not None:
                cache.write(path, code)
        return elf.load(code, names, address) or machine().load(code, names, its_own)
    except Unavailable as error:
        raise Refusal(NO_COMPILER, position) from error
