"""The documents are true: examples keep what they promise, and what is named is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bayan.syntax.frontend import analyse
from bayan.syntax.source import Source
from bayan.syntax.vocabulary import ARABIC_BUILTINS, ENTRIES

from .support.directives import MODES, DirectiveError, read_expectations
from .support.harness import ROOT, check, run

HOME = Path(__file__).parent.parent
SPEC = HOME / "docs" / "spec"
DOCUMENTS = [*sorted(SPEC.glob("*.md")), HOME / "README.md", HOME / "docs" / "architecture.md"]
EXAMPLES = [
    (path, number, block)
    for path in DOCUMENTS
    for number, block in enumerate(
        re.findall(r"^```bayan\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)
    )
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("path", "number", "text"), EXAMPLES, ids=lambda value: getattr(value, "stem", None)
)
def test_examples(path: Path, number: int, text: str, mode: str, tmp_path: Path) -> None:
    program = tmp_path / f"{path.stem}{number}.bayan"
    program.write_text(text, encoding="utf-8")
    try:
        expectations = read_expectations(program)
    except DirectiveError:
        analyse(Source(program.name, text))
        return
    assert check(expectations, run(expectations, mode, tmp_path), mode) == []


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7


def test_the_specification_and_the_tests_name_each_other() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SPEC.glob("*.md"))
    named = {
        name
        for group in re.findall(r"\(((?:tests: )?`[^()]*)\)", text, re.S)
        for name in re.findall(r"`([a-z_]+)`", group)
    }
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and "__" not in path.name}
    assert folders - named == set(), "folders of tests that no rule names"
    assert {name for name in named if not (ROOT / name).is_dir()} <= {"self"}


def test_the_words_are_those_of_the_table() -> None:
    text = (SPEC / "words.md").read_text(encoding="utf-8")
    for _, spelling, is_reserved in ENTRIES:
        assert f"`{spelling}`{'' if is_reserved else '*'}" in text, spelling
    for spelling, name in ARABIC_BUILTINS.items():
        # Two names belong to the logic layer.
        assert f"| `{name}` | `{spelling}` |" in text or "fact" in name, spelling


def test_links_lead_somewhere() -> None:
    for path in [*DOCUMENTS, HOME / "CONTRIBUTING.md", HOME / "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"
