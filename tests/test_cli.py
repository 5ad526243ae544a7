"""The command line: parsing, exit statuses, streams, signals, and what the verbs print."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bayan.cli import Options, UsageError, parse

from .support.command import bayan_command, environment, start_bayan


def parsed(*words: str) -> Options:
    options = Options()
    parse(list(words), options)
    return options


# Parsing


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--tiering", "a.bayan", "x"),
        ("run", "a.bayan", "--tiering", "x"),
        ("--tiering", "run", "a.bayan", "x"),
        ("a.bayan", "x", "--tiering"),
        ("شغل", "--tiering=auto", "a.bayan", "x"),
        ("run", "--", "a.bayan", "x"),
    ],
)
def test_tiering_takes_its_value_only_after_an_equals_sign(words: tuple[str, ...]) -> None:
    options = parsed(*words)
    assert (options.verb, options.file, options.arguments) == ("run", "a.bayan", ["x"])
    assert options.tiering == "auto"


def test_own_options_are_taken_after_the_file_and_others_are_the_programs() -> None:
    options = parsed("f.bayan", "--help", "-c", "--trace-tiers", "--language", "ar", "--x=1")
    assert options.arguments == ["--help", "-c", "--x=1"]
    assert (options.trace, options.language, options.tier_stats) == (True, "ar", False)


def test_everything_after_two_dashes_is_the_programs() -> None:
    options = parsed("f.bayan", "a", "--", "--tier-stats", "--", "b")
    assert options.arguments == ["a", "--tier-stats", "--", "b"]
    assert not options.tier_stats
    options = parsed("run", "--", "f.bayan", "--tier-stats")
    assert (options.file, options.arguments) == ("f.bayan", ["--tier-stats"])


def test_code_takes_the_place_of_a_file() -> None:
    options = parsed("run", "--tiering=walk", "-c", "print(1)", "--tier-stats", "a")
    assert (options.code, options.file) == ("print(1)", None)
    assert (options.arguments, options.tier_stats, options.tiering) == (["a"], True, "walk")


def test_a_verbs_name_can_be_a_file() -> None:
    assert parsed("run", "run").file == "run"
    assert parsed("./check").file == "./check"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run",), "no-file"),
        (("run", "-c"), "no-code"),
        (("--nothing", "f"), "unknown-option"),
        (("run", "-x", "f"), "unknown-option"),
        (("--tiering=quick", "f"), "bad-tiering"),
        (("--tiering=", "f"), "bad-tiering"),
        (("--language=fr", "f"), "bad-language"),
        (("f", "--language"), "bad-language"),
        (("--tier-stats=yes", "f"), "no-value"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(*words)
    assert caught.value.code == code


def test_wrong_usage_is_reported_in_the_language_asked_for() -> None:
    done = bayan_command("--language=ar", "--nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "خيار غير معروف: --nothing" in done.stderr
    done = bayan_command("--nothing")
    assert done.stderr == "bayan: unknown option --nothing\nbayan: see `bayan --help`\n"
    done = bayan_command("--nothing", LC_ALL="ar_SA.UTF-8")
    assert "خيار" in done.stderr


# What a program finds


def test_a_program_finds_what_a_python_program_would(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "beside.bayan").write_text("x = 5")
    program = tmp_path / "lib" / "main.bayan"
    program.write_text(
        "import sys, beside\nprint(__name__, sys.argv, sys.path[0], __file__, beside.x)\n"
        "print(sys.modules['__main__'].__name__, __doc__, __package__, __spec__)\n"
    )
    done = bayan_command("run", "lib/main.bayan", "a", "--b", folder=tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"__main__ ['lib/main.bayan', 'a', '--b'] {tmp_path}/lib {program} 5",
        "__main__ None None None",
    ]


def test_code_and_standard_input_are_programs_too(tmp_path: Path) -> None:
    text = "import sys\nprint(sys.argv, repr(sys.path[0]), __name__)"
    done = bayan_command("run", "-c", text, "a", folder=tmp_path)
    assert done.stdout == "['-c', 'a'] '' __main__\n"
    done = bayan_command("-", "a", stdin=text, folder=tmp_path)
    assert done.stdout == "['-', 'a'] '' __main__\n"


def test_standard_input_is_the_programs() -> None:
    done = bayan_command("-c", "print(input() + '!', len(أدخل()))", stdin="سلام\nمرحبا\n")
    assert done.stdout == "سلام! 5\n"


def test_streams_are_utf8_where_the_locale_says_nothing() -> None:
    done = bayan_command("-c", "print('سلام')\nprint(1/0)", LC_ALL="C")
    assert done.stdout == "سلام\n"
    assert "ZeroDivisionError" in done.stderr


# How it ends


@pytest.mark.parametrize(
    ("text", "status", "output", "errors"),
    [
        ("print(1)", 0, "1\n", ""),
        ("import sys\nsys.exit()", 0, "", ""),
        ("import sys\nsys.exit(3)", 3, "", ""),
        ("import sys\nsys.exit(256 + 3)", 3, "", ""),
        ("import sys\nsys.exit('no more')", 1, "", "no more\n"),
        ("raise SystemExit([1, 2])", 1, "", "[1, 2]\n"),
        ("exit(4)", 4, "", ""),
        ("import os\nos._exit(5)", 5, "", ""),
    ],
)
def test_exit_statuses_are_pythons(text: str, status: int, output: str, errors: str) -> None:
    done = bayan_command("-c", text)
    assert (done.returncode, done.stdout, done.stderr) == (status, output, errors)


@pytest.mark.parametrize("tiering", ["walk", "auto", "bytecode"])
def test_an_uncaught_exception_shows_the_programs_frames_only(tmp_path: Path, tiering: str) -> None:
    (tmp_path / "m.bayan").write_text(
        "دالة نصف(x) {\n    أرجع x / 0 + 1\n}\nfor i in [1] { print([نصف(v) for v in [i]]) }\n"
    )
    done = bayan_command("run", f"--tiering={tiering}", "m.bayan", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "Traceback (most recent call last):\n"
        '  File "m.bayan", line 4, in <module>\n'
        "    for i in [1] { print([نصف(v) for v in [i]]) }\n"
        "                          ^^^^^^\n"
        '  File "m.bayan", line 2, in نصف\n'
        "    أرجع x / 0 + 1\n"
        "         ^^^^^\n"
        "ZeroDivisionError: division by zero\n"
    )


def test_a_traceback_in_arabic() -> None:
    done = bayan_command("--language=ar", "-c", "print(س)")
    assert done.stderr.splitlines()[:2] == [
        "تتبع الاستدعاءات (الأحدث في الآخر):",
        '  الملف "<string>"، السطر 1، في <module>',
    ]


def test_a_syntax_error_is_65_and_all_errors_are_shown(tmp_path: Path) -> None:
    (tmp_path / "m.bayan").write_text("print('not run')\nx = = 1\ny = )\nbreak\n")
    done = bayan_command("m.bayan", folder=tmp_path)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.count("error[") >= 2
    assert "m.bayan:2:5: error[" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_syntax_error_in_a_loaded_module_is_an_exception(tmp_path: Path) -> None:
    (tmp_path / "broken.bayan").write_text("x = = 1\n")
    (tmp_path / "m.bayan").write_text("print(1)\nimport broken\n")
    done = bayan_command("m.bayan", folder=tmp_path)
    assert done.stdout == "1\n"
    assert 'File "m.bayan", line 2' in done.stderr
    assert "broken.bayan" in done.stderr
    assert done.returncode != 0
    text = "try { import broken } except SyntaxError as e { print(e.lineno) }"
    assert bayan_command("-c", text, folder=tmp_path).stdout == "1\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [("nothing.bayan", "no such file"), (".", "folder"), ("nothing/x.bayan", "no such file")],
)
@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_file_that_is_none(tmp_path: Path, verb: str, name: str, said: str) -> None:
    done = bayan_command(verb, name, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"print('\xff\xfe')",
        b"x = 1\x00\n",
        b"\xef\xbb\xbf x = )",
        b"print('",
        b"def f() {",
        b"(" * 100_000,
        b"[" * 50_000 + b"]" * 50_000 + b")",
        b"x" * 3_000_000 + b" = $",
        "x = 'a\u202eb'".encode(),
        "١2 = 3".encode(),
        bytes(range(256)),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_bytes_that_are_no_program_get_a_diagnosis(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m.bayan").write_bytes(data)
    done = bayan_command("m.bayan", folder=tmp_path)
    assert done.returncode == 65, done.stderr[-500:]
    assert "error[" in done.stderr
    assert "Traceback" not in done.stderr


def test_threads_and_exit_handlers_run_on() -> None:
    text = """
import atexit, threading, time
atexit.register(lambda: print("handler"))
def later() { time.sleep(0.1); print("thread") }
threading.Thread(target=later).start()
1 / 0
"""
    done = bayan_command("--tier-stats", "-c", text)
    assert (done.returncode, done.stdout) == (1, "thread\nhandler\n")
    assert done.stderr.index("ZeroDivisionError") < done.stderr.index("<module>  ")


def test_a_programs_own_hook_is_called_with_its_own_frames() -> None:
    text = """
import sys
def hook(kind, error, trace) { print(kind.__name__, error, trace.tb_lineno, trace.tb_next) }
sys.excepthook = hook
raise ValueError("x")
"""
    done = bayan_command("-c", text)
    assert (done.returncode, done.stdout, done.stderr) == (1, "ValueError x 5 None\n", "")
    done = bayan_command("-c", text.replace("kind.__name__", "nothing"))
    assert done.stderr.startswith("Error in sys.excepthook:\nTraceback")
    assert "NameError" in done.stderr
    assert "Original exception was:" in done.stderr
    assert "bayan/cli" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_process_by_its_signal(tmp_path: Path) -> None:
    text = (
        "import time\ntry { print('ready', flush=True); time.sleep(60) } finally { print('end') }"
    )
    process = start_bayan("-c", text)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (output, process.returncode) == ("end\n", -signal.SIGINT)
    assert errors.startswith("Traceback")
    assert errors.endswith("KeyboardInterrupt\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_leaves_is_no_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "m.bayan").write_text("x = 1\n" * 20_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "bayan", "show", "tokens", str(tmp_path / "m.bayan")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(30) == 120


def test_a_program_that_closes_its_streams() -> None:
    done = bayan_command("-c", "import sys\nsys.stderr = None\n1 / 0")
    assert (done.returncode, done.stderr) == (1, "")


# Seeing what the runtime does


@pytest.mark.parametrize("words", ["--version", "help", "explain B201", "show native plain.bayan"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_output_that_cannot_be_written(tmp_path: Path, words: str) -> None:
    (tmp_path / "plain.bayan").write_text("x = 1\n", encoding="utf-8")
    for unbuffered in ("", "1"):
        done = in_shell(f"{words} >/dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == ("bayan: standard output can't be written: No space left on device\n")


@pytest.mark.parametrize(
    ("words", "status", "output", "errors"),
    [
        ("help >&-", 0, "", ""),
        ("--nothing 2>&-", 2, "", ""),
        ("check nothing.bayan 2>&-", 2, "", ""),
        ("-c 'print(1)' 2>&-", 0, "1\n", ""),
        ("-c '1 / 0' 2>&-", 1, "", ""),
        ("- <&-", 2, "", "<stdin>: error[B133]: this file can't be read: Bad file descriptor\n"),
        ("check - <&-", 2, "", "<stdin>: error[B133]: this file can't be read: Bad file d"),
        ("show native - <&-", 2, "", "<stdin>: error[B133]: this file can't be read: Bad f"),
    ],
)
def test_streams_that_are_closed(
    tmp_path: Path, words: str, status: int, output: str, errors: str
) -> None:
    done = in_shell(words, tmp_path)
    assert (done.returncode, done.stdout) == (status, output)
    assert done.stderr.startswith(errors)
    assert errors or not done.stderr


@pytest.mark.parametrize("words", ["a.bayan", "check a.bayan", "show tree a.bayan"])
def test_a_current_folder_that_is_gone(tmp_path: Path, words: str) -> None:
    (tmp_path / "gone").mkdir()
    done = in_shell(words, tmp_path, before="cd gone && rmdir ../gone && ")
    assert done.returncode == 2
    assert done.stderr.startswith("a.bayan: error[B130]: there is no such file\n")


def in_shell(
    words: str, folder: Path, before: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """`bayan WORDS`, as a shell runs it, after other commands."""
    return subprocess.run(
        ["/bin/sh", "-c", f"{before}exec {sys.executable} -m bayan {words}"],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(**variables),
        timeout=120,
        check=False,
    )


def test_an_exit_handler_finds_what_ended_the_program() -> None:
    for name in ("last_value", *(["last_exc"] if sys.version_info >= (3, 12) else [])):
        text = f"import atexit, sys\natexit.register(lambda: print(repr(sys.{name})))\n1 / 0"
        done = bayan_command("-c", text)
        assert done.stdout == "ZeroDivisionError('division by zero')\n"


def test_a_program_without_a_hook_is_reported_all_the_same() -> None:
    done = bayan_command("-c", "import sys\ndel sys.excepthook\n1 / 0")
    assert done.returncode == 1
    assert done.stderr.startswith("sys.excepthook is missing\nTraceback (most recent call last):\n")
    assert "bayan/cli.py" not in done.stderr


def test_statistics_and_events() -> None:
    text = "def f(x) { return x }\nf(1)\nf(2)"
    done = bayan_command("--tier-stats", "--trace-tiers", "-c", text)
    event, *table = done.stderr.splitlines()
    assert "climbed to bytecode: call 2" in event
    assert table[0].split()[:4] == ["function", "place", "tier", "calls"]
    row = next(line.split() for line in table if line.startswith("f "))
    assert row[2:4] == ["bytecode", "2"]
    assert bayan_command("-c", text).stderr == ""
    done = bayan_command("--tiering=walk", "--trace-tiers", "--tier-stats", "-c", text)
    assert "bytecode" not in done.stderr
    done = bayan_command("--tier-stats", "--language", "ar", "-c", text)
    assert "الدالة" in done.stderr


# Other verbs


def test_check_reports_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.bayan").write_text("print(1)\n")
    (tmp_path / "odd.bayan").write_text("اسمname = 1\n")
    (tmp_path / "bad.bayan").write_text("x = = 1\n")
    done = bayan_command("check", "good.bayan", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = bayan_command("check", "odd.bayan", folder=tmp_path)
    assert done.returncode == 0
    assert "odd.bayan:1:1: warning[" in done.stderr
    done = bayan_command(
        "افحص", "--language=ar", "good.bayan", "odd.bayan", "bad.bayan", folder=tmp_path
    )
    assert (done.returncode, done.stdout) == (65, "")
    assert "تحذير[" in done.stderr
    assert "bad.bayan:1:5: خطأ[" in done.stderr
    assert bayan_command("run", "odd.bayan", folder=tmp_path).stderr == ""
    assert bayan_command("check").returncode == 2


def test_show(tmp_path: Path) -> None:
    (tmp_path / "m.bayan").write_text("دالة f(x) { أرجع x + 1 }\n")
    done = bayan_command("show", "tokens", "m.bayan", folder=tmp_path)
    assert done.stdout.splitlines()[0].split() == ["1:1", "name", "'دالة'", "'دالة'", "(def)"]
    done = bayan_command("اعرض", "شجرة", "m.bayan", folder=tmp_path)
    assert "FunctionDefinition name='f'" in done.stdout
    assert "left: Name name='x' (local) 1:18-1:19" in done.stdout
    done = bayan_command("show", "bytecode", "m.bayan", folder=tmp_path)
    assert "MAKE_FUNCTION" in done.stdout
    assert "BINARY_OP" in done.stdout
    assert bayan_command("show", "m.bayan", folder=tmp_path).returncode == 2
    (tmp_path / "bad.bayan").write_text("x = = 1\n")
    for what in ("tokens", "tree", "bytecode"):
        done = bayan_command("show", what, "bad.bayan", folder=tmp_path)
        assert done.returncode == (0 if what == "tokens" else 65)


def test_explain() -> None:
    english = bayan_command("explain", "b130")
    arabic = bayan_command("اشرح", "B130", "--language=ar")
    assert english.returncode == arabic.returncode == 0
    assert len(english.stdout.split()) > 5
    assert arabic.stdout != english.stdout
    done = bayan_command("explain", "B999999")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bayan: there is no error code B999999\n"


def test_help_in_both_languages() -> None:
    english = bayan_command("--help")
    assert english.stdout.startswith("Bayan:")
    assert bayan_command("help").stdout == english.stdout
    assert bayan_command("run", "-h").stdout == english.stdout
    arabic = bayan_command("مساعدة", BAYAN_LANGUAGE="ar")
    assert arabic.stdout.startswith("بيان:")
    for option in ("--tiering", "--tier-stats", "--trace-tiers", "--language", "--version"):
        assert option in english.stdout
        assert option in arabic.stdout
    nothing = bayan_command()
    assert (nothing.returncode, nothing.stdout) == (2, english.stdout)


def test_version() -> None:
    assert bayan_command("--version").stdout.startswith("bayan 0.1.0 (Python 3.")
