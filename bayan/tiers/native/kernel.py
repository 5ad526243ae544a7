"""A compiled loop, and how it is run."""

from __future__ import annotations

from time import thread_time

from ...syntax import nodes
from ...syntax.bindings import CLASS, FUNCTION, MARK, Scope
from ..refusal import LAYOUT, NAMESPACE, NO_COMPILER, TOO_DEEP, UNKNOWN_TYPE, Refusal
from .arrays import is_array
from .cells import MOST_NOTED, MOST_ROWS, Barred, is_unboxed
from .code import Draft
from .copies import COPIED, ENOUGH, MORE, REMEMBERED, WORTH
from .elf import Loaded
from .emitter import ENTRY, PAUSE, REASONS
from .facts import SMALL, SMALL_ATTRIBUTES, aliases, row_lengths
from .kinds import (
    BOOL,
    CHAR,
    FLOAT,
    HIGHEST,
    INT,
    LOWEST,
    MAYBE,
    NONE,
    ONE_OF,
    STR,
    are_natural,
    is_copy,
    is_object,
    is_plain,
    is_sequence,
    kind_of,
    options,
    sources_of,
)
from .known import hold
from .layout import layout
from .loop_copies import names_to_copy
from .loop_routine import (
    COUNTER,
    FIRST,
    LACKING,
    LOOP_WORDS,
    REASON,
    RESULT,
    RESUME,
    ROUNDS,
    TAG,
    VARIABLE_WORDS,
    ExitPoint,
    LoopRoutine,
    place,
)
from .machine import known_to_be_missing
from .modules import MOST_RESTARTS, Module, build
from .plan import Plan, bindings_in, global_names, names_in
from .routine import Hints
from .shapes import class_of, is_instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...values.functions import Unit
    from .routine import Version

# The key of a live iterator's kind among the types of a loop's variables.
ITERATOR = "«iterator»"
# A key among them for what `natural_limit` gives, in decimal digits, where that is not 0.
NATURAL = "«natural»"

# Rounds after which a kernel pauses, so that signals are handled and other threads run, to begin
# with: who runs it has it pause after the time that seems right (see policy.next_pause).
PAUSE_AFTER = 1 << 14

# The function by which a kernel that counts references gives up those that it handed over.
GIVE_UP = "give_up_all"

_SEQUENCES = {"list": list, "tuple": tuple, "str": str}
_CLASSES = {INT: int, FLOAT: float, BOOL: bool, **_SEQUENCES}

# The reason in the state of a kernel that has not run.
NOT_RUN = -1
# That in the state of one which found attributes of objects other than they were.
REFUSED = REASONS.index(ENTRY)
# How many exceptions of signals' handlers are put up with while a kernel's state is read.
HANDLED = 100


class LoopState:
    """A loop under way: its node, and for a `for` the iterator that gives its next items."""

    __slots__ = ("iterator", "node")

    def __init__(self, node: nodes.For | nodes.While, iterator: Any) -> None:
        self.node = node
        self.iterator = iterator


class Exit:
    """How a run of a kernel ended.

    reason        one of emitter.REASONS; the first four are no failures
    statement     the statement with which the tier below goes on; None where there is none:
                  after EXHAUSTED, BROKE, RETURNED, and after ENTRY, where nothing was done
    at_round      `statement` is a loop under way, which goes on with its next round (its test, or
                  the next item of its iterator)
    loops         the loops under way, outermost first; with at_round the last is `statement`.
                  Go on with their iterators: that of the outermost is the one given to `run`,
                  moved on, but for `enumerate`, whose number can't be set: there it is a new one
    variables     those that the loop has bound to another value (but those whose kind the kernel
                  never knew)
    value         what a `return` gave
    rounds        how many it did, of all its loops
    resume        for a pause: to be passed to `run` to go on, after `variables` were written back
    interruption  an exception that a signal's handler raised meanwhile: it is to be raised at
                  the statement, after the variables were written back
    """

    __slots__ = (
        "at_round",
        "interruption",
        "loops",
        "reason",
        "resume",
        "rounds",
        "statement",
        "value",
        "variables",
    )

    def __init__(self, reason: str, variables: dict[str, Any]) -> None:
        self.reason = reason
        self.statement: nodes.Node | None = None
        self.at_round = False
        self.loops: list[LoopState] = []
        self.variables = variables
        self.value: Any = None
        self.rounds = 0
        self.resume: tuple[int, list[LoopState]] | None = None
        self.interruption: BaseException | None = None

    def __repr__(self) -> str:
        place = "" if self.statement is None else f" at line {self.statement.position[0]}"
        return f"Exit({self.reason}{place})"


class Entry:
    """What a kernel was given, to be told from what it has bound since."""

    __slots__ = ("kinds", "words")

    def __init__(self, kinds: dict[str, str], memory: bytes) -> None:
        self.kinds = kinds
        self.words = memoryview(memory).cast("q")

    def has_still(self, variable: Variable, words: Any) -> bool:
        """Whether a variable has the value that it had."""
        if self.kinds.get(variable.name) != variable.kind:
            return False
        at = variable.at
        if variable.cls is not None:
            same: bool = self.words[at] == words[at]
        else:
            after = at + VARIABLE_WORDS
            same = self.words[at:after] == words[at:after]
        return same


class Variable:
    """A variable at an entry or exit: its kind there, the first of its words, and the one class
    that its value can be of, where it is a number, list, tuple or str for sure.
    """

    __slots__ = ("at", "cls", "kind", "name")

    def __init__(self, name: str, kind: str, number: int) -> None:
        self.name = name
        self.kind = kind
        self.at = FIRST + VARIABLE_WORDS * number
        self.cls = _CLASSES.get(kind.partition("[")[0])


class Kernel:
    """Native code for the rest of a loop, from its next round on.

    types, names      the kinds it takes, by variable; all variables that it may read or bind
    asked             for what it was made: see draft_loop
    copied            the variables whose lists it copies
    seconds           spent compiling it here; beside_seconds: in the compiler process
    text              its intermediate form, for listings
    """

    def __init__(
        self,
        routine: LoopRoutine,
        asked: dict[str, str],
        loaded: Loaded,
        text: str,
        seconds: float,
        beside_seconds: float,
    ) -> None:
        import ctypes

        self.node = routine.plan.loops[0].node
        self.types = routine.entry_kinds
        self.asked = asked
        self.iterator = routine.iterator
        self.in_cells = frozenset(name for name, there in routine.cells.attributes.items() if there)
        self.small = routine.cells.small
        lists, noted = routine.cells.lists, routine.cells.whole
        self.rows = {name: MOST_NOTED if name in noted else MOST_ROWS for name in lists}
        self.natural = routine.natural
        # What it copies, and what it might, of the lists that it is given; the rounds that copies
        # have saved or would have, in those that they take.
        self.copied = routine.copied
        self.to_copy = names_to_copy(self.node, self.types)
        self.credit = REMEMBERED if self.copied else 0
        self.binds = routine.plan.loops[0].binds
        self.live = routine.plan.start.live
        self.names = tuple(routine.names)
        self.numbers = routine.names
        self.tags = routine.tags
        self.kinds_of_tags = {number: kind for kind, number in routine.tags.items()}
        self.exits: list[ExitPoint] = routine.exits
        # The variables of entries, by their versions, and those of exits that the loop binds.
        self.entering: dict[int, list[Variable]] = {}
        self.leaving: dict[int, list[Variable]] = {}
        self.versions: dict[int, Version] = {one.number: one for one in routine.versions}
        module = routine.module
        self.guards = tuple(module.known.guards.values())
        self.defaults = tuple(module.known.defaults.values())
        self.classes = tuple(module.classes.values())
        self.loop_words = routine.loop_words
        self.words = routine.words + len(module.held)
        self.held_words = routine.words
        self.globals = module.unit.globals
        self.held = module.held
        self.loaded = loaded
        self.text = text
        self.seconds = seconds
        self.beside_seconds = beside_seconds
        self.pause_after = PAUSE_AFTER
        self.inner_loops = tuple(loop.node for loop in routine.plan.loops[1:])
        self._bytes = ctypes.c_char
        self._address = ctypes.addressof
        self._object = ctypes.py_object
        self._cast = ctypes.cast
        # Called with the GIL held, and what signals' handlers raise comes out of it.
        take_state = ctypes.PYFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)
        self._call = take_state(loaded.addresses["kernel"])
        self._give_up_all = None
        if GIVE_UP in loaded.addresses:
            self._give_up_all = take_state(loaded.addresses[GIVE_UP])

    def is_for(self, types: dict[str, str]) -> bool:
        """Whether it was made for these types, and what it knows of names and classes still
        holds. One with copies is there beside one without.
        """
        mine = {name: kind for name, kind in types.items() if name in self.live}
        same = mine == self.types and types.get(ITERATOR) == self.iterator
        same = same and not aliases(types, self.in_cells)
        if self.rows:
            lengths = row_lengths(types)
            same = same and all(0 < lengths.get(one, 0) <= self.rows[one] for one in self.rows)
        same = same and self.small.issubset(types.get(SMALL_ATTRIBUTES, "").split())
        same = same and (not self.natural or 0 < int(types.get(NATURAL, "0")) <= self.natural)
        return same and not self.copied and self._holds()

    def _holds(self) -> bool:
        """Whether all that it relies on is as it was."""
        return (
            hold(self.guards)
            and all(guard.holds() for guard in self.classes)
            and all(guard.holds() for guard in self.defaults)
        )

    def run(
        self,
        variables: dict[str, Any],
        iterator: Any = None,
        resume: tuple[int, list[LoopState]] | None = None,
    ) -> Exit:
        """Run the loop on from its next round, or from where it paused.

        `variables` is only read; the lists in it are changed in place. `iterator` is the live
        iterator of a `for`; it is moved on as the loop's own would be. An exception that a
        signal's handler raises once the kernel runs is the Exit's `interruption`.
        """
        loops: list[LoopState]
        sources: list[tuple[int, str]]
        if resume is None:
            if self.credit < 0:
                return Exit(ENTRY, {})
            number, kinds = 0, self.types
            loops, sources = [], []
            present = {name: variables.get(name) for name in kinds}
            if (
                self.natural
                and not 0 < natural_limit(self.binds, present, iterator) <= self.natural
            ):
                return Exit(ENTRY, {})
            if self.iterator:
                loops, sources = [LoopState(self.node, iterator)], [(0, self.iterator)]
        else:
            number, states = resume
            version = self.versions[number]
            kinds = version.kinds
            if not version.takes(variables):
                return Exit(ENTRY, {})
            chain = (*version.context, version)
            pairs = [(one, state) for one, state in zip(chain, states, strict=True) if one.sources]
            loops = [state for _, state in pairs]
            sources = [(one.loop.number, one.sources[0]) for one, _ in pairs]
        memory = bytearray(8 * self.words)
        words = memoryview(memory).cast("q")
        floats = memoryview(memory).cast("d")
        if not self._holds() or not self._put_variables(number, kinds, variables, words, floats):
            return Exit(ENTRY, {})
        # What the kernel reads without counting a reference is kept alive by these.
        held: list[Any] = [variables.get(name) for name in kinds]
        held += [guard.members.reference() for guard in self.classes]
        for at, one in enumerate(self.held, self.held_words):
            value = one.value(self.globals)
            if not _put(one.kind, value, at, words, floats):
                return Exit(ENTRY, {})
            held.append(value)
        for state, (loop, kind) in zip(loops, sources, strict=True):
            if not self._put_loop(state.iterator, loop, kind, words, held):
                return Exit(ENTRY, {})
        if self.copied:
            # Nothing else may be one of the lists that are copied.
            copied = [variables.get(name) for name in kinds if name in self.copied]
            for list_ in copied:
                if type(list_) is list and sum(list_ is other for other in held) > 1:
                    return Exit(ENTRY, {})
        words[RESUME] = number
        # One more: the round that it goes on with is counted too.
        words[ROUNDS] = self.pause_after + 1
        words[REASON] = NOT_RUN
        entry = Entry(kinds, bytes(memory))
        address = self._address(self._bytes.from_buffer(memory))
        interruption = None
        # A handler may be called after any of these steps. What is read can be read again, and the
        # way out of this has no place where one would be called.
        left = None
        for _ in range(HANDLED):
            try:
                if words[REASON] == NOT_RUN:
                    self._call(address)
                if words[REASON] == REFUSED:
                    self.weigh(variables, 0)
                    return Exit(ENTRY, {})
                if left is None:
                    left = self._exit(words, floats, entry, loops[0].iterator if loops else None)
                if self._give_up_all is not None:
                    self._give_up_all(address)
                break
            except BaseException as error:
                if words[REASON] in (NOT_RUN, REFUSED):
                    raise
                interruption = error
        else:
            assert interruption is not None
            raise interruption
        if words[LACKING] and interruption is None:
            interruption = MemoryError()
        left.interruption = interruption
        self.weigh(variables, left.rounds)
        return left

    def weigh(self, variables: dict[str, Any], rounds: int) -> None:
        """Add the rounds of a run to the credit, less those that copies are worth."""
        if not self.to_copy:
            return
        elements = 0
        for name in self.to_copy:
            value = variables.get(name)
            if type(value) is list:
                elements += len(value)
        credit = self.credit + rounds - WORTH * elements
        self.credit = min(credit, REMEMBERED) if self.copied else max(credit, 0)

    @property
    def would_save(self) -> bool:
        """Whether a form with copies is worth making."""
        return bool(self.to_copy) and not self.copied and self.credit >= ENOUGH

    def has_no_copies(self) -> None:
        """There is no form with copies."""
        self.to_copy = frozenset()

    def ask_for_copies(self) -> None:
        """One with copies is entered from now on, until it does not pay; of another one it is
        asked again after some rounds more whether one with copies is worth it.
        """
        self.credit = REMEMBERED if self.copied else ENOUGH - MORE

    def inferred(self) -> dict[str, tuple[str, ...]]:
        """The kinds that the variables were found to have anywhere in the loop, an empty one for
        unbound; by name, in the order of the source.
        """
        found: dict[str, set[str]] = {name: set() for name in self.names}
        places = [self.types]
        places += [version.kinds for version in self.versions.values()]
        places += [point.kinds for point in self.exits]
        bound = {name for kinds in places for name in kinds}
        for kinds in places:
            for name in bound:
                found[name] |= options(kinds.get(name))
        return {name: tuple(sorted(found[name])) for name in self.names if name in bound}

    # Into the state

    def _put_variables(
        self,
        number: int,
        kinds: dict[str, str],
        variables: dict[str, Any],
        words: Any,
        floats: Any,
    ) -> bool:
        there = self.entering.get(number)
        if there is None:
            there = [Variable(*one, self.numbers[one[0]]) for one in kinds.items()]
            self.entering[number] = there
        for variable in there:
            name, at = variable.name, variable.at
            cls: Any = variable.cls
            given = kind = variable.kind
            if name not in variables:
                # The words are zero: unbound, where the kind leaves that open.
                if not given.startswith((MAYBE, ONE_OF)):
                    return False
                continue
            value = variables[name]
            if cls is not None:
                if type(value) is not cls:
                    return False
                if cls is int:
                    if not LOWEST <= value <= HIGHEST:
                        return False
                    words[at] = value
                elif cls is float:
                    floats[at] = value
                else:
                    words[at] = value if cls is bool else id(value)
                continue
            if given.startswith(MAYBE):
                kind = given[1:]
                words[at + TAG] = 1
            elif given.startswith(ONE_OF):
                kind = self._actual(value, options(given))
                words[at + TAG] = self.tags.get(kind, 0)
                at += place(kind)
            if kind and not _put(kind, value, at, words, floats):
                # What was unbound for the kernel may be bound in the tier below all the same.
                if not given.startswith(MAYBE):
                    return False
                words[at + TAG] = 0
        return True

    def _actual(self, value: Any, kinds: frozenset[str]) -> str:
        """Of which of several kinds a value is; a list may now look otherwise than before."""
        actual = kind_of(value)
        if actual in kinds:
            return actual or ""
        if COPIED.get(actual or "") in kinds:
            return COPIED[actual or ""]
        if is_instance(actual or ""):
            # Those without cells first: any object of the class is of such a kind.
            found = [kind for kind in kinds if class_of(kind) is type(value)]
            return min(found, key=lambda kind: (is_unboxed(kind), kind), default="")
        if actual == STR and len(value) == 1 and CHAR in kinds:
            return CHAR
        prefix = type(value).__name__ + "["
        return next((kind for kind in kinds if kind.startswith(prefix)), "")

    def _put_loop(self, iterator: Any, loop: int, kind: str, words: Any, held: list[Any]) -> bool:
        """Write a live iterator's state; what it runs over is added to `held`."""
        base = self.loop_words + LOOP_WORDS * loop
        inner = [iterator]
        if kind.startswith(("enumerate(", "zip(")):
            if type(iterator).__name__ != kind[: kind.index("(")]:
                return False
            reduced = iterator.__reduce__()
            inner = list(reduced[1])
            if kind.startswith("enumerate("):
                start = inner.pop()
                if not LOWEST <= start <= HIGHEST:
                    return False
                words[base + COUNTER] = start
            elif len(reduced) > 2:
                return False
        sources = sources_of(kind)
        if len(inner) != len(sources) or len({id(one) for one in inner}) != len(inner):
            return False
        for index, (source, one) in enumerate(zip(sources, inner, strict=True)):
            at = base + 3 * index
            if is_object(source):
                sequence, position = _sequence_state(one)
                expected = _SEQUENCES.get(source.partition("[")[0])
                fits = type(sequence) is expected
                if not (kind_of(sequence) == source if is_array(source) else fits):
                    return False
                words[at], words[at + 1] = position, id(sequence)
                held.append(sequence)
                continue
            if type(one) is not _range_iterator:
                return False
            rest = _rest_of(one)
            step = rest.step
            if not (LOWEST <= rest.start <= HIGHEST and LOWEST <= rest.stop <= HIGHEST):
                return False
            if source == "range(?)":
                words[at], words[at + 1], words[at + 2] = rest.start, len(rest), step
            elif source == f"range({step})":
                words[at], words[at + 1] = rest.start, rest.stop
            else:
                return False
        return True

    # Out of the state

    def _exit(self, words: Any, floats: Any, entry: Entry, outermost: Any) -> Exit:
        point = self.exits[words[RESUME]]
        reason = REASONS[words[REASON]]
        there = self.leaving.get(words[RESUME])
        if there is None:
            there = self.leaving[words[RESUME]] = [
                Variable(name, kind, self.numbers[name])
                for name, kind in point.kinds.items()
                if name in self.binds
            ]
        variables = {}
        for variable in there:
            # Another thread may have bound what the loop has not.
            if entry.has_still(variable, words):
                continue
            at, kind = variable.at, variable.kind
            if variable.cls is None:
                if kind.startswith(MAYBE):
                    kind = kind[1:] if words[at + TAG] else ""
                elif kind.startswith(ONE_OF):
                    kind = self.kinds_of_tags[words[at + TAG]]
                    at += place(kind)
                if not is_plain(kind) or (is_copy(kind) and not words[at]):
                    continue
            variables[variable.name] = self._value(kind, at, words, floats)
        left = Exit(reason, variables)
        left.statement = point.node
        left.at_round = point.at_round
        left.rounds = self.pause_after + 1 - words[ROUNDS]
        if point.result:
            left.value = self._value(point.result, RESULT, words, floats)
        if self.iterator is not None:
            self._move_on(outermost, self.iterator, 0, words)
        loops = [
            LoopState(version.loop.node, self._iterator(version, words, outermost, index))
            for index, version in enumerate(point.context)
        ]
        left.loops = loops
        if reason == PAUSE:
            left.resume = (point.version, loops)
        return left

    def _value(self, kind: str, at: int, words: Any, floats: Any) -> Any:
        if kind == INT:
            return words[at]
        if kind == FLOAT:
            return floats[at]
        if kind == BOOL:
            return words[at] != 0
        if kind == NONE:
            return None
        if kind == CHAR:
            return chr(words[at])
        return self._cast(words[at], self._object).value

    def _iterator(self, version: Version, words: Any, outermost: Any, index: int) -> Any:
        """The iterator of a loop under way: the live one, or one like it for an inner loop."""
        if not version.sources:
            return None
        kind = version.sources[0]
        if index == 0 and not kind.startswith("enumerate("):
            return outermost
        base = self.loop_words + LOOP_WORDS * version.loop.number
        if index == 0:
            (inner, _) = outermost.__reduce__()[1]
            return enumerate(inner, words[base + COUNTER])
        made = [
            self._source_iterator(source, base + 3 * number, words)
            for number, source in enumerate(sources_of(kind))
        ]
        if kind.startswith("enumerate("):
            return enumerate(made[0], words[base + COUNTER])
        return zip(*made, strict=False) if kind.startswith("zip(") else made[0]

    def _source_iterator(self, source: str, at: int, words: Any) -> Any:
        if is_object(source):
            iterator = iter(self._cast(words[at + 1], self._object).value)
            iterator.__setstate__(words[at])
            return iterator
        start = words[at]
        if source == "range(?)":
            step = words[at + 2]
            return iter(range(start, start + step * words[at + 1], step))
        return iter(range(start, words[at + 1], int(source[6:-1])))

    def _move_on(self, iterator: Any, kind: str, loop: int, words: Any) -> None:
        """Bring the live iterator to where the kernel has come."""
        base = self.loop_words + LOOP_WORDS * loop
        inner = [iterator]
        if kind.startswith(("enumerate(", "zip(")):
            inner = list(iterator.__reduce__()[1])
        for index, source in enumerate(sources_of(kind)):
            at = base + 3 * index
            one = inner[index]
            if is_object(source):
                sequence, before = _sequence_state(one)
                if sequence is not None and words[at] != before:
                    one.__setstate__(words[at])
                continue
            rest = _rest_of(one)
            taken = len(rest) - _left(source, at, words, rest.step)
            if taken:
                _advance_range(one, taken)


def _put(kind: str, value: Any, at: int, words: Any, floats: Any) -> bool:
    """Write a value into the state, if it is of this kind."""
    cls = type(value)
    if kind == INT:
        if cls is not int or not LOWEST <= value <= HIGHEST:
            return False
        words[at] = value
    elif kind == FLOAT:
        if cls is not float:
            return False
        floats[at] = value
    elif kind == BOOL:
        if cls is not bool:
            return False
        words[at] = value
    elif kind == CHAR:
        if cls is not str or len(value) != 1:
            return False
        words[at] = ord(value)
    elif is_instance(kind):
        if cls is not class_of(kind):
            return False
        words[at] = id(value)
    elif is_array(kind):
        if kind_of(value) != kind:
            return False
        words[at] = id(value)
    elif is_copy(kind):
        if cls is not list:
            return False
        words[at] = id(value)
    elif is_object(kind):
        if cls is not _SEQUENCES[kind.partition("[")[0]]:
            return False
        words[at] = id(value)
    elif kind_of(value) != kind:
        return False
    return True


def _left(source: str, at: int, words: Any, step: int) -> int:
    left: int = words[at + 1]
    if source == "range(?)":
        return left
    left = (words[at + 1] - words[at]) * step
    return max(0, left)


_range_iterator = type(iter(range(0)))


def _rest_of(iterator: Any) -> range:
    """The numbers that a range's iterator has still to give."""
    reduced = iterator.__reduce__()
    whole: range = reduced[1][0]
    done = reduced[2] if len(reduced) > 2 and reduced[2] is not None else 0
    return whole[done:]


def _advance_range(iterator: Any, count: int) -> None:
    reduced = iterator.__reduce__()
    done = reduced[2] if len(reduced) > 2 and reduced[2] is not None else 0
    iterator.__setstate__(done + count)


def _sequence_state(iterator: Any) -> tuple[Any, int]:
    """What an iterator of a list or tuple runs over, and its next index; None if it is through."""
    reduced = iterator.__reduce__()
    if len(reduced) < 3:
        return None, 0
    return reduced[1][0], reduced[2]


def natural_limit(binds: frozenset[str], variables: dict[str, Any], iterator: Any = None) -> int:
    """The least of a few limits that no int which a loop reads passes, nor any number that its
    live iterator will give; 0 where one is negative. Those that it binds (`plan.bindings_in`) may
    be larger.

    Most loops begin without negative numbers, and native code that may rely on it has less to
    look at.
    """
    fixed = [value for name, value in variables.items() if name not in binds]
    if are_natural(value for name, value in variables.items() if name in binds):
        for limit in (SMALL, HIGHEST):
            if are_natural(fixed, iterator, limit):
                return limit
    return 0


def kernel_names(node: nodes.For | nodes.While) -> tuple[str, ...]:
    """The names whose values a kernel of this loop may want to know the kinds of."""
    return names_in(node)


def shared_names(node: nodes.For | nodes.While, module_globals: dict[str, Any]) -> frozenset[str]:
    """The global names in a loop of a function that are variables of its kernels: those that it
    binds, and those of sequences and objects, which the program may bind anew between two runs.
    """
    bound = bindings_in(node)
    return frozenset(
        name
        for name in global_names(node)
        if name in bound or is_object(kind_of(module_globals.get(name)) or "")
    )


def compile_loop(
    unit: Unit,
    scope: Scope,
    node: nodes.For | nodes.While,
    types: dict[str, str],
    cache: str | None = None,
    copied: bool = False,
) -> Kernel:
    """Native code for the rest of a loop that runs in `scope`; raises Refusal.

    cache: a folder for object code. See draft_loop.
    """
    kernel: Kernel = draft_loop(unit, scope, node, types, copied).made(cache)
    return kernel


def draft_loop(
    unit: Unit,
    scope: Scope,
    node: nodes.For | nodes.While,
    types: dict[str, str],
    copied: bool = False,
) -> Draft:
    """A draft of a Kernel for the rest of a loop that runs in `scope`; raises Refusal.

    types: the kinds of the variables that are bound and known (`types_of`), and for a `for` that
    of its live iterator at ITERATOR (`iterator_kind`); what NATURAL gives the kernel relies
    on, and is entered only where it is so. copied: that copies lists of numbers.
    """
    started = thread_time()
    if scope.kind == CLASS:
        raise Refusal(NAMESPACE, node.position)
    if isinstance(node, nodes.For) and node.is_async:
        raise Refusal(NAMESPACE, node.position)
    if layout() is None:
        raise Refusal(LAYOUT, node.position)
    if known_to_be_missing():
        raise Refusal(NO_COMPILER, node.position)
    try:
        routine, module, kernel = _loop_text(unit, scope, node, types, copied)
        text = module.text(kernel)
    except RecursionError:
        raise Refusal(TOO_DEEP, node.position) from None
    symbols = ("kernel", GIVE_UP) if routine.counts or routine.hands_over else ("kernel",)
    classes = tuple(module.classes.values())
    listing = kernel + "".join(function.text for function in module.functions.values())

    def addresses() -> dict[str, int]:
        there = [guard.members.reference() for guard in classes]
        if None in there:
            raise Refusal(UNKNOWN_TYPE, node.position)
        return {guard.symbol: id(cls) for guard, cls in zip(classes, there, strict=True)}

    def finish(code: Loaded, here: float, beside: float) -> Kernel:
        return Kernel(routine, types, code, listing, here, beside)

    seconds = thread_time() - started
    return Draft(text, symbols, node.position, seconds, finish, addresses)


def _loop_text(
    unit: Unit,
    scope: Scope,
    node: nodes.For | nodes.While,
    types: dict[str, str],
    copied: bool,
) -> tuple[LoopRoutine, Module, str]:
    plan = Plan(node)
    names = {name: number for number, name in enumerate(names_in(node))}
    # A comprehension's variables are bound inside of it only.
    # What a variable is that nothing reads before it is bound is of no matter.
    live = plan.start.live
    kinds = {name: kind for name, kind in types.items() if name in live and MARK not in name}
    changing = bindings_in(node) & global_names(node)
    module = Module(unit, pauses=False, changing=changing)
    hints = Hints()
    natural = int(types.get(NATURAL, "0"))
    sizes = module.cells.sizes = row_lengths(types)
    aliased = {name for name, kind in kinds.items() if is_sequence(kind) and name not in sizes}
    aliased |= aliases(types, kinds.keys() - bindings_in(node))
    module.cells.may_be_small = frozenset(types.get(SMALL_ATTRIBUTES, "").split())
    made: list[LoopRoutine] = []
    names_copied = names_to_copy(node, kinds) if copied else frozenset()
    if copied and not names_copied:
        raise Refusal(UNKNOWN_TYPE, node.position)

    def make() -> LoopRoutine:
        routine = LoopRoutine(
            module,
            plan,
            names,
            hints,
            kinds,
            types.get(ITERATOR),
            natural,
            scope.kind == FUNCTION,
            frozenset(aliased),
            names_copied,
        )
        made.append(routine)
        return routine

    for _ in range(MOST_RESTARTS):
        module.learnt = False
        try:
            text = build(make)
            module.make_functions()
        except Barred:
            module.begin_again()
            hints.clear()
            continue
        if not module.learnt and module.cells.conflict():
            module.begin_again()
            hints.clear()
        if not module.learnt and module.cells.learn_small():
            module.learnt = True
        if not module.learnt:
            return made[-1], module, text
    raise Refusal(TOO_DEEP, node.position)
