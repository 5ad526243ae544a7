"""What the stages of the pipeline make of a source, as text for people: `bayan show`.

Each function takes the source and the language of messages, and gives all lines with their ends;
BayanSyntaxError where the stage found errors.
"""

from __future__ import annotations

from ..runtime.runtime import Runtime
from ..syntax import nodes
from ..syntax.diagnostics import BayanSyntaxError
from ..syntax.frontend import analyse
from ..syntax.lexer import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..syntax.diagnostics import Diagnostic
    from ..syntax.source import Source
    from ..tiers.refusal import Refusal


def tokens(source: Source, language: str) -> str:
    """A token a line: where it begins, its kind, its text, its value, the word that it is."""
    diagnostics: list[Diagnostic] = []
    found = tokenize(source, diagnostics)
    errors = [diagnostic for diagnostic in diagnostics if not diagnostic.is_warning]
    if errors:
        raise BayanSyntaxError(errors)
    lines = []
    for token in found:
        line, column, _, _ = token.position
        word = "" if token.word is None else f"  ({token.word})"
        value = "" if token.value is None else f"  {token.value!r}"
        lines.append(f"{f'{line}:{column + 1}':8} {token.kind:9} {token.text!r}{value}{word}\n")
    return "".join(lines)


def tree(source: Source, language: str) -> str:
    """The resolved syntax tree, a node a line, its children below it and further in."""
    module, _ = analyse(source)
    return "".join(f"{line}\n" for line in _tree_lines(module, "", ""))


def _tree_lines(node: nodes.Node, label: str, indent: str) -> Iterator[str]:
    plain = []
    below: list[tuple[str, nodes.Node]] = []
    for field in node.fields:
        value = getattr(node, field)
        if isinstance(value, nodes.Node):
            below.append((field, value))
        elif isinstance(value, list) and any(isinstance(item, nodes.Node) for item in value):
            for index, item in enumerate(value):
                if isinstance(item, nodes.Node):
                    below.append((f"{field}[{index}]", item))
        elif value is not None and value != []:
            plain.append(f"{field}={value!r}")
    if isinstance(node, nodes.Name):
        plain.append(f"({node.access})")
    line, column, end_line, end_column = node.position
    place = f"{line}:{column + 1}-{end_line}:{end_column + 1}"
    start = f"{label}: " if label else ""
    yield f"{indent}{start}{type(node).__name__} {' '.join([*plain, place])}"
    for name, child in below:
        yield from _tree_lines(child, name, indent + "  ")


def bytecode(source: Source, language: str) -> str:
    """The code that the bytecode tier makes of the module, or why it does not and of its parts."""
    module, _ = analyse(source)
    engine = Runtime("bytecode").engine
    unit = engine.unit(source, module, {})
    code = engine.compile_unit(unit)
    if code is not None:
        return _listing(code)
    shown = [_refused("<module>", engine.events[-1].reason, language)]
    for definition in outermost_functions(module):
        record = unit.record(definition)
        if record.code is not None:
            shown.append(f"{record.qualname}:\n{_listing(record.code)}")
        elif record.refusal is not None:
            shown.append(_refused(record.qualname, record.refusal, language))
    return "\n".join(shown)


# What `passes` says around the listings.
PASS_WORDS = {
    "en": {"before": "before", "after": "after", "same": "(changes nothing here)"},
    "ar": {"before": "قبل", "after": "بعد", "same": "(لا تغير شيئا هنا)"},
}


def passes(source: Source, language: str) -> str:
    """The code before and after each pass of the bytecode tier, of the parts that it changes."""
    from ..tiers.bytecode.listing import pass_by_pass
    from ..tiers.refusal import Refusal

    module, _ = analyse(source)
    unit = Runtime("walk").engine.unit(source, module, {})
    words = PASS_WORDS[language]
    shown = []
    try:
        for each, changes in pass_by_pass(unit):
            shown.append(f"=== {each.name}: {each.reason[language]}\n")
            if not changes:
                shown.append(f"{words['same']}\n")
            for change in changes:
                shown.append(f"--- {change.name} ({words['before']}):\n{change.before}")
                shown.append(f"--- {change.name} ({words['after']}):\n{change.after}")
    except Refusal as refusal:
        return _refused("<module>", refusal, language)
    return "\n".join(shown)


def _listing(code: object) -> str:
    from ..tiers.bytecode import listing

    return listing(code)  # type: ignore[arg-type]


def _refused(name: str, refusal: Refusal | Exception | str, language: str) -> str:
    sentence = getattr(refusal, "sentence", None)
    return f"{name}: {sentence(language) if sentence else refusal}\n"


def outermost_functions(node: nodes.Node) -> Iterator[nodes.FunctionDefinition | nodes.Lambda]:
    """The outermost functions below `node`."""
    for child in nodes.children(node):
        if isinstance(child, nodes.FunctionDefinition | nodes.Lambda):
            yield child
        else:
            yield from outermost_functions(child)
