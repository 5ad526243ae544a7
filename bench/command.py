"""The command: `python -m bench VERB …`, also `bayan bench VERB …`.

Exit status: 0; 1 if outputs differed somewhere or a program failed; 2 for a wrong request;
130 if interrupted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from . import catalogue, founding, runner
from .errors import BenchError
from .journal import JOURNAL, Journal
from .report import FOUNDING, write_report
from .subjects import PEERS, Stable, Subject

RESULTS = Path("bench-results")


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int = options.action(options)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return status


def say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measures Bayan against what one would use instead.",
        epilog="peers: " + "; ".join(f"{name}: {what}" for name, what in PEERS.items()),
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    verb = verbs.add_parser("run", help="measure programs, modes and peers")
    _add_choice(verb)
    verb.add_argument(
        "--peers", nargs="*", metavar="PEER", help="these peers only; none, if none is named"
    )
    verb.add_argument("--processes", type=int, metavar="N", help="whole processes of each kind")
    verb.add_argument("--workers", type=int, metavar="N", help="processes that repeat")
    verb.add_argument("--seconds", type=float, metavar="S", help="how long each of these repeats")
    verb.add_argument("--output", type=Path, help="a folder for the results")
    verb.add_argument(
        "--continue",
        dest="continued",
        type=Path,
        metavar="FOLDER",
        help="go on with an interrupted run, with the settings that it began with",
    )
    verb.set_defaults(action=_run)

    verb = verbs.add_parser("compare", help="two checkouts of Bayan, alternately")
    verb.add_argument("first", type=Path, metavar="A")
    verb.add_argument("second", type=Path, metavar="B")
    _add_choice(verb)
    verb.add_argument("--rounds", type=int, default=7)
    verb.add_argument("--output", type=Path, help="a folder for the results")
    verb.set_defaults(action=_compare)

    verb = verbs.add_parser("report", help="a page (HTML) and tables (Markdown) of a run")
    verb.add_argument("folder", type=Path, nargs="?", help="the run's folder; the latest if none")
    verb.add_argument("--html", type=Path, metavar="FILE")
    verb.add_argument("--markdown", type=Path, metavar="FILE")
    verb.add_argument("--svg", type=Path, metavar="FILE", help="a picture of the steady states")
    verb.set_defaults(action=_report)

    verb = verbs.add_parser("table", help="the table of the founding report, measured here")
    verb.add_argument("--fast", action="store_true")
    verb.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    verb.set_defaults(action=_table)

    verb = verbs.add_parser("check", help="only compare outputs, at the smallest sizes")
    verb.add_argument("--programs", nargs="+", metavar="NAME")
    verb.add_argument("--modes", nargs="+", metavar="MODE")
    verb.add_argument("--peers", nargs="*", metavar="PEER")
    verb.set_defaults(action=_check)

    verb = verbs.add_parser("list", help="the programs of the suite")
    verb.set_defaults(action=_list)
    return parser


def _add_choice(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--programs", nargs="+", metavar="NAME", help="these programs only")
    verb.add_argument("--modes", nargs="+", metavar="MODE", help="these modes of Bayan only")
    verb.add_argument("--fast", action="store_true", help="smaller sizes and fewer rounds")


def _modes(options: argparse.Namespace) -> list[str]:
    from bayan.tiers.policy import MODES

    return list(MODES) if options.modes is None else options.modes


def _new_folder() -> Path:
    return RESULTS / time.strftime("%Y%m%d-%H%M%S")


def _run(options: argparse.Namespace) -> int:
    if options.continued is not None:
        return _continue(options.continued)
    programs = catalogue.select(options.programs)
    settings = runner.changed(
        runner.FAST if options.fast else runner.FULL,
        options.processes,
        options.workers,
        options.seconds,
    )
    requested = {"modes": _modes(options), "peers": options.peers}
    folder = options.output or _new_folder()
    with tempfile.TemporaryDirectory(prefix="bayan-bench-") as place:
        stable = Stable(Path(place))
        subjects = stable.subjects(**requested)
        head = runner.make_head(settings, programs, subjects, stable.missing, requested)
        journal = Journal.begin(folder, head)
        for peer, why in stable.missing.items():
            say(f"left out: {peer} ({why})")
        return _measure(runner.Runner(journal, settings, Path(place), say), programs, subjects)


def _continue(folder: Path) -> int:
    journal = Journal.read(folder)
    head = journal.head
    settings = runner.settings_from(head["settings"])
    with tempfile.TemporaryDirectory(prefix="bayan-bench-") as place:
        subjects = Stable(Path(place)).subjects(**head["requested"])
        runner.subjects_as_before(journal, subjects)
        programs = catalogue.select(head["programs"])
        return _measure(runner.Runner(journal, settings, Path(place), say), programs, subjects)


def _measure(
    run: runner.Runner,
    programs: Sequence[catalogue.Program],
    subjects: Sequence[Subject],
) -> int:
    folder = run.journal.folder
    try:
        agreed = run.run(programs, subjects)
    except KeyboardInterrupt:
        run.journal.export()
        say(f"\ninterrupted; what is finished is kept: python -m bench run --continue {folder}")
        return 130
    run.journal.export()
    if len(programs) == len(catalogue.PROGRAMS):
        founding.table(run.settings.is_fast, folder / FOUNDING)
    failed = [measured for measured in run.journal.measurements.values() if measured.failure]
    for measured in failed:
        say(
            f"FAILED: {measured.program}, {measured.subject}, {measured.measure}: "
            f"{measured.failure}"
        )
    say(f"results: {folder}   (python -m bench report {folder})")
    return 0 if agreed and not failed else 1


def _compare(options: argparse.Namespace) -> int:
    from .comparison import compare

    programs = catalogue.select(options.programs)
    modes = ["auto"] if options.modes is None else Stable.modes(options.modes)
    folder = options.output or _new_folder()
    checkouts = (options.first, options.second)
    return compare(checkouts, programs, modes, options.fast, options.rounds, folder, say)


def _report(options: argparse.Namespace) -> int:
    folder = options.folder or _latest()
    html = options.html
    if html is None and options.markdown is None and options.svg is None:
        html = folder / "report.html"
    for path in write_report(Journal.read(folder), html, options.markdown, options.svg):
        say(f"written: {path}")
    return 0


def _latest() -> Path:
    runs = sorted(path.parent for path in RESULTS.glob(f"*/{JOURNAL}"))
    if not runs:
        raise BenchError(f"there is no run in {RESULTS}; name its folder")
    return runs[-1]


def _table(options: argparse.Namespace) -> int:
    say(founding.table(options.fast, options.json))
    return 0


def _check(options: argparse.Namespace) -> int:
    programs = catalogue.select(options.programs)
    differ = 0
    with tempfile.TemporaryDirectory(prefix="bayan-bench-") as place:
        stable = Stable(Path(place))
        subjects = stable.subjects(_modes(options), options.peers)
        head = runner.make_head(runner.FAST, programs, subjects, stable.missing, {})
        journal = Journal(Path(place), head)
        run = runner.Runner(journal, runner.FAST, Path(place), say)
        for peer, why in stable.missing.items():
            say(f"left out: {peer} ({why})")
        for program in programs:
            there = [subject for subject in subjects if subject.source(program) is not None]
            found = runner.check_outputs(program, program.smallest, there, run)
            say(f"{program.name}: {found or f'{len(there)} agree'}")
            differ += bool(found)
    return 1 if differ else 0


def _list(options: argparse.Namespace) -> int:
    for program in catalogue.PROGRAMS:
        peers = [
            path.name.removeprefix(program.name).lstrip("._")
            for path in sorted(catalogue.PEERS_HOME.glob(f"{program.name}[._]*"))
        ]
        say(f"{program.name:16} {program.title:40} {' '.join(peers)}".rstrip())
    return 0
