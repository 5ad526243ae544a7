"""Lists that kernels make: displays, slices, copies, sums of lists, comprehensions; and what is
found by going through a list.

A new list belongs to the statement under way (see ownership), which gives it up unless something
else has come to refer to it by its end. Its elements are numbers, lists, or objects that other
lists hold too.
"""

from __future__ import annotations

from sys import version_info

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .cells import Unboxed
from .emitter import DOMAIN, ELEMENT, INEXACT, Value, float_text, int_constant
from .kinds import (
    BOOL,
    FLOAT,
    HIGHEST,
    INT,
    LOWEST,
    NONE,
    OR,
    SCALARS,
    element,
    is_object,
    is_sequence,
    llvm_type,
    merged,
    merged_elements,
)
from .mixed import Mixed, alternatives_of
from .plan import Loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # What is done with an element; it gets the label of the end, too.
    Use = Callable[[Value, str], None]

# Where a comprehension's loops are counted from, above those of the plan.
_COMPREHENDED = 1000


def is_list(kind: str) -> bool:
    return kind.startswith("list[")


def kind_among(value: Value) -> str:
    """The kind of a value as the element of a list."""
    return OR.join(sorted(one.kind for one in alternatives_of(value)))


class Creation(Unboxed):
    """New lists."""

    def __init__(self, names: dict[str, int]) -> None:
        super().__init__(names)
        self.comprehended = 0
        # How many clauses are around what is being made.
        self.clauses_around = 0

    def condition(self, node: nodes.Expression, yes: str, no: str) -> None:
        raise NotImplementedError

    def source(self, node: nodes.Expression) -> tuple[str, list[str], int, int]:
        raise NotImplementedError

    def iterable(self, node: nodes.Expression) -> tuple[str, list[nodes.Expression], Value | None]:
        raise NotImplementedError

    def begin_source(self, loop: Loop, node: nodes.Expression) -> str:
        raise NotImplementedError

    def next_of(
        self, loop: Loop, kind: str
    ) -> tuple[Value, list[tuple[str, str]], list[tuple[str, list[tuple[str, str]]]]]:
        raise NotImplementedError

    def unpack(
        self,
        target: nodes.Expression,
        value: Value,
        flat: list[tuple[nodes.Expression, Value]],
        node: nodes.Node,
    ) -> None:
        raise NotImplementedError

    # New lists

    def made(self, kind: str, call: str) -> Value:
        """A list that a helper makes; where it gives null there is no memory."""
        self.count_references()
        text = self.op(f"call ptr {call}")
        self.leave_if(self.op(f"icmp eq ptr {text}, null"), ELEMENT)
        return self.owned(kind, text)

    def boxed(self, value: Value, node: nodes.Node) -> str:
        """An object for a value, with a reference of its own; null where there is no memory."""
        if is_object(value.kind):
            self.emit(f"call void @own(ptr {value.text})")
            return value.text
        if isinstance(value, Mixed):
            slot, after = self.temporary("ptr"), self.label()
            for one in self.cases(value):
                self.emit(f"store ptr {self.boxed(one, node)}, ptr {slot}")
                self.emit(f"br label %{after}")
            self.begin(after)
            return self.op(f"load ptr, ptr {slot}")
        if value.kind not in SCALARS and value.kind != NONE:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.op(f"call ptr @box_{value.kind}({llvm_type(value.kind)} {value.text})")

    def kind_of_list(self, values: list[Value]) -> str:
        """A list's kind by its elements: a guess, where they differ."""
        kind = ""
        for value in values:
            kind = merged_elements(kind, kind_among(value), True) or kind
        return f"list[{kind}]"

    def display(self, node: nodes.List) -> Value:
        if any(isinstance(one, nodes.Starred) for one in node.elements):
            raise Refusal(UNKNOWN_FORM, node.position)
        values = [self.expression(one) for one in node.elements]
        if any(value.parts is not None for value in values):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        new = self.made(self.kind_of_list(values), f"@PyList_New(i64 {len(values)})")
        for index, value in enumerate(values):
            thing = self.boxed(value, node)
            self.leave_if(self.op(f"icmp eq ptr {thing}, null"), ELEMENT)
            slot = self.slot_address(new, str(index))
            self.emit(f"store ptr {thing}, ptr {slot}, !tbaa !20")
        return new

    def slice(self, sequence: Value, node: nodes.Slice) -> Value:
        """`list[lower:upper:step]`."""
        if not is_list(sequence.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        lower = None if node.lower is None else self.bound(node.lower)
        upper = None if node.upper is None else self.bound(node.upper)
        step = int_constant(1) if node.step is None else self.bound(node.step)
        list_ = f"ptr {sequence.text}"
        if step.low == step.high == 1:
            start = "0" if lower is None else lower.text
            stop = str(HIGHEST) if upper is None else upper.text
            if upper is None:
                stop = self.length(sequence).text
            return self.made(sequence.kind, f"@part({list_}, i64 {start}, i64 {stop})")
        if step.low <= 0 <= step.high:
            self.leave_if(self.op(f"icmp eq i64 {step.text}, 0"), DOMAIN)
        if step.low == LOWEST:
            self.leave_if(self.op(f"icmp eq i64 {step.text}, {LOWEST}"), DOMAIN)
        back = self.op(f"icmp slt i64 {step.text}, 0")
        start = self.op(f"select i1 {back}, i64 {HIGHEST}, i64 0")
        stop = self.op(f"select i1 {back}, i64 {LOWEST}, i64 {HIGHEST}")
        if lower is not None:
            start = lower.text
        if upper is not None:
            stop = upper.text
        call = f"@stepped({list_}, i64 {start}, i64 {stop}, i64 {step.text})"
        return self.made(sequence.kind, call)

    def bound(self, node: nodes.Expression) -> Value:
        value = self.expression(node)
        if value.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.to_int(value)

    def binary(self, operator: str, left: Value, right: Value, node: nodes.Node) -> Value:
        if is_list(left.kind) and is_list(right.kind) and operator == "+":
            kind = merged(left.kind, right.kind) or left.kind
            call = f"@PySequence_Concat(ptr {left.text}, ptr {right.text})"
            return self.made(kind, call)
        if is_list(right.kind) and operator == "*":
            left, right = right, left
        if is_list(left.kind) and right.kind in (INT, BOOL) and operator == "*":
            count = self.to_int(right).text
            return self.made(left.kind, f"@PySequence_Repeat(ptr {left.text}, i64 {count})")
        return super().binary(operator, left, right, node)

    def list_of(self, node: nodes.Call) -> Value:
        """`list()`, `list(range(…))`, `list(a)`."""
        if not node.arguments:
            return self.made("list[]", "@PyList_New(i64 0)")
        if len(node.arguments) != 1:
            raise Refusal(UNKNOWN_CALL, node.position)
        argument = node.arguments[0]
        if isinstance(argument, nodes.Call) and self.resolve(argument.function) == "range":
            kind, fields, *_ = self.source(argument)
            start = fields[0]
            if kind == "range(?)":
                count, step = fields[1:]
            else:
                step = kind[6:-1]
                values = [Value(INT, field) for field in fields]
                count = self.count_of(values[0], values[1], int_constant(int(step)))
            return self.made("list[int]", f"@range_list(i64 {start}, i64 {count}, i64 {step})")
        value = self.expression(argument)
        if not is_sequence(value.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.copy(value)

    def count_of(self, start: Value, stop: Value, step: Value) -> str:
        raise NotImplementedError

    def copy(self, value: Value) -> Value:
        return self.made(f"list[{element(value.kind)}]", f"@PySequence_List(ptr {value.text})")

    def call(self, node: nodes.Call) -> Value:
        function = node.function
        plain = not node.keywords
        has_none = plain and not node.arguments
        if isinstance(function, nodes.Attribute) and function.name == "copy" and has_none:
            value = self.expression(function.value)
            if not is_list(value.kind):
                raise Refusal(UNKNOWN_OPERATION, node.position)
            return self.copy(value)
        if plain and self.resolve(function) == "list":
            return self.list_of(node)
        return super().call(node)

    # Comprehensions

    def comprehension(self, node: nodes.ListComprehension) -> Value:
        new = self.made("list[]", "@PyList_New(i64 0)")
        kinds = dict(self.kinds)
        since = len(self.fresh)
        self.conditional += 1
        found: list[str] = []

        def append() -> None:
            value = self.expression(node.element)
            if value.parts is not None:
                raise Refusal(UNKNOWN_OPERATION, node.position)
            found.append(kind_among(value))
            thing = self.boxed(value, node)
            done = self.op(f"call i1 @append(ptr {new.text}, ptr {thing})")
            self.leave_unless(done, ELEMENT)

        self.rounds(node, 0, append)
        self.conditional -= 1
        # What stands behind is told once more where the loops' values came from.
        self.kinds = kinds
        self.forget_fresh(since)
        return Value(f"list[{found[0]}]", new.text)

    def rounds(self, node: nodes.ListComprehension, index: int, use: Callable[[], None]) -> None:
        """The loops of a comprehension, from clause number `index` on; `use` makes what is done
        with an element.
        """
        if index == len(node.clauses):
            use()
            return
        clause = node.clauses[index]
        if clause.is_async:
            raise Refusal(UNKNOWN_FORM, clause.position)
        self.comprehended += 1
        self.clauses_around += 1
        round_ = nodes.For(clause.position, clause.target, clause.iterable, [], [], False)
        loop = Loop(round_, _COMPREHENDED + self.comprehended, 0)
        kind = self.begin_source(loop, clause.iterable)
        head, out = self.label(), self.label()
        self.emit(f"br label %{head}")
        self.begin(head)
        # The rounds after this one may change what is known before it.
        self.forget_all()
        value, advances, exhausted = self.next_of(loop, kind)
        self.bind(clause, value, advances)
        since = len(self.fresh)
        for condition in clause.conditions:
            more = self.label()
            less = self.label()
            self.condition(condition, more, less)
            self.begin(less)
            self.give_up_fresh(since)
            self.emit(f"br label %{head}")
            self.begin(more)
        self.rounds(node, index + 1, use)
        if self.called and len(self.fresh) > since:
            # A function may have stored into what is given up before the statement is through.
            raise Refusal(UNKNOWN_CALL, node.position)
        self.forget_fresh(since)
        self.emit(f"br label %{head}")
        for label, _ in exhausted:
            self.begin(label)
            self.emit(f"br label %{out}")
        self.begin(out)
        self.clauses_around -= 1

    # Whether the statement under way has called a function of the program.
    called = False

    def bind(
        self, clause: nodes.ComprehensionClause, value: Value, advances: list[tuple[str, str]]
    ) -> None:
        """Bind a comprehension's variables, which borrow what they refer to."""
        flat: list[tuple[nodes.Expression, Value]] = []
        self.unpack(clause.target, value, flat, clause)
        for at, text in advances:
            self.emit(f"store i64 {text}, ptr {at}")
        for target, part in flat:
            if not isinstance(target, nodes.Name) or part.parts is not None:
                raise Refusal(UNKNOWN_FORM, clause.position)
            type_ = llvm_type(part.kind)
            self.emit(f"store {type_} {part.text}, ptr {self.home(target.name, part.kind)}")
            self.kinds[target.name] = part.kind

    # Going through lists

    def each_element(
        self, sequence: Value, start: str, node: nodes.Node, use: Callable[[Value, str], None]
    ) -> None:
        """Use every element from number `start` on; `use` gets it, and the label of the end."""
        at = self.temporary("i64")
        self.emit(f"store i64 {start}, ptr {at}")
        head, more, out = self.label(), self.label(), self.label()
        self.emit(f"br label %{head}")
        self.begin(head)
        index = self.op(f"load i64, ptr {at}")
        inside = self.op(f"icmp slt i64 {index}, {self.length(sequence).text}")
        self.emit(f"br i1 {inside}, label %{more}, label %{out}")
        self.begin(more)
        self.emit(f"store i64 {self.op(f'add nsw i64 {index}, 1')}, ptr {at}")
        self.conditional += 1
        use(self.load(sequence, self.slot_address(sequence, index), node), out)
        self.conditional -= 1
        self.emit(f"br label %{head}")
        self.begin(out)

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        if len(arguments) == 1 and is_sequence(arguments[0].kind):
            value = arguments[0]

            def each(use: Use) -> None:
                self.each_element(value, "0", node, use)

            if name in ("sum", "min", "max") and element(value.kind) not in SCALARS:
                raise Refusal(UNKNOWN_OPERATION, node.position)
            if name == "sum":
                return self.sum_of(each, node)
            if name in ("min", "max"):
                return self.extreme_among(name, each, node)
            if name == "sorted" and element(value.kind) in SCALARS:
                new = self.copy(value)
                self.sort(new)
                return new
        return super().call_function(name, arguments, node)

    def sort(self, value: Value) -> None:
        self.leave_unless(self.op(f"call i1 @ordered(ptr {value.text})"), ELEMENT)
        status = self.op(f"call i32 @PyList_Sort(ptr {value.text})")
        self.leave_if(self.op(f"icmp ne i32 {status}, 0"), ELEMENT)

    def sum_of(self, each: Callable[[Use], None], node: nodes.Node) -> Value:
        """What the built-in function gives for the elements that `each` goes through: floats are
        added with compensation from Python 3.12 on.
        """
        whole, total, lost = (self.temporary(type_) for type_ in ("i64", "double", "double"))
        some = self.temporary("i1")
        self.emit(f"store i64 0, ptr {whole}")
        # The first one is added to the int 0, as any float is.
        self.emit(f"store double {float_text(0.0)}, ptr {total}")
        self.emit(f"store double {float_text(0.0)}, ptr {lost}")
        self.emit(f"store i1 false, ptr {some}")
        kinds: list[str] = []

        def add(item: Value, out: str) -> None:
            if item.kind not in SCALARS:
                raise Refusal(UNKNOWN_OPERATION, node.position)
            kinds.append(item.kind)
            if item.kind == FLOAT:
                self.emit(f"store i1 true, ptr {some}")
                self.compensate(item.text, total, lost)
                return
            before = Value(INT, self.op(f"load i64, ptr {whole}"))
            text = self.add_like("+", before, self.to_int(item)).text
            self.emit(f"store i64 {text}, ptr {whole}")

        each(add)
        if kinds[0] != FLOAT:
            return Value(INT, self.op(f"load i64, ptr {whole}"))
        # That of none is an int.
        self.leave_unless(self.op(f"load i1, ptr {some}"), DOMAIN)
        result = self.op(f"load double, ptr {total}")
        if version_info < (3, 12):
            return Value(FLOAT, result)
        rest = self.op(f"load double, ptr {lost}")
        size = self.op(f"call double @llvm.fabs.f64(double {rest})")
        finite = self.op(f"fcmp one double {size}, 0x7FF0000000000000")
        is_some = self.op(f"fcmp une double {rest}, 0.0")
        use = self.op(f"and i1 {finite}, {is_some}")
        more = self.op(f"fadd double {result}, {rest}")
        return Value(FLOAT, self.op(f"select i1 {use}, double {more}, double {result}"))

    def compensate(self, x: str, total: str, lost: str) -> None:
        """Add a float to a sum, and what the sum loses by that to another one."""
        before = self.op(f"load double, ptr {total}")
        after = self.op(f"fadd double {before}, {x}")
        self.emit(f"store double {after}, ptr {total}")
        if version_info < (3, 12):
            return
        size = self.op(f"call double @llvm.fabs.f64(double {before})")
        other = self.op(f"call double @llvm.fabs.f64(double {x})")
        larger = self.op(f"fcmp oge double {size}, {other}")
        big = self.op(f"select i1 {larger}, double {before}, double {x}")
        small = self.op(f"select i1 {larger}, double {x}, double {before}")
        part = self.op(f"fadd double {self.op(f'fsub double {big}, {after}')}, {small}")
        now = self.op(f"load double, ptr {lost}")
        self.emit(f"store double {self.op(f'fadd double {now}, {part}')}, ptr {lost}")

    def extreme_among(self, name: str, each: Callable[[Use], None], node: nodes.Node) -> Value:
        """`min` or `max` of the elements that `each` goes through, which are of one kind."""
        best = {kind: self.temporary(llvm_type(kind)) for kind in SCALARS}
        some = self.temporary("i1")
        self.emit(f"store i1 false, ptr {some}")
        kinds: list[str] = []

        def pick(item: Value, out: str) -> None:
            kind = item.kind
            if kind not in SCALARS:
                raise Refusal(UNKNOWN_OPERATION, node.position)
            kinds.append(kind)
            type_ = llvm_type(kind)
            first, other, go = self.label(), self.label(), self.label()
            self.emit(f"br i1 {self.op(f'load i1, ptr {some}')}, label %{other}, label %{first}")
            self.begin(first)
            self.emit(f"store i1 true, ptr {some}")
            self.emit(f"store {type_} {item.text}, ptr {best[kind]}")
            self.emit(f"br label %{go}")
            self.begin(other)
            now = Value(kind, self.op(f"load {type_}, ptr {best[kind]}"))
            text = self.extreme(name, [now, item], node).text
            self.emit(f"store {type_} {text}, ptr {best[kind]}")
            self.emit(f"br label %{go}")
            self.begin(go)

        each(pick)
        self.leave_unless(self.op(f"load i1, ptr {some}"), DOMAIN)
        kind = kinds[0]
        return Value(kind, self.op(f"load {llvm_type(kind)}, ptr {best[kind]}"))

    def contained(
        self, operator: str, left: Value, holder: nodes.Expression, node: nodes.Node
    ) -> str:
        if isinstance(holder, nodes.List | nodes.Tuple | nodes.Constant):
            return super().contained(operator, left, holder, node)
        if self.is_range(holder):
            return self.in_range(operator, left, holder)
        sequence = self.expression(holder)
        if not is_sequence(sequence.kind) or left.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if left.kind == FLOAT:
            # As above, in a list.
            self.leave_if(self.op(f"fcmp uno double {left.text}, 0.0"), INEXACT)
        found = self.temporary("i1")
        self.emit(f"store i1 false, ptr {found}")

        def test(item: Value, out: str) -> None:
            equal, go = self.compare("==", left, item, node), self.label()
            self.emit(f"store i1 {equal}, ptr {found}")
            self.emit(f"br i1 {equal}, label %{out}, label %{go}")
            self.begin(go)

        self.each_element(sequence, "0", node, test)
        result = self.op(f"load i1, ptr {found}")
        return result if operator == "in" else self.op(f"xor i1 {result}, true")
