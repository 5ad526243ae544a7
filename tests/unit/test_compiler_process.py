"""The compiler process: native code comes while the program goes on, whatever that does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bayan.runtime.cache import CodeCache
from bayan.runtime.report import event_line, table
from bayan.runtime.runtime import Runtime
from bayan.tiers.native import compiler
from bayan.tiers.policy import AUTO, BYTECODE, NATIVE, Policy, usual
from tests.support.command import environment

pytest.importorskip("llvmlite")
if not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2:
    pytest.skip("there is no compiler process here", allow_module_level=True)

# A loop that takes more than a second in bytecode, with its result: 14 for each seven rounds.
ROUNDS = 21_000_000
RESULT = 2 * ROUNDS
LONG = f"s = 0\nfor i in range({ROUNDS}) {{ s += i * i % 7 }}\n"

# How the compiler process is started, so that it is slow to begin, dies, or is not there.
SLOW = '(sleep 0.5; exec "$@") &'
DYING = "exit 0"
DYING_LATER = "sleep 0.05 &"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each test has a compiler process of its own."""
    monkeypatch.setattr(compiler, "_compilers", [])
    yield
    for one in compiler._compilers:
        if one is not None:
            one.lose()


def run(text: str, **thresholds: Any) -> Runtime:
    given = {"beside": True, "native_after": 0.02, "native_rest": 0.02, **thresholds}
    runtime = Runtime(policy=Policy(**given))
    runtime.run_source(text, "m.bayan").check()
    return runtime


def climb(runtime: Runtime) -> Any:
    (climbed,) = [event for event in runtime.events if event.is_native_climb]
    return climbed


def loops(runtime: Runtime) -> list[Any]:
    return [loop for loop in runtime.engine.numeric_loops if loop.kernels]


def test_the_answer_comes_while_the_loop_runs() -> None:
    runtime = run(LONG + f"assert s == {RESULT}")
    assert climb(runtime).beside > 0
    (loop,) = loops(runtime)
    # It began in bytecode, where it has spent more time than it did on making native code.
    assert 0 < loop.native_rounds < ROUNDS
    assert loop.order is None
    assert loop.beside_seconds > 0


def test_functions_go_native_beside_too() -> None:
    text = "def fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }\n"
    runtime = run(text + "assert fib(27) == 196418\n" * 30, call_seconds=1.0)
    climbed = [event for event in runtime.events if event.is_native_climb]
    assert climbed[0].form == "function"
    assert climbed[0].beside > 0


def test_loops_of_functions_go_native_beside_too() -> None:
    text = (
        "def total(n) {\n    s = 0\n    for i in range(n) { s += i * i % 7 }\n    return s\n}\n"
        f"for _ in range(3) {{ total(10) }}\nassert total({ROUNDS}) == {RESULT}\n"
    )
    assert climb(run(text)).beside > 0


def test_it_is_told_in_both_languages() -> None:
    runtime = run(LONG)
    climbed = climb(runtime)
    assert "of them beside the program)" in event_line(climbed)
    assert "منها إلى جانب البرنامج)" in event_line(climbed, "ar")
    statistics = runtime.statistics()
    assert "of them beside the program)" in table(statistics)
    assert "منها إلى جانب البرنامج)" in table(statistics, "ar")
    (loop,) = [each for each in statistics if each.native is not None]
    assert 0 < loop.native.beside_seconds < loop.native.compile_seconds
    # What the program itself has spent on it.
    assert loop.compile_seconds < loop.native.compile_seconds + 0.1


@pytest.mark.parametrize("script", [DYING, DYING_LATER])
def test_where_it_dies_the_program_compiles(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(compiler, "SCRIPT", script)
    runtime = run(LONG + f"assert s == {RESULT}")
    assert climb(runtime).beside == 0
    # It is not started again.
    assert compiler.prepare() is None


def test_one_that_had_nothing_to_do_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "define i64 @f() { ret i64 1 }"

    def answered() -> bool:
        job = compiler.order(text, None)
        while job is not None and not job.lost and job.code is None:
            job.look()
        return job is not None and job.code is not None

    first = compiler.prepare()
    assert first is not None
    # It ends when the other side has nothing more to say.
    with socket.socket(fileno=os.dup(first.channel)) as channel:
        channel.shutdown(socket.SHUT_WR)
    while not first.is_lost:
        first.exchange()
    assert compiler.order(text, None) is None
    monkeypatch.setattr(compiler, "LONG", 0.0)
    assert answered()
    assert compiler.prepare() is not first


def test_where_it_can_not_start_the_program_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "SHELL", "/not/there")
    assert climb(run(LONG + f"assert s == {RESULT}")).beside == 0
    assert compiler.prepare() is None


def test_where_it_is_silent_the_program_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "SCRIPT", "sleep 9 &")
    monkeypatch.setattr(compiler, "PATIENCE", 0.1)
    assert climb(run(LONG + f"assert s == {RESULT}")).beside == 0


def test_what_llvm_does_not_take_is_an_error() -> None:
    job = compiler.order("no text of LLVM", None)
    assert job is not None
    with pytest.raises(compiler.CompilationError, match="expected"):
        while True:
            job.look()
            time.sleep(0.01)
    good = compiler.order("define i64 @f() { ret i64 1 }", None)
    assert good is not None
    while good.code is None:
        good.look()
    assert good.code.startswith(b"\x7fELF")


def test_texts_longer_than_the_channel_takes_at_once() -> None:
    filler = "; this line is long enough to fill a buffer\n" * 60_000
    jobs = [compiler.order(f"define i64 @f() {{ ret i64 {i} }}\n{filler}", None) for i in range(3)]
    while not all(job is not None and job.code for job in jobs):
        for job in jobs:
            assert job is not None
            job.look()
    assert len({job.code for job in jobs if job is not None}) == 3


def test_there_is_none_for_one_processor() -> None:
    everything = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everything)})
    try:
        assert compiler.prepare() is None
    finally:
        os.sched_setaffinity(0, everything)


def test_there_is_none_for_who_hears_of_children() -> None:
    before = signal.signal(signal.SIGCHLD, lambda *_: None)
    try:
        assert compiler.prepare() is None
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_only_the_command_line_has_one() -> None:
    assert usual(AUTO, True).beside
    assert not any(usual(mode, True).beside for mode in (BYTECODE, NATIVE))
    assert not usual(AUTO).beside
    assert not Policy.stress().beside


def test_what_must_be_native_at_once_is_compiled_here() -> None:
    text = (
        '@hot(tier="native")\ndef total(n) {\n    s = 0\n    for i in range(n) { s += i }\n'
        "    return s\n}\nassert total(1000) == 499500\n"
    )
    runtime = run(text, native_after=10.0, native_rest=10.0)
    assert climb(runtime).beside == 0
    assert compiler._compilers == []


def test_a_kept_kernel_needs_none(tmp_path: Path) -> None:
    def again() -> Runtime:
        given = Policy(beside=True, native_after=0.02, native_rest=0.02)
        runtime = Runtime(policy=given, cache=CodeCache(str(tmp_path), "1.0"))
        runtime.run_source(LONG, "m.bayan").check()
        return runtime

    assert climb(again()).beside > 0
    assert len(list(tmp_path.glob("*.o"))) == 1
    compiler._compilers[0].lose()  # type: ignore[union-attr]
    compiler._compilers.clear()
    assert climb(again()).beside == 0
    assert compiler._compilers == []


def test_threads_that_want_kernels_at_once() -> None:
    text = (
        "def total(n, k) {\n    s = 0\n    for i in range(n) { s += i * k % 7 }\n    return s\n}\n"
        "def other(n, k) {\n    s = 0.0\n    for i in range(n) { s += i * k }\n    return s\n}\n"
        "import threading\nfound = {}\n"
        "def work(k) { found[k] = (total(2100000, k), other(2100000, k)) }\n"
        "threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]\n"
        "for t in threads { t.start() }\nfor t in threads { t.join() }\n"
        "for k in range(4) { work(-k) }\n"
    )
    runtime = run(text)
    found = runtime.engine.units[0].globals["found"]
    for k in range(-3, 4):
        assert found[k] == (6300000 if k else 0, k * (2100000 * 2099999 / 2))
    assert loops(runtime)


# Programs in processes of their own, where the compiler process is started by this script.
RUNNER = """\
import signal
import sys
from bayan.runtime.runtime import Runtime
from bayan.tiers.native import compiler
from bayan.tiers.policy import Policy
compiler.SCRIPT = sys.argv[1]
# Also where these tests run in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
runtime = Runtime(policy=Policy(beside=True, native_after=0.02, native_rest=0.02))
if len(sys.argv) > 3:
    runtime.engine.kernel_folder = sys.argv[3]
runtime.run_source(sys.argv[2], "m.bayan").check()
print([event.beside > 0 for event in runtime.events if event.is_native_climb])
"""


def start(text: str, script: str = compiler.SCRIPT, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUNNER, script, text, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )


def run_alone(text: str, script: str = compiler.SCRIPT) -> str:
    process = start(text, script)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    return output


def test_the_program_loads_no_llvm() -> None:
    text = f"{LONG}import sys\nprint(s, 'llvmlite' in sys.modules)"
    assert run_alone(text) == f"{RESULT} False\n[True]\n"


def test_ctrl_c_meanwhile() -> None:
    text = (
        "import time\n"
        "def total(n) {\n    s = 0\n    for i in range(n) { s += i * i % 7 }\n    return s\n}\n"
        "for _ in range(3) { total(10) }\n"
        "print('begin', flush=True)\n"
        "try { total(1 << 62) } except KeyboardInterrupt { print('interrupted') }\n"
        "time.sleep(1)\n"
        f"print(total({ROUNDS}), flush=True)\n"
    )
    process = start(text, SLOW)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    time.sleep(0.3)
    # To all processes of the terminal, the compiler process too.
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (output, errors) == (f"interrupted\n{RESULT}\n[True]\n", "")


def processes_of(session: int) -> list[str]:
    """The processes that are left of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(entry.name)
    return found


def test_a_program_that_ends_first_waits_for_nothing(tmp_path: Path) -> None:
    text = LONG.replace(str(ROUNDS), "600000")
    process = start(text, SLOW, str(tmp_path))
    output, _ = process.communicate(timeout=60)
    ended = time.monotonic()
    assert output == "[]\n"
    assert list(tmp_path.iterdir()) == []
    # The job at hand is finished and kept; then the process ends.
    while processes_of(process.pid) and time.monotonic() < ended + 20:
        time.sleep(0.05)
    assert processes_of(process.pid) == []
    assert [path.suffix for path in tmp_path.iterdir()] == [".o"]


def test_what_came_too_late_is_asked_for_sooner_the_next_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiler, "SCRIPT", SLOW)
    cache = CodeCache(str(tmp_path), "1.0")
    given = Policy(beside=True, native_after=0.02, native_rest=0.02)

    def policy_of_run() -> Policy:
        runtime = Runtime(policy=given, cache=cache)
        runtime.run_source(LONG.replace(str(ROUNDS), "600000"), "m.bayan").check()
        runtime.keep_compiled(100.0)
        assert not any(event.is_native_climb for event in runtime.events)
        policy: Policy = runtime.engine.units[0].policy
        return policy

    assert policy_of_run().native_after == given.native_after
    assert policy_of_run().native_after < given.native_after


def test_the_program_has_no_child() -> None:
    text = LONG + (
        "import os\n"
        "try { print(os.wait()) } except ChildProcessError { print('no child') }\n"
        "with open('/proc/thread-self/children') as file { print(file.read()) }\n"
        "print(os.dup(2))\n"
    )
    output = run_alone(text)
    assert output == "no child\n\n3\n[True]\n"


def test_a_program_that_closes_all_its_files(tmp_path: Path) -> None:
    text = (
        "import os\n" + LONG + "os.closerange(3, 5000)\n"
        f"files = [open({str(tmp_path / 'f')!r} + str(n), 'w+') for n in range(250)]\n"
        f"t = 0\nfor i in range({ROUNDS}) {{ t += i * i % 7 }}\nprint(t)\n"
        "for file in files { file.close() }\n"
    )
    assert run_alone(text) == f"{RESULT}\n[True, False]\n"
    assert [path for path in tmp_path.iterdir() if path.stat().st_size] == []
    # On its way at that moment.
    text = text.replace("os.closerange", "for i in range(600000) { t = i * 3 }\nos.closerange")
    assert run_alone(text, SLOW).startswith(f"{RESULT}\n")


def test_a_program_that_forks() -> None:
    text = (
        "import os\n"
        "def total(n) {\n    s = 0\n    for i in range(n) { s += i * i % 7 }\n    return s\n}\n"
        "for _ in range(3) { total(10) }\n"
        "total(600000)\n"
        "pid = os.fork()\n"
        f"assert total({ROUNDS}) == {RESULT}\n"
        "if pid { print(os.waitpid(pid, 0)[1]) }\n"
    )
    for script in (compiler.SCRIPT, SLOW):
        assert run_alone(text, script) in ("[True]\n0\n[True]\n", "[False]\n0\n[True]\n")


def test_a_program_that_changes_its_environment() -> None:
    text = (
        "import os\nos.environ.clear()\nos.chdir('/')\n"
        "os.environ['PATH'] = os.environ['PYTHONHOME'] = '/nowhere'\n"
    )
    assert run_alone(text + LONG) == "[True]\n"


def test_it_can_be_looked_at_by_many_threads() -> None:
    jobs = [compiler.order(f"define i64 @f() {{ ret i64 {i} }}", None) for i in range(20)]

    def look(job: Any) -> None:
        while job.code is None and not job.lost:
            with lock:
                job.look()
            time.sleep(0.001)

    lock = threading.Lock()
    threads = [threading.Thread(target=look, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job.code for job in jobs if job is not None}) == 20
