"""Messages: their catalog, how they are shown, and what is said of files that can't be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bayan.syntax.diagnostics import SHOWN_WIDTH, BayanSyntaxError, Diagnostic, render
from bayan.syntax.messages import MESSAGES, explanation, hint, language_of, sentence
from bayan.syntax.source import Source, decode, read_source

SYNTAX = Path(__file__).resolve().parents[2] / "bayan" / "syntax"


def shown(text: str, position: tuple[int, int, int, int], language: str = "en") -> list[str]:
    source = Source("test.bayan", text)
    return render(Diagnostic("B111", (), position, source), language).split("\n")


# The catalog


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_there_in_both_languages(code: str) -> None:
    entry = MESSAGES[code]
    assert re.fullmatch(r"B[1-4]\d\d", code)
    assert {"en", "ar", "explain_en", "explain_ar"} <= set(entry)
    assert ("hint_en" in entry) == ("hint_ar" in entry)
    for part in ("{}", "hint_{}", "explain_{}"):
        english, arabic = (entry.get(part.format(language), "") for language in ("en", "ar"))
        assert bool(re.search("[ء-ي]", arabic)) == bool(arabic)
        if part == "explain_{}":
            continue
        fields = [set(re.findall(r"(?<!\{)\{(\d+)", each)) for each in (english, arabic)]
        assert fields[0] == fields[1], f"{code}: the languages use different arguments"
        (english + arabic).format(*"abcdef")  # raises for a brace that stands alone


@pytest.mark.parametrize("path", sorted(SYNTAX.glob("*.py")), ids=lambda path: path.name)
def test_every_code_that_is_reported_is_in_the_catalog(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r'"(B\d\d\d)"', text)) <= set(MESSAGES)


def test_sentences_take_arguments() -> None:
    assert sentence("B115", ("9", 8), "en") == "the digit 9 does not exist in base 8"
    assert sentence("B115", ("9", 8), "ar") == "لا يوجد الرقم 9 في الأساس 8"
    assert hint("B122", (), "en") == "write }} for a brace of the text"
    assert hint("B115", ("9", 8), "en") == ""


def test_explanations() -> None:
    assert explanation("b102", "en") == (
        "Programs are files of UTF-8, with or without a byte order mark. A file in\n"
        "another encoding, such as Windows-1256, must be converted first:\n"
        "    iconv -f WINDOWS-1256 -t UTF-8 old.bayan > new.bayan"
    )
    assert explanation("B999", "en") is None


@pytest.mark.parametrize(
    ("option", "settings", "language"),
    [
        (None, {}, "en"),
        ("ar", {}, "ar"),
        ("en", {"BAYAN_LANGUAGE": "ar"}, "en"),
        (None, {"BAYAN_LANGUAGE": "ar"}, "ar"),
        (None, {"BAYAN_LANGUAGE": "en", "LANG": "ar_EG.UTF-8"}, "en"),
        (None, {"LANG": "ar_EG.UTF-8"}, "ar"),
        (None, {"LC_ALL": "C", "LANG": "ar_EG.UTF-8"}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "ar_SA"}, "ar"),
    ],
)
def test_language_of(
    option: str | None,
    settings: dict[str, str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("BAYAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in settings.items():
        monkeypatch.setenv(variable, value)
    assert language_of(option) == language


# How they are shown


def test_rendering() -> None:
    assert shown("a = b ? c", (1, 6, 1, 7)) == [
        "test.bayan:1:7: error[B111]: a question mark without a name behind it",
        "    a = b ? c",
        "          ^",
        "hint: a logic variable is written ?X or ؟س, without a space",
    ]
    assert shown("a = b ? c", (1, 6, 1, 7), "ar") == [
        "test.bayan:1:7: خطأ[B111]: علامة استفهام لا اسم بعدها",
        "    a = b ? c",
        "          ^",
        "تلميح: يكتب متغير المنطق ?X أو ؟س من غير فراغ",
    ]


def test_a_warning_says_so() -> None:
    source = Source("test.bayan", "سx")
    diagnostic = Diagnostic("B401", ("سx",), (1, 0, 1, 2), source, is_warning=True)
    assert render(diagnostic, "en").startswith("test.bayan:1:1: warning[B401]: ")
    assert render(diagnostic, "ar").startswith("test.bayan:1:1: تحذير[B401]: ")


@pytest.mark.parametrize(
    ("text", "position", "excerpt"),
    [
        ("قِيمَة = ?", (1, 9, 1, 10), ["قِيمَة = ?", "       ^"]),  # two marks have no width
        ("变量 ?", (1, 3, 1, 4), ["变量 ?", "     ^"]),  # these are two cells wide
        ("a\t\t?", (1, 3, 1, 4), ["a\t\t?", " \t\t^"]),
        ("    x?", (1, 5, 1, 6), ["x?", " ^"]),
        ("ab\ncd", (1, 1, 2, 1), ["ab", " ^"]),  # to the end of the first line
        ("abcd", (1, 1, 1, 3), ["abcd", " ^^"]),
        ("ab", (1, 2, 1, 2), ["ab", "  ^"]),  # behind the line
        ("\x1b[2J\u202e?", (1, 5, 1, 6), ["\ufffd[2J\ufffd?", "     ^"]),
    ],
)
def test_carets(text: str, position: tuple[int, int, int, int], excerpt: list[str]) -> None:
    assert shown(text, position)[1:-1] == ["    " + line for line in excerpt]


def test_of_a_long_line_a_piece_is_shown() -> None:
    _, line, carets, _ = shown("x" * 5000 + "?" + "y" * 5000, (1, 5000, 1, 5001))
    assert len(line) == SHOWN_WIDTH + 4
    assert line[carets.index("^")] == "?"


def test_an_empty_line_has_no_carets() -> None:
    assert len(shown("a\n\nb", (2, 0, 2, 0))) == 2


def test_as_a_syntax_error_it_shows_the_first() -> None:
    source = Source("test.bayan", "a ?\nb ?")
    error = BayanSyntaxError(
        [Diagnostic("B111", (), (line, 2, line, 3), source) for line in (1, 2)]
    )
    assert str(error) == "a question mark without a name behind it"
    assert (error.filename, error.lineno, error.offset, error.text) == ("test.bayan", 1, 3, "a ?\n")
    assert (error.end_lineno, error.end_offset) == (1, 4)
    assert [each.position[0] for each in error.diagnostics] == [1, 2]


# Sources


def test_byte_columns() -> None:
    source = Source("test.bayan", "abc\nأbc😀d\nx")
    assert [source.byte_column(1, column) for column in (0, 2, 3)] == [0, 2, 3]
    assert [source.byte_column(2, column) for column in range(6)] == [0, 2, 3, 4, 8, 9]
    assert source.byte_column(3, 1) == 1
    assert source.line(2) == "أbc😀d"
    assert source.line(99) == ""


def test_line_ends_and_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc", "test.bayan").lines == ["a", "b", "c"]


def test_bytes_that_are_no_utf8() -> None:
    with pytest.raises(BayanSyntaxError) as caught:
        decode("a\r\nسس".encode() + b"\xff", "test.bayan")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.arguments) == ("B102", ("0xff", 7))
    assert diagnostic.position == (2, 2, 2, 3)


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none", "B130"), (tmp_path, "B131"), ("a\0b", "B133")):
        with pytest.raises(BayanSyntaxError) as caught:
            read_source(path)
        assert [each.code for each in caught.value.diagnostics] == [code]
        assert render(caught.value.diagnostics[0], "en").startswith(f"{path}: error[{code}]: ")
        assert caught.value.filename == str(path)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # root may read anything
    with pytest.raises(BayanSyntaxError) as caught:
        read_source(tmp_path / "x.bayan")
    assert [each.code for each in caught.value.diagnostics] == ["B132"]


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.bayan"
    path.write_bytes("س = 1\r\n".encode())
    source = read_source(path)
    assert (source.name, source.text) == (str(path), "س = 1\n")
