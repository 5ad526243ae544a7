"""Text to tokens: what each form gives, against Python where Python has it, and what is refused."""

from __future__ import annotations

import ast
import os
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayan.syntax.diagnostics import BayanSyntaxError, Diagnostic, render
from bayan.syntax.lexer import MOST_DIAGNOSTICS, tokenize
from bayan.syntax.source import Source, decode
from bayan.syntax.tokens import FStringField, Token, split, with_dot
from bayan.syntax.vocabulary import (
    ARABIC_BUILTINS,
    CONTEXTUAL,
    ENTRIES,
    HARD,
    KNOWN_NAMES,
    WORDS,
    fold,
    spellings,
)

FUZZ_EXAMPLES = int(os.environ.get("BAYAN_FUZZ_EXAMPLES", "60"))


def read(text: str) -> tuple[list[Token], list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    return tokenize(Source("test.bayan", text), diagnostics), diagnostics


def tokens(text: str) -> list[Token]:
    """The tokens without the closing NEWLINE and END; the text must be without fault."""
    found, diagnostics = read(text)
    assert diagnostics == []
    assert [token.kind for token in found[-2:]] == ["newline", "end"]
    return found[:-2]


def values(text: str) -> list[object]:
    return [token.value for token in tokens(text)]


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in read(text)[1]]


# The table of words


def test_no_two_concepts_fold_alike() -> None:
    concepts: dict[str, str] = {}
    for concept, spelling, _ in ENTRIES:
        assert concepts.setdefault(fold(spelling), concept) == concept, spelling
    assert len(concepts) == len(ENTRIES)


def test_every_spelling_is_one_identifier_in_its_normal_form() -> None:
    for spelling in [spelling for _, spelling, _ in ENTRIES] + list(ARABIC_BUILTINS):
        assert spelling.isidentifier()
        assert unicodedata.normalize("NFKC", spelling) == spelling


def test_no_built_in_is_spelt_like_a_reserved_word() -> None:
    assert not {fold(name) for name in ARABIC_BUILTINS} & HARD


def test_every_spelling_is_known_to_the_lexer() -> None:
    for concept, spelling, reserved in ENTRIES:
        (token,) = tokens(spelling)
        assert (token.kind, token.word, token.reserved) == ("name", concept, reserved)


def test_hard_contextual_and_known_names_share_nothing() -> None:
    names = {folded for folded, (concept, _) in WORDS.items() if concept in KNOWN_NAMES}
    assert set(WORDS) == HARD | CONTEXTUAL | names
    assert not HARD & CONTEXTUAL
    assert not (HARD | CONTEXTUAL) & names
    assert {"if", "اذا", "لو"} <= HARD
    assert {"match", "في", "query"} <= CONTEXTUAL


def test_spellings() -> None:
    assert spellings("if") == ["if", "إذا", "لو"]
    assert spellings("match") == ["match", "طابق"]


@pytest.mark.parametrize("spelling", ["إذا", "اذا", "أذا", "إِذَا", "إذـــا", "آذا"])
def test_words_match_after_folding(spelling: str) -> None:
    assert tokens(spelling)[0].word == "if"


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x1_", "x1_"),
        ("رقـــم", "رقم"),
        ("ﻻ_شيء", "لا_شيء"),
        ("ｆｕｌｌ", "full"),
        ("ﬁn", "fin"),
        ("اسم_file", "اسم_file"),
        ("س١", "س١"),
        ("قِيمَة", "قِيمَة"),
        ("a\u0301", "á"),
        ("ا\u0640\u0654", "أ"),  # composed only when the tatweel is gone
        ("变量", "变量"),
        ("𝔘𝔫𝔦", "Uni"),
    ],
)
def test_names_are_normalised(text: str, name: str) -> None:
    assert values(text) == [name]


def test_a_long_name_is_one_token() -> None:
    assert values("س" * 1000 + " x") == ["س" * 1000, "x"]


def test_mixed_scripts_warn_once_for_each_name() -> None:
    _, diagnostics = read("سx = سx + xس_1\n")
    assert [(each.code, each.is_warning) for each in diagnostics] == [("B401", True)] * 2
    assert codes("س_x = 1; x_س1 = 2") == []


@pytest.mark.parametrize(
    "text", ["😀", "x\u00a0= 1", "“x”", "a\u200cb", "\u0301", "ـ", "x ₪", "\x01"]
)
def test_bad_characters(text: str) -> None:
    assert "B101" in codes(text)


def test_reading_goes_on_behind_bad_characters() -> None:
    found, diagnostics = read("a 😀 b💥c\nd = €")
    assert [token.value for token in found if token.kind == "name"] == ["a", "b", "c", "d"]
    assert [each.position for each in diagnostics] == [(1, 2, 1, 3), (1, 5, 1, 6), (2, 4, 2, 5)]


# Numbers


NUMBERS = """
0 00 0_0 7 1_000 123456789012345678901234567890 0x1F 0XfF 0x_f 0o17 0O7 0b101 0B_1
1.5 .5 0.5 1e5 1E-5 1e+5 1_0.5_0e1_0 1.e5 00.5 01.5 01e1 1j 1.5J 1.j .5j 0j 012j 1e400
"""


@pytest.mark.parametrize("text", NUMBERS.split())
def test_numbers_are_pythons(text: str) -> None:
    (token,) = tokens(text)
    expected = ast.literal_eval(text)
    assert (token.value, type(token.value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("٣", 3),
        ("١٢٣", 123),
        ("۱۲۳", 123),
        ("٣٫١٤", 3.14),
        ("٣.١٤", 3.14),
        ("٫٥", 0.5),
        (".٥", 0.5),
        ("3٫14", 3.14),
        ("١٬٠٠٠٬٠٠٠", 1000000),
        ("١_٠٠٠", 1000),
        ("١٬٠٠٠٫٥", 1000.5),
        ("١e٣", 1000.0),
        ("٢j", 2j),
        ("٠x١f", 31),
        ("٠b١٠", 2),
    ],
)
def test_numbers_in_other_digits(text: str, value: object) -> None:
    (token,) = tokens(text)
    assert (token.value, type(token.value)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1٢", "B112"),
        ("١۲", "B112"),
        ("1.٢", "B112"),
        ("0x١", "B112"),
        ("007", "B113"),
        ("0_7", "B113"),
        ("1_", "B114"),
        ("1__0", "B114"),
        ("1abc", "B114"),
        ("5س", "B114"),
        ("1.5x", "B114"),
        ("1e", "B114"),
        ("1._5", "B114"),
        ("1.real", "B114"),
        ("0x", "B114"),
        ("0xg", "B114"),
        ("0b", "B114"),
        ("0b12", "B115"),
        ("0o8", "B115"),
        ("9" * 5000, "B116"),
    ],
)
def test_numbers_that_are_none(text: str, code: str) -> None:
    found, diagnostics = read(text + " + x")
    assert [each.code for each in diagnostics] == [code]
    assert [token.kind for token in found[:3]] == ["number", "operator", "name"]


def test_a_word_right_behind_a_number_warns() -> None:
    found, diagnostics = read("1if x else 1or 2")
    assert [token.value for token in found[:3]] == [1, "if", "x"]
    assert [(each.code, each.is_warning) for each in diagnostics] == [("B404", True)] * 2


@pytest.mark.parametrize("behind", ["", " ", "\n", "\t# x", " // 2", "\\\n", "/* c */", "\u200f"])
def test_a_dot_at_the_end_stays_apart(behind: str) -> None:
    number, dot = tokens("12." + behind)[:2]
    assert (number.value, dot.kind, dot.value, dot.spaced) == (12, "operator", ".", False)
    assert with_dot(number) == 12.0


@pytest.mark.parametrize("text", ["12.)", "12.,", "12.]", "12.+1", "12.:", "12.;", "12.}", "007. "])
def test_a_dot_before_anything_else_makes_a_float(text: str) -> None:
    number = tokens(text)[0]
    assert isinstance(number.value, float)
    assert number.value == float(text.split(".", maxsplit=1)[0])


def test_attributes_of_numbers() -> None:
    assert values("1.5.real") == [1.5, ".", "real"]
    assert values("1..real") == [1.0, ".", "real"]
    assert values("0x1f.real") == [31, ".", "real"]
    assert with_dot(tokens("0x1f.")[0]) is None
    assert with_dot(tokens("١٬٠٠٠. ")[0]) == 1000.0


# Signs


SIGNS = """
+ - * / // % @ ** >> << & | ^ ~ < > <= >= == != -> += -= *= /= //= %= @= &= |= ^= **= >>= <<=
:= :- |> =< =:= =\\= @< @> @=< @>= \\+ \\= \\== =.. ... ?? ?. ?[ ?- ( ) [ ] { } , : ; . = ! $
"""


@pytest.mark.parametrize("text", SIGNS.split())
def test_signs(text: str) -> None:
    (token,) = tokens("x " + text + " y")[1:-1]
    assert (token.kind, token.value, token.text, token.spaced) == ("operator", text, text, True)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("،", ","), ("؛", ";"), ("٪", "%"), ("٪=", "%="), ("×", "*"), ("×=", "*="), ("÷", "/"),
        ("÷=", "/="), ("≠", "!="), ("≤", "<="), ("≥", ">="), ("←", ":-"), ("؟؟", "??"),
        ("?؟", "??"), ("؟?", "??"), ("؟.", "?."), ("؟[", "?["), ("؟-", "?-"),
    ],
)  # fmt: skip
def test_signs_beyond_ascii(text: str, sign: str) -> None:
    assert values(f"x{text}y") == ["x", sign, "y"]
    assert values(f"س {text} ص") == ["س", sign, "ص"]


def test_element_sign_is_the_word_in() -> None:
    _, sign, _ = tokens("x∈y")
    assert (sign.kind, sign.value, sign.word) == ("operator", "∈", "in")


def test_the_longest_sign_wins_and_can_be_split() -> None:
    assert values("x[:-1]") == ["x", "[", ":-", 1, "]"]
    assert values("x[::-1]") == ["x", "[", ":", ":-", 1, "]"]
    assert values("x=...") == ["x", "=", "..."]
    assert values("x=-1") == ["x", "=", "-", 1]
    assert values("a<-b") == ["a", "<", "-", "b"]
    first, second = split(tokens("x :-1")[1], 1)
    assert (first.value, first.position, first.spaced) == (":", (1, 2, 1, 3), True)
    assert (second.value, second.position, second.spaced) == ("-", (1, 3, 1, 4), False)


@pytest.mark.parametrize(
    ("text", "name"), [("?X", "X"), ("؟س", "س"), ("?_", "_"), ("?_rest", "_rest"), ("؟رقـم", "رقم")]
)
def test_logic_variables(text: str, name: str) -> None:
    token = tokens(f"p({text})")[2]
    assert (token.kind, token.value, token.text) == ("variable", name, text)


def test_question_marks() -> None:
    assert values("o?.x ?? ?X") == ["o", "?.", "x", "??", "X"]
    assert codes("a ? b") == ["B111"]
    assert codes("؟ ") == ["B111"]
    assert codes("?1") == ["B111"]


# Lines, space, comments


def kinds(text: str) -> str:
    """Each token by its text, a NEWLINE as "|"."""
    return " ".join("|" if token.kind == "newline" else token.text for token in read(text)[0][:-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("# only a comment", ""),
        ("a", "a |"),
        ("a\n", "a |"),
        ("\n\n a\n\n\n b\n", "a | b |"),
        ("f(\n1,\n2)", "f ( | 1 , | 2 ) |"),
        ("a # c\nb", "a | b |"),
        ("a // c\nb", "a // c | b |"),
        ("// c\na\n  // d\nb // 2", "a | b // 2 |"),
        ("\u200f// c\na", "a |"),
        ("a /* c */ b", "a b |"),
        ("/* c\n // */ a", "a |"),
        ("a /* one /* two */ b */", "a b * / |"),
        ("a \\\n + b", "a + b |"),
        ("a \\\n\nb", "a | b |"),
        ("a\\\n// c\nb", "a | b |"),
        ("a\r\nb\rc", "a | b | c |"),
        ("a\f\tb", "a b |"),
        ("\ufeffa", "a |"),
        ('"""\n""" // 2', '"""\n""" // 2 |'),
    ],
)
def test_lines_and_comments(text: str, expected: str) -> None:
    assert kinds(text) == expected
    assert codes(text) == []


def test_marks_of_direction_are_space() -> None:
    assert kinds("a\u200e\u200f\u061cb") == "a b |"
    _, second = tokens("a\u200fb")
    assert second.spaced


def test_spaced() -> None:
    found = tokens("f (x)[1]/* */{ \n}")
    assert [token.text for token in found if token.spaced] == ["(", "{", "\n", "}"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/* x", "B108"),
        ("a \\ b", "B109"),
        ("a \\ \n b", "B109"),
        ("a \\", "B110"),
        ("a\0b", "B103"),
    ],
)
def test_what_spoils_lines(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_positions_count_characters() -> None:
    found = tokens('اسم = """س\nص""" + 5\n  ب')
    assert [token.position for token in found] == [
        (1, 0, 1, 3), (1, 4, 1, 5), (1, 6, 2, 4), (2, 5, 2, 6), (2, 7, 2, 8), (2, 8, 2, 9),
        (3, 2, 3, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a \u202e b", ["B104"]),
        ("a\u2067b", ["B104"]),
        ("# \u202e x", ["B105"]),
        ("# \u202e x \u202c", []),
        ("/* \u2067 x\n \u2069 */", ["B105", "B105"]),
        ("'\u2067س\u2069'", []),
        ("'\u2067س'", ["B105"]),
        ("'\u2067س' # \u2069", ["B105", "B105"]),
        ("'\u2069'", ["B105"]),
        ("'\u2067\u202a\u202c\u2069'", []),
        ("'\u2067\u202c'", ["B105", "B105"]),
        ("f'\u2067{x}\u2069'", []),
        ("f'{x}\u2067'", ["B105"]),
        ("f'{x \u2067}'", ["B104"]),
        ('"\\u202e"', []),
    ],
)
def test_controls_of_direction(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


# Strings


@pytest.mark.parametrize(
    "text",
    [
        "''", '"a"', "'a\"b'", '"""a"b""c"""', "'''a\nb'''", "'\\'\\\"'", r"'\n\t\\\a\b\f\v\r'",
        r"'\x41\u0041\U00000041\101\0'", r"'\N{ARABIC LETTER BEH}'", "'a\\\nb'", r"r'\n\''",
        r"R'\u'", "u'x'", "b'a'", r"b'\xff\101\n'", r"rb'\xff'", r"Br'\x'", "b'''a\nb'''",
        r"'\ud800'", "'،؛؟٪'", r"'\1234'", "''''a'''", "'''\\''''",
    ],
)  # fmt: skip
def test_strings_are_pythons(text: str) -> None:
    (token,) = tokens(text)
    assert (token.kind, token.value) == ("string", ast.literal_eval(text))


def test_a_plain_string_may_span_lines() -> None:
    first, plus, newline, last = tokens('"a\nb" +\nc')
    assert (first.value, first.position) == ("a\nb", (1, 0, 2, 2))
    assert (plus.position, newline.kind, last.position) == ((2, 3, 2, 4), "newline", (3, 0, 3, 1))


def test_adjacent_strings_are_tokens_of_their_own() -> None:
    assert values("'a' \"b\"'''c'''") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'abc", "B106"),
        ('"""abc"', "B106"),
        ("'abc\\'", "B106"),
        ("b'x", "B106"),
        ("x = 'a\ny = 'b'\n", "B107"),
        (r"'\x4'", "B117"),
        (r"'\u12'", "B117"),
        (r"'\U00110000'", "B117"),
        (r"'\N'", "B117"),
        (r"'\N{NO SUCH LETTER}'", "B118"),
        (r"b'\x4'", "B117"),
        ("b'é'", "B119"),
        ("rb'س'", "B119"),
    ],
)
def test_strings_that_are_none(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [(r"'\q'", r"\q", "B402"), (r"b'\u0041'", rb"\u0041", "B402"), (r"'\477'", "\u013f", "B403")],
)
def test_odd_escapes_warn(text: str, value: object, code: str) -> None:
    found, diagnostics = read(text)
    assert found[0].value == value
    assert [(each.code, each.is_warning) for each in diagnostics] == [(code, True)]


# F-strings


def shown(parts: object) -> list[object]:
    """The parts of an f-string, a field as (texts of its tokens, label, conversion, spec)."""
    assert isinstance(parts, list)
    result: list[object] = []
    for part in parts:
        if isinstance(part, FStringField):
            assert part.tokens[-1].kind == "end"
            texts = " ".join(token.text for token in part.tokens[:-1])
            spec = None if part.format_spec is None else shown(part.format_spec)
            result.append((texts, part.label, part.conversion, spec))
        else:
            result.append(part)
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('f""', []),
        ('f"a"', ["a"]),
        ('f"a{{b}}"', ["a{b}"]),
        ('f"{x}"', [("x", "", None, None)]),
        ('f"a{ x }b"', ["a", ("x", "", None, None), "b"]),
        ('f"{x!r}"', [("x", "", "r", None)]),
        ('f"{x !s:>5}"', [("x", "", "s", [">5"])]),
        ('f"{x:>{w}}"', [("x", "", None, [">", ("w", "", None, None)])]),
        ('f"{x:{a}{b:{c}}}"', [
            ("x", "", None, [("a", "", None, None), ("b", "", None, [("c", "", None, None)])]),
        ]),
        ('f"{x:}"', [("x", "", None, [])]),
        ('f"{x=}"', [("x", "x=", "r", None)]),
        ('f"{x = }"', [("x", "x = ", "r", None)]),
        ('f"{x = # c\n}"', [("x", "x = \n", "r", None)]),
        ('f"{x = !s}"', [("x", "x = ", "s", None)]),
        ('f"{x=:5}"', [("x", "x=", None, ["5"])]),
        ('f"{x=:=5}"', [("x", "x=", None, ["=5"])]),
        ('f"{a!=b}"', [("a != b", "", None, None)]),
        ('f"{a==b}"', [("a == b", "", None, None)]),
        ('f"{a<=b}"', [("a <= b", "", None, None)]),
        ('f"{x:=5}"', [("x", "", None, ["=5"])]),
        ('f"{x:-5}"', [("x", "", None, ["-5"])]),
        ('f"{(x:=5)}"', [("( x := 5 )", "", None, None)]),
        ('f"{a[1:2]}"', [("a [ 1 : 2 ]", "", None, None)]),
        ('f"{a?[1:2]}"', [("a ?[ 1 : 2 ]", "", None, None)]),
        ('f"{a؟[1:2]}"', [("a ؟[ 1 : 2 ]", "", None, None)]),
        ('f"{ {1: 2} }"', [("{ 1 : 2 }", "", None, None)]),
        ('f"{(lambda x: 1)}"', [("( lambda x : 1 )", "", None, None)]),
        ('f"{d["k"]}"', [('d [ "k" ]', "", None, None)]),
        ('f"{f"{1}"}"', [('f"{1}"', "", None, None)]),
        ("f'{\"}\"}'", [('"}"', "", None, None)]),
        ('f"{x\n}"', [("x", "", None, None)]),
        ('f"{x # c\n}"', [("x", "", None, None)]),
        ('f"a\nb{x}"', ["a\nb", ("x", "", None, None)]),
        ('f"""{x}"{y}"""', [("x", "", None, None), '"', ("y", "", None, None)]),
        (r'f"\n{x}\x41"', ["\n", ("x", "", None, None), "A"]),
        (r'f"\N{ARABIC LETTER BEH}{x}"', ["ب", ("x", "", None, None)]),
        (r'rf"\N{x}\n"', ["\\N", ("x", "", None, None), "\\n"]),
        (r'rf"\{x}\""', ["\\", ("x", "", None, None), '\\"']),
        ('f"{x:%H:%M}"', [("x", "", None, ["%H:%M"])]),
        ('F"{س}، {ص}"', [("س", "", None, None), "، ", ("ص", "", None, None)]),
        ('f"{?X}"', [("?X", "", None, None)]),
        ('f"{5}{1.}"', [("5", "", None, None), ("1.", "", None, None)]),
    ],
)  # fmt: skip
def test_fstrings(text: str, expected: list[object]) -> None:
    (token,) = tokens(text)
    assert token.kind == "fstring"
    assert shown(token.value) == expected


def test_positions_in_fstrings() -> None:
    (token, *_) = tokens('f"س{اسم}\n{y:{z}}" + 1')
    assert token.position == (1, 0, 2, 8)
    assert isinstance(token.value, list)
    first, second = (part for part in token.value if isinstance(part, FStringField))
    assert (first.position, first.tokens[0].position) == ((1, 3, 1, 8), (1, 4, 1, 7))
    assert (second.position, second.tokens[0].position) == ((2, 0, 2, 7), (2, 1, 2, 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('f"{}"', ["B120"]),
        ('f"{ }"', ["B120"]),
        ('f"{!r}"', ["B120"]),
        ('f"{:5}"', ["B120"]),
        ('f"{x"', ["B121"]),
        ('f"{x" + 1\ny = "a"', ["B121"]),
        ('f"{x!r"', ["B121"]),
        ('f"{x:5"', ["B121"]),
        ('f"{x:{w}"', ["B121"]),
        ('f"a}b"', ["B122"]),
        ('f"{x!z}"', ["B123"]),
        ('f"{x! r}"', ["B123"]),
        ('f"{x!}"', ["B123"]),
        ('f"{x} ', ["B106"]),
        ('f"{x', ["B106", "B121"]),
        ('f"{x €}"', ["B101"]),
    ],
)
def test_fstrings_that_are_none(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_reading_goes_on_behind_a_broken_field() -> None:
    found, diagnostics = read('x = f"{a" + 1\ny = "b"')
    assert [each.code for each in diagnostics] == ["B121"]
    assert [token.value for token in found[3:8]] == ["+", 1, None, "y", "="]


# All errors at once, and nothing but diagnostics


def test_errors_are_raised_together() -> None:
    with pytest.raises(BayanSyntaxError) as caught:
        tokenize(Source("test.bayan", "a € b\n1٢\n'\\q'"))
    assert [each.code for each in caught.value.diagnostics] == ["B101", "B112"]
    assert (caught.value.lineno, caught.value.offset) == (1, 3)


def test_reading_stops_at_too_many_errors() -> None:
    found, diagnostics = read("€ " * 1000)
    assert len(diagnostics) == MOST_DIAGNOSTICS
    assert found[-1].kind == "end"


def test_nested_fstrings_have_a_limit() -> None:
    assert "B124" in codes('f"{' * 1000)
    assert "B124" in codes('f"' + "{x:" * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "x = '" + "a" * 1_000_000 + "'",
        "س" * 300_000,
        "س،" * 30_000,
        "\u200f" * 100_000,
        "é" * 1000 + "💥" * 100_000,
        "'" + "\\n" * 100_000,
        'f"' + "{x}" * 10_000,
        "1" * 100_000,
        "0x" + "1" * 100_000,
        "'\u202a\n" * 10_000,
        "/*" * 100_000,
    ],
    ids=lambda text: text[:5],
)
def test_long_texts_take_time_in_proportion(text: str) -> None:
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 5


PIECES = """
f" " ''' ' { } {{ : ! = \\ \\N{ ( ) [ ? ؟ ?X . 1 ١ 1. 0x e _ // /* */ # س x ، × ∈ € ـ rb' b" :- $
"""
FRAGMENTS = st.sampled_from([*PIECES.split(), " ", "\n", "\u200f", "\u202e", "\u2069"])


def check(source: Source) -> None:
    """Tokens lie in order within the text, and every diagnostic can be shown in both languages."""
    diagnostics: list[Diagnostic] = []
    found = tokenize(source, diagnostics)
    assert found[-1].kind == "end"
    place = (0, 0)
    for token in found:
        line, column, end_line, end_column = token.position
        assert place <= (line, column) <= (end_line, end_column)
        place = (end_line, end_column)
        assert end_column <= len(source.line(end_line)) + 1
    for diagnostic in diagnostics:
        assert render(diagnostic, "en")
        assert render(diagnostic, "ar")


@settings(max_examples=FUZZ_EXAMPLES, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    check(Source("test.bayan", text))


@settings(max_examples=FUZZ_EXAMPLES, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25))
def test_any_row_of_pieces(pieces: list[str]) -> None:
    check(Source("test.bayan", "".join(pieces)))


@settings(max_examples=FUZZ_EXAMPLES, deadline=None)
@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    try:
        source = decode(data, "test.bayan")
    except BayanSyntaxError as error:
        assert [each.code for each in error.diagnostics] == ["B102"]
        assert render(error.diagnostics[0], "ar")
    else:
        check(source)


@settings(max_examples=FUZZ_EXAMPLES, deadline=None)
@given(st.text(st.characters(exclude_characters="\0\r\n'\\")))
def test_any_string_stands_for_itself(text: str) -> None:
    expected = text
    found, diagnostics = read(f"x = '{text}'")
    if not any(each.code == "B105" for each in diagnostics):
        assert found[2].value == expected


@settings(max_examples=FUZZ_EXAMPLES, deadline=None)
@given(st.one_of(st.integers(0), st.floats(0, allow_infinity=False, allow_nan=False)))
def test_any_number_in_any_digits(number: int | float) -> None:
    text = repr(number)
    for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"):
        assert values(text.translate(str.maketrans("0123456789", digits)))[:1] == [number]
