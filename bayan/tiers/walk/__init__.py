"""The tree-walker: the definition of what a program means.

`walker` holds the entrances. Each kind of node has a visiting function in one of `expressions`,
`statements`, `loops`, `exceptions`, `definitions`, `imports` and `logic`; `frame` has the tables
that find it. Code that can be suspended (generators, coroutines) is walked by generators that
`derive` makes out of these very functions: `suspended`, used through `suspension`.
"""

from __future__ import annotations

from .walker import walk_function, walk_generator, walk_module, walk_module_async

__all__ = ["walk_function", "walk_generator", "walk_module", "walk_module_async"]
