"""Reading PDFs in processes of their own, with limits on time and memory, so that no file can harm the rest."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from pathlib import Path, PurePath

from pebble import ProcessExpired, ProcessPool

from corpus.cited import cited_in
from corpus.errors import PathError, ReadingError, TooLarge, TooSlow, WorkerCrashed
from corpus.model import Document, Passage
from corpus.passages import passages_of
from corpus.read import read

_MEGABYTE = 1 << 20
_LOOK, _SILENCE = 1.0, 120.0
"""Seconds between two looks at a pool that says nothing; how many beyond a file's own it may stay silent."""
_FRUITLESS = 4
"""Pools in a row that broke before they read anything, after which no other is started; each comes a second later."""
_MEMORY = "The file needs too much memory. Split it, or raise POC_READ_MEGABYTES."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: ``seconds`` of wall clock, and ``megabytes`` of memory beyond the empty worker's."""

    seconds: float = 120.0
    megabytes: int = 1500


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF to read: where it lies, the names under which its bytes were found (the first is cited), its password.

    ``digest`` is the SHA-256 of its bytes as they were when it was found; empty where nobody looked.
    """

    path: Path
    names: tuple[str, ...]
    password: str | None = None
    digest: str = ""

    @property
    def name(self) -> str:
        """The name under which the source is cited."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one source: a document with its passages, or the error that says why not."""

    source: Source
    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    error: ReadingError | PathError | None = None


class Readers:
    """A pool of reading processes; starts them at once, so that they are warm when the first file comes."""

    def __init__(self, workers: int = 0, limits: Limits = Limits()) -> None:
        self.limits = limits
        self.workers = workers or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._pool = self._started()
        self._running: dict[Future[Reading], Source] = {}

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def wait_until_ready(self) -> None:
        """Returns when a worker has loaded what reading needs; raises TimeoutError where none starts."""
        self._pool.schedule(os.getpid).result(_SILENCE)

    def at_work(self) -> int:
        """How many workers are reading at the moment."""
        return min(self.workers, sum(not future.done() for future in tuple(self._running)))

    def read(self, sources: Sequence[Source]) -> Iterator[Reading]:
        """Yields a reading for each source as soon as it is there.

        Several workers begin with large files, so that none is left over at the end; a single one keeps to the order
        given. A worker that dies between two files breaks the pool: what was not read yet is given to a new one, until
        so many in a row have read nothing.
        """
        waiting = sorted(sources, key=lambda source: -size_of(source.path)) if self.workers > 1 else list(sources)
        fruitless = 0
        while waiting and fruitless < _FRUITLESS:
            if not self._pool.active:
                self.__exit__()
                time.sleep(max(fruitless - 1, 0))  # a system that is short of memory needs a moment
                self._pool = self._started()
            before = len(waiting)
            waiting = yield from self._read(waiting)
            fruitless = fruitless + 1 if len(waiting) == before else 0
        for source in waiting:
            yield Reading(source, error=WorkerCrashed("No reader could be started. See that memory and disk are free."))

    def _started(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=200,
            initializer=_warm,
            initargs=[self.limits.megabytes],
            context=multiprocessing.get_context("spawn"),
        )
        with _deaf():
            pool.active  # noqa: B018 - starts the processes
        return pool

    def _read(self, sources: Sequence[Source]) -> Generator[Reading, None, list[Source]]:
        """Yields readings; returns the sources that a broken pool did not read."""
        self._running, lost = self._scheduled(sources)
        running, silent = self._running, 0.0
        while running:
            done, _ = wait(running, _LOOK, FIRST_COMPLETED)
            silent = 0.0 if done else silent + _LOOK
            for future in done:
                source = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append(source)
                else:
                    yield self._reading(source, future)
            if not done and (not self._pool.active or silent > self.limits.seconds + _SILENCE):
                self._pool.stop()  # type: ignore[no-untyped-call]
                lost.extend(running.values())
                running.clear()
        return lost

    def _scheduled(self, sources: Sequence[Source]) -> tuple[dict[Future[Reading], Source], list[Source]]:
        """Gives the pool its work; the second are the sources that it no longer took.

        A pool that breaks just then keeps a future that never ends: its tasks are given up before this one is among
        them (pebble 5.2.3, pool/process.py, handle_broken_pool). Hence the looks at the pool while nothing comes.
        """
        running: dict[Future[Reading], Source] = {}
        for at, source in enumerate(sources):
            try:
                running[self._pool.schedule(_read, args=[source], timeout=self.limits.seconds)] = source
            except RuntimeError:  # broken since it was last looked at
                return running, list(sources[at:])
        return running, []

    def _reading(self, source: Source, future: Future[Reading]) -> Reading:
        try:
            return future.result()
        except TimeoutError:
            seconds = self.limits.seconds
            why = f"Reading took longer than {seconds:g} seconds. Split the file, or raise POC_READ_SECONDS."
            return Reading(source, error=TooSlow(why))
        except ProcessExpired as death:
            # pdfium ends its process with abort() where memory is refused.
            if death.exitcode == -signal.SIGABRT:
                return Reading(source, error=TooLarge(_MEMORY))
            return Reading(
                source, error=WorkerCrashed("The reader broke off at this file. Save it anew from its source.")
            )
        except MemoryError:
            return Reading(source, error=TooLarge(_MEMORY))
        except ReadingError as error:
            return Reading(source, error=error)


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here never hears Ctrl-C: whoever started it ends it, without a word of its own."""
    resource_tracker.ensure_running()  # it lets Ctrl-C in again where it is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where nobody can tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _warm(megabytes: int) -> None:
    """Sets up a reader, with the patterns that every document needs."""
    prepare(megabytes)
    cited_in("")


def prepare(megabytes: int) -> None:
    """Sets up a process that reads or draws.

    It gets a memory limit, a collector that does not walk all glyphs, and an end with the process that started it.
    """
    gc.set_threshold(200_000, 20, 100)
    _end_with_parent()
    _limit_memory(megabytes)


def _end_with_parent() -> None:
    """Ends this process when its parent is gone: whoever would stop it at a file that hangs is gone then, too."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _limit_memory(megabytes: int) -> None:
    """Limits the worker's address space to what it has now and ``megabytes`` more (Linux; elsewhere no limit)."""
    try:
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return
    limit = used + megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _read(source: Source) -> Reading:
    """Runs in the worker."""
    try:
        document = read(source.path, source.password, PurePath(source.name).name)
    except ReadingError as error:
        return Reading(source, error=error)
    except MemoryError:
        return Reading(source, error=TooLarge(_MEMORY))
    except OSError:
        return Reading(source, error=PathError("The file cannot be opened. Check that it is there and may be read."))
    except Exception as error:  # a defect of ours must not stop the other files
        return Reading(
            source, error=WorkerCrashed(f"The reader met something it does not know ({type(error).__name__}).")
        )
    card = document.card.model_copy(update={"names": source.names})
    return Reading(source, replace(document, card=card, cited=cited_in(document.text)), passages_of(document))
