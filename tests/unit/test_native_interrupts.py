"""Ctrl-C, signals' handlers, threads, timers and asyncio while native code runs.

Each program is a process of its own. Bounds on time are generous: they tell a kernel that can be
interrupted from one that can't, which would take hours.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.support.command import bayan_command, start_bayan

pytest.importorskip("llvmlite")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# Seconds for what should take a fraction of one.
LONG = 60.0

FOR = """\
def f(n) {
    x = 0
    for i in range(n) {
        x = (x + i) % 1000003
    }
    return x
}
"""
NESTED = """\
def f(n) {
    x = 0
    for i in range(n) {
        for j in range(n) {
            x = (x + i * j) % 1000003
        }
    }
    return x
}
"""
WHILE = """\
def f(n) {
    x = 1
    while x < n {
        x = x * 5 % 1000003 + 1
    }
    return x
}
"""
SLOW_ROUNDS = """\
import math
def f(n) {
    x = 0.5
    for i in range(n) {
        x = math.sin(x) + math.cos(x) + math.exp(math.sin(x)) + math.tan(x) + math.atan2(x, 2.5)
        x = math.sin(x) + math.cos(x) + math.exp(math.sin(x)) + math.tan(x) + math.atan2(x, 2.5)
        x = math.sin(x) + math.cos(x) + math.exp(math.sin(x)) + math.tan(x) + math.atan2(x, 2.5)
    }
    return x
}
"""
GENERATOR = """\
def g(n) {
    x = 0
    for i in range(n) {
        x = (x + i) % 1000003
    }
    yield x
}
def f(n) { return next(g(n)) }
"""
MODULE = """\
x = 0
print("ready", flush=True)
for i in range(10 ** 15) {
    x = (x + i) % 1000003
}
"""
CALLING = """\
def square(x) { return x * x % 1000003 }
def f(n) {
    x = 0
    for i in range(n) {
        x = (x + square(i)) % 1000003
    }
    return x
}
"""
RECURSIVE = """\
def f(n) {
    return n % 7 if n < 2 else f(n - 1) + f(n - 2)
}
"""
ATTRIBUTES = """\
class Counter { def __init__() { self.x = 0 } }
def f(n) {
    c = Counter()
    for i in range(n) {
        c.x = (c.x + i) % 1000003
    }
    return c.x
}
"""
METHODS = """\
class Counter { def __init__() { self.x = 0 }
def add(i) { self.x = (self.x + i) % 1000003 } }
def f(n) {
    c = Counter()
    for i in range(n) {
        c.add(i)
    }
    return c.x
}
"""
ONCE = 'print("ready", flush=True)\nf({0})\n'
# Compiled by the time of the long call, which the function's own code then makes.
AGAIN = "f(20); f(20); f(20)\n" + ONCE
MANY = "10 ** 15"

# Program, lines of the function that may stand last in the traceback, the name of that.
ENDLESS = {
    "module": (MODULE, (3, 4), "<module>"),
    "walked function": (FOR + ONCE.format(MANY), (3, 4), "f"),
    "compiled function": (FOR + AGAIN.format(MANY), (3, 4), "f"),
    "walked nested": (NESTED + ONCE.format(MANY), (3, 4, 5), "f"),
    "compiled nested": (NESTED + AGAIN.format(MANY), (3, 4, 5), "f"),
    "walked while": (WHILE + ONCE.format(MANY), (3, 4), "f"),
    "compiled while": (WHILE + "f(2); f(2); f(2)\n" + ONCE.format(MANY), (3, 4), "f"),
    "slow rounds": (SLOW_ROUNDS + AGAIN.format(MANY), (4, 5, 6, 7), "f"),
    "walked generator": (GENERATOR + ONCE.format(MANY), (3, 4), "g"),
    "compiled generator": (GENERATOR + AGAIN.format(MANY), (3, 4), "g"),
    "calls in a loop": (CALLING + AGAIN.format(MANY), (1, 4, 5), ""),
    "walked attributes": (ATTRIBUTES + ONCE.format(MANY), (4, 5), "f"),
    "compiled attributes": (ATTRIBUTES + AGAIN.format(MANY), (4, 5), "f"),
    "methods": (METHODS + AGAIN.format(MANY), (2, 5, 6), ""),
    "recursive function": (RECURSIVE + AGAIN.format("200"), (2,), "f"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_ctrl_c_ends_native_code(name: str, tmp_path: Path) -> None:
    text, lines, last = ENDLESS[name]
    (tmp_path / "p.bayan").write_text(text, encoding="utf-8")
    process = start_bayan("--tiering=native", "--trace-tiers", "p.bayan", folder=tmp_path)
    deadline = threading.Timer(LONG, process.kill)
    deadline.start()
    try:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        events = ""
        for line in process.stderr:
            events += line
            if "climbed to native" in line:
                break
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, _, trace = process.stderr.read().partition("Traceback (most recent call last):\n")
        process.wait()
    finally:
        deadline.cancel()
        process.kill()
        process.communicate()
    assert "climbed to native" in events
    assert process.returncode == -signal.SIGINT
    assert trace.endswith("KeyboardInterrupt\n")
    frames = re.findall(r'File "p\.bayan", line (\d+), in (\S+)', trace)
    assert frames[0][1] == "<module>"
    line, function = frames[-1]
    assert int(line) in lines, trace
    assert last in ("", function), trace
    if last not in ("", "<module>"):
        assert len(frames) > 1


def run(text: str, *arguments: str) -> str:
    """What a program prints that has loops that go native."""
    done = bayan_command(
        "--tiering=native", "--trace-tiers", "-c", text, *arguments, timeout=LONG * 2
    )
    assert done.returncode == 0, done.stderr
    assert "climbed to native" in done.stderr
    return done.stdout


# Where a handler may break in between two statements, these still hold.
GOING_ON = """\
import os, signal, threading
def interrupt() { os.kill(os.getpid(), signal.SIGINT) }
def start() { threading.Timer(1.0, interrupt).start() }
def check(total, done, i, counted) {
    return i >= done - 1 and total in (i * (i + 1) // 2, i * (i - 1) // 2) and counted - done < 2
}
"""
LOOPS = {
    "module": """\
total = 0; done = 0; a = [0] * 7
start()
try {
    for i in range(10 ** 15) {
        total += i
        a[i % 7] += 1
        done += 1
    }
} except KeyboardInterrupt { print("caught", check(total, done, i, sum(a)), i > 100000) }
for i in range(1000) { done += 1 }
print(i)
""",
    "function": """\
def f(n, wait) {
    total = 0; done = 0; a = [0] * 7
    if wait { start() }
    try {
        for i in range(n) {
            total += i
            a[i % 7] += 1
            done += 1
        }
    } except KeyboardInterrupt { print("caught", check(total, done, i, sum(a)), i > 100000) }
    for i in range(1000) { done += 1 }
    return i
}
f(50, False); f(50, False); f(50, False)
print(f(10 ** 15, True))
""",
    "nested": """\
def f(n, wait) {
    total = 0; done = 0; a = [0] * 7
    k = 0
    if wait { start() }
    try {
        for i in range(n) {
            for j in range(1000) {
                k = i * 1000 + j
                total += k
                a[j % 7] += 1
                done += 1
            }
        }
    } except KeyboardInterrupt { print("caught", check(total, done, k, sum(a)), k > 100000) }
    for i in range(1000) { done += 1 }
    return i
}
f(5, False); f(5, False); f(5, False)
print(f(10 ** 15, True))
""",
    "generator": """\
def g(n, wait) {
    total = 0; done = 0; a = [0] * 7
    if wait { start() }
    try {
        for i in range(n) {
            total += i
            a[i % 7] += 1
            done += 1
        }
    } except KeyboardInterrupt { print("caught", check(total, done, i, sum(a)), i > 100000) }
    for i in range(1000) { done += 1 }
    yield i
}
next(g(50, False)); next(g(50, False)); next(g(50, False))
print(next(g(10 ** 15, True)))
""",
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_program_that_catches_ctrl_c_goes_on_with_right_values(name: str) -> None:
    assert run(GOING_ON + LOOPS[name]) == "caught True True\n999\n"


def test_a_handler_may_raise_at_any_moment() -> None:
    """Over many runs, short ones too, the variables stand between two statements."""
    text = """\
import signal, sys
class Tick(Exception) { }
def ring(number, frame) { raise Tick() }
signal.signal(signal.SIGALRM, ring)
def f(n) {
    total = 0; done = 0; i = -1; a = [0] * 7
    try {
        for i in range(n) {
            total += i
            a[i % 7] += 1
            done += 1
        }
    } except Tick { }
    return total, done, i, sum(a)
}
bad = []
f(10); f(10); f(10)
for k in range(300) {
    try {
        signal.setitimer(signal.ITIMER_REAL, 0.0002 + (k % 50) * 0.00004)
        result = f(10 ** 12 if k % 2 else 5000)
    } except Tick { continue }
    try { signal.setitimer(signal.ITIMER_REAL, 0) } except Tick { }
    total, done, i, counted = result
    if not (i - done in (-1, 0) and done <= counted <= done + 1
            and total - done * (done - 1) // 2 in (0, done)) { bad.append(result) }
}
print(bad)
"""
    assert run(text) == "[]\n"


def test_a_handler_that_does_not_raise_is_called_in_time() -> None:
    text = """\
import signal
rung = []
def ring(number, frame) {
    rung.append(frame.f_code.co_name)
    if len(rung) == 5 { signal.setitimer(signal.ITIMER_REAL, 0) ; raise TimeoutError("enough") }
}
signal.signal(signal.SIGALRM, ring)
def f(n) { x = 0; for i in range(n) { x = (x + i) % 1000003 } ; return x }
f(10); f(10); f(10)
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
try { f(10 ** 15) } except TimeoutError as error { print(error, len(rung)) }
"""
    assert run(text) == "enough 5\n"


@pytest.mark.parametrize(
    ("item", "body"),
    [
        ("[float(i), 2.0]", "row = m[i % 50]\ns += row[1]"),
        ("[float(i), 2.0]", "for x in m[i % 50] { for k in range(3) { s += x } }"),
        ("[[float(i)], [2.0]]", "for row in m[i % 50] { last = row; s += last[0] }"),
        ("Thing(float(i))", "thing = m[i % 50]\nif i % 3 == 0 { other = thing }\ns += thing.x"),
    ],
)
def test_a_handler_may_drop_what_a_loop_has_taken(item: str, body: str) -> None:
    """What the variables refer to is there when they are read, whatever the handler does."""
    text = f"""\
import signal
class Thing {{ def __init__(x) {{ self.x = x }} }}
def items() {{ return [{item} for i in range(50)] }}
m = items()
others = [items() for i in range(90)]
rung = []
def ring(number, frame) {{
    if others {{ m[:] = others.pop() }}
    rung.append(1)
    taken.append(list(map(list, ["ab"] * 200)))
}}
taken = []
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.3, 0.01)
s = 0.0
i = 0
while len(rung) < 60 {{
    i += 1
    {body}
}}
signal.setitimer(signal.ITIMER_REAL, 0)
print(s > 1)
"""
    assert run(text) == "True\n"


def test_other_threads_go_on() -> None:
    text = """\
import threading, time
counted = 0; woken = 0
def count() { global counted; while not done { counted += 1 } }
def sleep() { global woken; while not done { time.sleep(0.01); woken += 1 } }
done = False
threads = [threading.Thread(target=count), threading.Thread(target=sleep)]
def f(n) { x = 0; for i in range(n) { x = (x + i) % 1000003 } ; return x }
f(10); f(10); f(10)
for thread in threads { thread.start() }
before = counted, woken
f(400_000_000)
after = counted, woken
done = True
for thread in threads { thread.join() }
print(after[0] - before[0] > 1000, after[1] - before[1] > 2)
"""
    assert run(text) == "True True\n"


def test_kernels_in_several_threads_take_turns() -> None:
    text = """\
import threading
def f(n) { x = 0; for i in range(n) { x = (x + i) % 1000003 } ; return x }
f(10); f(10); f(10)
results = []
def work() { results.append(f(10_000_000)) }
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads { thread.start() }
for thread in threads { thread.join() }
print(results == [sum(range(10_000_000)) % 1000003] * 4)
"""
    assert run(text) == "True\n"


@pytest.mark.parametrize("place", ["module", "function"])
def test_a_loop_sees_what_a_timer_does(place: str) -> None:
    text = """\
import threading
done = False
x = 0
def stop() { global done; done = True }
threading.Timer(0.3, stop).start()
"""
    loop = "while not done { x = x * 5 % 1000003 + 1 }\n"
    if place == "module":
        text += loop
    else:
        text += "def f() { x = 1; " + loop + " }\nf()\n"
    assert run(text + 'print("stopped")') == "stopped\n"


def test_what_another_thread_binds_is_not_lost_where_the_loop_binds_it_too() -> None:
    text = """\
import threading
called = False
x = left = 0
def call() {
    global called
    for n in range(3) { time.sleep(0.05); while called { time.sleep(0.01) }; called = True }
}
import time
threading.Thread(target=call).start()
while left < 3 {
    x = x * 5 % 1000003 + 1
    if called { called = False; left += 1 }
}
print("stopped")
"""
    assert run(text) == "stopped\n"


def test_asyncio_around_native_code() -> None:
    text = """\
import asyncio, os, signal, threading
def f(n) { x = 0; for i in range(n) { x = (x + i) % 1000003 } ; return x }
f(10); f(10); f(10)
def interrupt() { os.kill(os.getpid(), signal.SIGINT) }
async def tick(seen) { while True { seen.append(1); await asyncio.sleep(0) } }
async def main() {
    seen = []
    task = asyncio.create_task(tick(seen))
    for k in range(5) { f(1000); await asyncio.sleep(0) }
    # The first is asyncio's own, which cancels what waits; the second interrupts.
    threading.Timer(0.3, interrupt).start()
    threading.Timer(0.6, interrupt).start()
    try { f(10 ** 15) } finally { print("left", len(seen) >= 5) }
}
try { asyncio.run(main()) } except KeyboardInterrupt { print("interrupted") }
"""
    assert run(text) == "left True\ninterrupted\n"
