"""What the resolver finds out about names: one Scope for each module, function, class and
comprehension, and for each use of a name how it is reached.

A comprehension (not a generator expression) has no frame of its own: its variables live in the
frame of the function, class or module around it, under names made unique by a suffix that no
program can spell, so they neither leak nor clash, and each run of a comprehension makes fresh
cells for those that a closure captures.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import For, ListComprehension, Node, While

# How a name is reached, from the place where it stands:
LOCAL = "local"  # a variable of this frame alone
CELL = "cell"  # a variable shared with closures: of this frame, or of one around it
GLOBAL = "global"  # the module's globals, then the built-ins
NAME = "name"  # in a class body: its namespace, then globals, then built-ins
CLASS_CELL = "class cell"  # in a class body: its namespace, then the cell of a function around it

# What a scope belongs to:
MODULE = "module"
FUNCTION = "function"  # def, lambda and generator expression alike
CLASS = "class"
COMPREHENSION = "comprehension"

# Stands in the name of a comprehension's variable before the number that makes it unique; no
# letter, unlike the middle dot, which Python lets stand in names.
MARK = "•"


# Built-in functions that look at the variables of the frame that calls them.
LOOKERS = frozenset({"locals", "vars", "dir", "eval", "exec"})


class Scope:
    """The names of one scope.

    name, qualname   as Python gives them ("<module>", "<lambda>", "<genexpr>" included)
    accesses         every name bound or used here, to its access
    parameter_names  in the order of Python's co_varnames: positional-only, positional,
                     keyword-only, variadic, keyword-variadic
    local_names      the LOCAL names of the frame, parameters first (those that became cells
                     included), then by first binding; those of comprehensions inside included
    cell_names       the cells that this scope makes, sorted
    free_names       the cells that it gets from around, sorted: the order of __closure__
    is_generator     has a yield of its own
    is_async         an async def, or a module or generator expression that awaits
    suspending       the nodes of this frame with a yield or await somewhere below (or at) them
    docstring        the first statement where that is a plain string
    hands_on_lookers of a module: whether one of LOOKERS is not only called by its name, but bound
                     to another, or given away, so that any call may look at the variables
    """

    __slots__ = (
        "accesses",
        "cell_names",
        "docstring",
        "free_names",
        "hands_on_lookers",
        "is_async",
        "is_generator",
        "kind",
        "local_names",
        "name",
        "node",
        "parameter_names",
        "parent",
        "qualname",
        "suspending",
    )

    def __init__(
        self, kind: str, name: str, qualname: str, node: Node, parent: Scope | None
    ) -> None:
        self.kind = kind
        self.name = name
        self.qualname = qualname
        self.node = node
        self.parent = parent
        self.accesses: dict[str, str] = {}
        self.parameter_names: tuple[str, ...] = ()
        self.local_names: tuple[str, ...] = ()
        self.cell_names: tuple[str, ...] = ()
        self.free_names: tuple[str, ...] = ()
        self.is_generator = False
        self.is_async = False
        self.suspending: set[Node] = set()
        self.docstring: str | None = None
        self.hands_on_lookers = False


class LoopPlace:
    """Where a loop, or a comprehension that may be run as one, stands.

    scope   of the frame that it runs in
    around  the place of the loop of that frame in whose rounds it stands, or None
    """

    __slots__ = ("around", "node", "scope")

    def __init__(
        self, node: For | While | ListComprehension, scope: Scope, around: LoopPlace | None
    ) -> None:
        self.node = node
        self.scope = scope
        self.around = around if around is not None and around.scope is scope else None
