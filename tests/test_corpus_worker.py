"""Each file is read in a process with limits; whatever one of them does, the others are read."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from pebble import ProcessPool
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from corpus.errors import EmptyFile, Encrypted, NotAPdf, PathError, TooLarge, TooSlow, WorkerCrashed
from corpus.worker import Limits, Readers, Reading, Source
from tests.pdfs import FILLER, simple
from tests.test_corpus_read import locked

ROOT = Path(__file__).resolve().parent.parent

WIDE = Limits(seconds=30, megabytes=400)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """One worker with room enough for any file here but the bombs."""
    with Readers(1, WIDE) as pool:
        yield pool


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good files, a large one, and bad ones."""
    made = tmp_path_factory.mktemp("pdfs")
    files = {
        "good": simple(FILLER, FILLER).done(),
        "other": simple(FILLER).done(),
        "large": simple(*[FILLER] * 8, pages=100).done(),
        "empty": b"",
        "text": b"Dear colleague,",
        "locked": locked("sesame"),
        "bomb": bomb(),
    }
    for name, data in files.items():
        (made / f"{name}.pdf").write_bytes(data)
    return made


def bomb() -> bytes:
    """A page of 50 kilobytes that unfolds to many million letters."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(simple().done())))
    stream = StreamObject()
    stream.set_data(b"BT /F1 11 Tf 72 700 Td " + b"(words of no sense at all go here) Tj " * 300_000 + b" ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def source(folder: Path, name: str, password: str | None = None) -> Source:
    return Source(folder / f"{name}.pdf", (f"{name}.pdf",), password)


def by_name(readings: Iterator[Reading]) -> dict[str, Reading]:
    return {reading.source.name.removesuffix(".pdf"): reading for reading in readings}


def outcomes(readings: dict[str, Reading]) -> dict[str, type | None]:
    return {name: type(reading.error) if reading.error else None for name, reading in readings.items()}


def workers(pool: Readers) -> Sequence[object]:
    """The worker processes of a pool."""
    return list(pool._pool._pool_manager.worker_manager.workers.values())


def test_bad_files_end_as_named_outcomes_and_the_others_are_read(readers: Readers, folder: Path) -> None:
    names = ("good", "empty", "text", "locked", "missing", "bomb", "other")
    found = by_name(readers.read([source(folder, name) for name in names]))
    assert outcomes(found) == {
        "good": None,
        "other": None,
        "empty": EmptyFile,
        "text": NotAPdf,
        "locked": Encrypted,
        "missing": PathError,
        "bomb": TooLarge,
    }
    assert all(str(reading.error).endswith(".") for reading in found.values() if reading.error)
    assert all(str(folder) not in str(reading.error) for reading in found.values())


def test_a_reading_holds_the_document_its_passages_and_its_names(readers: Readers, folder: Path) -> None:
    [reading] = readers.read([Source(folder / "good.pdf", ("a/good.pdf", "b/copy.pdf"))])
    assert reading.document is not None
    assert reading.document.card.names == ("a/good.pdf", "b/copy.pdf")
    assert {passage.document for passage in reading.passages} == {reading.document.id}


def test_a_password_reaches_the_worker(readers: Readers, folder: Path) -> None:
    found = outcomes(by_name(readers.read([source(folder, "locked", "sesame")])))
    assert found == {"locked": None}
    assert outcomes(by_name(readers.read([source(folder, "locked", "barley")]))) == {"locked": Encrypted}


def test_the_same_pool_reads_again_and_reads_nothing(readers: Readers, folder: Path) -> None:
    assert list(readers.read([])) == []
    assert outcomes(by_name(readers.read([source(folder, "good")]))) == {"good": None}


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(folder: Path) -> None:
    with Readers(1, Limits(seconds=1, megabytes=400)) as pool:
        found = outcomes(by_name(pool.read([source(folder, "large"), source(folder, "other")])))
    assert found == {"large": TooSlow, "other": None}


def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_is_read(folder: Path) -> None:
    with Readers(1, Limits(seconds=30, megabytes=40)) as pool:
        found = outcomes(by_name(pool.read([source(folder, "large"), source(folder, "other")])))
    assert found == {"large": TooLarge, "other": None}


def test_a_worker_that_dies_in_the_middle_of_a_file_is_named(folder: Path, tmp_path: Path) -> None:
    """The pipe is a file that never ends: the reader waits in it, as in a file that hangs, until its process dies."""
    pipe = tmp_path / "hang.pdf"
    os.mkfifo(pipe)
    with Readers(1, WIDE) as pool:
        readings = pool.read([Source(pipe, ("hang.pdf",)), source(folder, "good")])
        found = kill_when_open(pool, pipe, readings)
    assert outcomes(found) == {"hang": WorkerCrashed, "good": None}


def kill_when_open(pool: Readers, pipe: Path, readings: Iterator[Reading]) -> dict[str, Reading]:
    """Reads on while another thread waits for a worker to open the pipe, and then kills it."""

    def kill() -> None:
        with pipe.open("wb"):  # returns when the worker has opened the other end
            for worker in workers(pool):
                os.kill(worker.pid, signal.SIGKILL)  # type: ignore[attr-defined]

    thread = threading.Thread(target=kill)
    thread.start()
    found = by_name(readings)
    thread.join()
    return found


def test_a_file_that_hangs_is_given_up(folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "hang.pdf"
    os.mkfifo(pipe)
    with Readers(1, Limits(seconds=1, megabytes=400)) as pool:
        found = outcomes(by_name(pool.read([Source(pipe, ("hang.pdf",)), source(folder, "good")])))
    assert found == {"hang": TooSlow, "good": None}


def test_the_workers_are_started_at_once_and_end_with_the_pool(folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "hang.pdf"
    os.mkfifo(pipe)
    with Readers(1, WIDE) as pool:
        started = workers(pool)
        assert len(started) == 1
        first = next(pool.read([source(folder, "good"), Source(pipe, ("hang.pdf",))]))  # the other is left unread
        assert first.error is None
    assert not any(worker.is_alive() for worker in started)  # type: ignore[attr-defined]


def test_a_file_that_ends_while_it_is_counted_who_reads_does_no_harm(readers: Readers, folder: Path) -> None:
    running: dict[Future[Reading], Source] = {}

    class Ends(Future[Reading]):
        def done(self) -> bool:
            running.clear()
            return False

    running |= {Ends(): source(folder, "good"), Ends(): source(folder, "other")}
    readers._running = running
    assert readers.at_work() == readers.workers == 1


def test_a_worker_that_died_between_two_runs_is_replaced(folder: Path) -> None:
    with Readers(1, WIDE) as pool:
        list(pool.read([source(folder, "other")]))
        [worker] = workers(pool)
        os.kill(worker.pid, signal.SIGKILL)  # type: ignore[attr-defined]
        worker.join()  # type: ignore[attr-defined]
        assert outcomes(by_name(pool.read([source(folder, "good")]))) == {"good": None}


def killed_while_given_work(pool: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kills the only worker of a pool, which learns of it between taking the next task and passing it on."""
    queue = pool._context.task_queue
    [worker] = pool._pool_manager.worker_manager.workers.values()
    learnt, put = pool._pool_manager_loop, queue.put

    def put_once_it_is_known(task: object) -> None:
        monkeypatch.setattr(queue, "put", put)
        os.kill(worker.pid or 0, signal.SIGKILL)
        learnt.join(20)
        put(task)

    monkeypatch.setattr(queue, "put", put_once_it_is_known)


def test_a_worker_whose_death_is_seen_while_work_is_given_out_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Readers(1, WIDE) as pool:
        list(pool.read([source(folder, "other")]))
        killed_while_given_work(pool._pool, monkeypatch)
        found = outcomes(by_name(pool.read([source(folder, "good"), source(folder, "text")])))
        assert found == {"good": None, "text": NotAPdf}


def test_readers_that_are_killed_as_soon_as_they_start_cost_no_file_that_is_good(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a system does that is short of memory, until it has some again."""
    started, begun = Readers._started, []

    def killed(pool: Readers) -> ProcessPool:
        begun.append(made := started(pool))
        for worker in list(made._pool_manager.worker_manager.workers.values())[: len(begun) < 4]:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
        return made

    monkeypatch.setattr(Readers, "_started", killed)
    with Readers(1, WIDE) as pool:
        assert outcomes(by_name(pool.read([source(folder, "good"), source(folder, "text")]))) == {
            "good": None,
            "text": NotAPdf,
        }


def test_a_reader_that_never_starts_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.worker._SILENCE", 1.0)
    monkeypatch.setattr("corpus.worker._FRUITLESS", 1)
    monkeypatch.setattr("corpus.worker._warm", time.sleep)  # of a hundred seconds, in place of a start
    with Readers(1, Limits(seconds=1, megabytes=100)) as pool:
        assert outcomes(by_name(pool.read([source(folder, "good")]))) == {"good": WorkerCrashed}


PARENT = """
import sys
from pathlib import Path
from corpus.worker import Limits, Readers, Source

if __name__ == "__main__":
    with Readers(1, Limits(seconds=600, megabytes=400)) as readers:
        readers.wait_until_ready()
        print(*readers._pool._pool_manager.worker_manager.workers, flush=True)
        list(readers.read([Source(Path(sys.argv[1]), ("hang.pdf",))]))
"""


def test_a_reader_that_hangs_in_a_file_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    pipe, program = tmp_path / "hang.pdf", tmp_path / "parent.py"
    os.mkfifo(pipe)
    program.write_text(PARENT)
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, program, pipe], env=env, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        with pipe.open("wb"):  # returns when the reader has opened the other end: from here on it hangs
            parent.kill()
            parent.wait()
            until = time.monotonic() + 20
            while Path(f"/proc/{reader}").exists() and time.monotonic() < until:
                time.sleep(0.05)
            assert not Path(f"/proc/{reader}").exists()


def test_readers_do_not_hear_ctrl_c_even_while_they_start() -> None:
    code = (
        "from signal import SIG_BLOCK, SIGINT, pthread_sigmask\n"
        "from corpus.worker import Readers\n"
        "with Readers(workers=1) as readers:\n"
        "    blocked = readers._pool.schedule(pthread_sigmask, args=[SIG_BLOCK, []]).result()\n"
        "print(SIGINT in blocked, SIGINT in pthread_sigmask(SIG_BLOCK, []))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("True False\n", "")
