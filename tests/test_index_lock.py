import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import HomeBusy
from index import writer_lock

TAKE = "import sys; from pathlib import Path; from index import writer_lock\nwith writer_lock(Path(sys.argv[1])): pass"


def test_a_second_process_is_told_who_holds_the_home_and_since_when(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        done = subprocess.run([sys.executable, "-c", TAKE, tmp_path], capture_output=True, text=True, check=False)
    assert f"HomeBusy: Another run is writing to this home (process {os.getpid()} of " in done.stderr
    assert "since 20" in done.stderr


def test_the_lock_is_free_after_its_holder_was_killed(tmp_path: Path) -> None:
    code = TAKE.replace("pass", "import os; os.kill(os.getpid(), 9)")
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert done.returncode == -9
    with writer_lock(tmp_path):
        assert str(os.getpid()) in (tmp_path / "write.json").read_text()
    assert not (tmp_path / "write.json").exists()


def test_the_same_thread_may_take_it_again(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        with writer_lock(tmp_path):
            pass
        assert (tmp_path / "write.json").exists()
        done = subprocess.run([sys.executable, "-c", TAKE, tmp_path], capture_output=True, check=False)
        assert done.returncode != 0


def test_another_thread_is_refused(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def take() -> None:
        with writer_lock(tmp_path):
            pass

    with writer_lock(tmp_path), ThreadPoolExecutor(1) as threads, pytest.raises(HomeBusy):
        threads.submit(take).result()
