"""Repeats a program's `work` in one process: run by the measured interpreter, PyPy's too.

    python -I worker.py KIND FILE SIZE SECONDS LEAST MOST

KIND is "python" for a twin or a numba version, else "bayan-MODE". Prints lines for
steady.read: `result TEXT` once, `time SECONDS` for each repetition, from the very first, and
`note JSON` with what else is known: the time to load, the tiers' events, what was not compiled.
It stops after SECONDS and at least LEAST repetitions, or after MOST. A result that changes from one
repetition to the next is an error.
"""

import json
import sys
from time import perf_counter

# No more events than a report can show.
MOST_EVENTS = 400


def main(kind, file, size, seconds, least, most):
    repetition = [-1]
    events = []
    started = perf_counter()
    if kind == "python":
        names, finish = load_python(file), None
    else:
        names, finish = load_bayan(file, kind.partition("-")[2], repetition, events)
    loaded = perf_counter() - started
    work = names.get("work") or names["اعمل"]
    times, result = repeat(work, size, seconds, least, most, repetition)
    print("result", result)
    for time in times:
        print("time", repr(time))
    note = {"load": loaded, "events": events[:MOST_EVENTS]}
    if finish is not None:
        note.update(finish())
    print("note", json.dumps(note))


def load_python(file):
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("program", file)
    module = module_from_spec(spec)
    # numba looks its functions' module up there.
    sys.modules["program"] = module
    spec.loader.exec_module(module)
    return vars(module)


def load_bayan(file, mode, repetition, events):
    import bayan

    def note(event):
        reason = event.reason if isinstance(event.reason, str) else str(event.reason)
        events.append(
            {
                "repetition": repetition[0],
                "kind": event.kind,
                "form": event.form,
                "name": event.name,
                "line": event.line,
                "reason": reason,
                "seconds": event.seconds,
            }
        )

    runtime = bayan.Runtime(mode, on_event=note)
    names = vars(runtime.load(file))

    def finish():
        tiers = {}
        for function in runtime.statistics():
            tiers[function.name] = function.tier
        compiling = sum(event.seconds for event in runtime.events)
        return {"tiers": tiers, "compile": compiling}

    return names, finish


def repeat(work, size, seconds, least, most, repetition):
    times = []
    first = None
    begun = perf_counter()
    while len(times) < most:
        repetition[0] += 1
        started = perf_counter()
        result = work(size)
        ended = perf_counter()
        times.append(ended - started)
        text = str(result)
        if first is None:
            first = text
        elif text != first:
            sys.exit(f"repetition {len(times)} gave {text}, the first {first}")
        if len(times) >= least and ended - begun >= seconds:
            break
    return times, first


if __name__ == "__main__":
    main(
        sys.argv[1],
        sys.argv[2],
        int(sys.argv[3]),
        float(sys.argv[4]),
        int(sys.argv[5]),
        int(sys.argv[6]),
    )
