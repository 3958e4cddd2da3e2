import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civicnet import FileError
from civicnet.files import HTML_MARK, MANIFEST, is_ours, write_atomically, write_folder

OLD = HTML_MARK + b'">' + b"old " * 200_000
NEW = HTML_MARK + b'">' + b"new!" * 300_000

_CHILD = "import sys\nfrom civicnet.files import *\nfrom civicnet.files import HTML_MARK\n"


def _python(code, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD + code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def _names(folder):
    return sorted(p.name for p in folder.iterdir())


# --- one file -----------------------------------------------------------------------------------


def test_a_new_file_holds_the_data_and_follows_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        path = write_atomically(tmp_path / "a.html", [b"one ", b"two"])
    finally:
        os.umask(before)
    assert path.read_bytes() == b"one two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert _names(tmp_path) == ["a.html"]


def test_a_text_is_written_as_utf8_whatever_the_locale(tmp_path):
    assert write_atomically(tmp_path / "a", "Łódź\n").read_bytes() == "Łódź\n".encode()


def test_the_mode_of_an_existing_file_is_kept(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)
    path.chmod(0o600)
    write_atomically(path, NEW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == NEW


def test_a_foreign_file_stays_unless_forced(tmp_path):
    path = tmp_path / "thesis.html"
    path.write_bytes(b"<html>years of work</html>")
    with pytest.raises(FileError, match="--force"):
        write_atomically(path, NEW)
    assert path.read_bytes() == b"<html>years of work</html>"
    write_atomically(path, NEW, force=True)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize(
    ("content", "ours"),
    [
        (b'<!doctype html><meta name="generator" content="civicnet 0.1">', True),
        (b'<!doctype html><meta name="generator" content="Quarto">', False),
        (b'{"civicnet": "0.1.0", "frames": {}}', True),
        (b'\xef\xbb\xbf {\n "civicnet": "0.1.0"}', True),
        (b'{"elements": [], "civicnet": 1}', False),
        (b"a,b\n1,2\n", False),
        (b"PK\x03\x04 not a zip at all", False),
        (b"", True),
    ],
)
def test_a_file_is_known_as_ours_by_its_content(tmp_path, content, ours):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert is_ours(path) is ours


def test_a_mark_of_the_callers_decides_where_given(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"<!-- ours --> old")
    with pytest.raises(FileError):
        write_atomically(path, b"new", mark=b"<!-- theirs -->")
    assert write_atomically(path, b"new", mark=b"<!-- ours -->").read_bytes() == b"new"


def test_a_folder_and_a_missing_folder_are_told_apart(tmp_path):
    with pytest.raises(FileError, match="is a folder"):
        write_atomically(tmp_path, b"x")
    with pytest.raises(FileError, match="there is no folder"):
        write_atomically(tmp_path / "no" / "a.html", b"x")


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "a.html"
    real.write_bytes(OLD)
    link = tmp_path / "link.html"
    link.symlink_to(real)
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)

    def breaks():
        yield NEW
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_atomically(path, breaks())
    assert path.read_bytes() == OLD
    assert _names(tmp_path) == ["a.html"]


def test_a_file_open_elsewhere_says_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)

    def locked(*_):
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(FileError, match="open in Excel, close it and try again"):
        write_atomically(path, NEW)
    assert path.read_bytes() == OLD
    assert _names(tmp_path) == ["a.html"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_devices_are_written_to_as_they_are():
    write_atomically("/dev/null", b"gone")
    with pytest.raises(FileError, match="disk is full"):
        write_atomically("/dev/full", b"x" * 100_000)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)
    code = (
        "import resource\n"
        "for n in range(15):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (n * 80_000, resource.RLIM_INFINITY))\n"
        "    try: write_atomically(sys.argv[1], HTML_MARK + b'\">' + b'new!' * 300_000)\n"
        "    except Exception as error: print(type(error).__name__, 'disk is full' in str(error))\n"
        "    assert open(sys.argv[1], 'rb').read() == HTML_MARK + b'\">' + b'old ' * 200_000\n"
    )
    child = _python(code, path)
    out, errors = child.communicate(timeout=60)
    assert child.returncode == 0, errors
    assert out.decode().split("\n")[:-1] == ["FileError True"] * 15
    assert _names(tmp_path) == ["a.html"]


def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(OLD)
    code = (
        "old, new = (HTML_MARK + b'\">' + x for x in (b'old ' * 200_000, b'new!' * 300_000))\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write_atomically(sys.argv[1], new)\n"
        "    write_atomically(sys.argv[1], old)\n"
    )
    moments = random.Random(7)
    seen = set()
    for _ in range(40):
        child = _python(code, path)
        child.stdout.readline()
        time.sleep(moments.uniform(0, 0.03))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        seen.add(path.read_bytes())
    assert seen <= {OLD, NEW}
    write_atomically(path, NEW)
    assert _names(tmp_path) == ["a.html"], "what the killed left behind is swept"


def test_many_writers_of_one_file_leave_one_whole_file(tmp_path):
    path = tmp_path / "a.html"
    code = (
        "for n in range(10):\n"
        "    write_atomically(sys.argv[1], HTML_MARK + b'\">' + sys.argv[2].encode() * 400_000)\n"
    )
    children = [_python(code, path, letter) for letter in "abcdefgh"]
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
    content = path.read_bytes().removeprefix(HTML_MARK + b'">').decode()
    assert content in [letter * 400_000 for letter in "abcdefgh"]
    assert _names(tmp_path) == ["a.html"]


def test_only_stale_temporary_files_of_ours_are_swept(tmp_path):
    write_atomically(tmp_path / "a", b"x")
    from civicnet import files

    machine = files._machine()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    of_dead = tmp_path / f".civicnet-{machine}-{dead.pid}-00.tmp"
    of_living = tmp_path / f".civicnet-{machine}-{os.getppid()}-00.tmp"
    elsewhere = tmp_path / ".civicnet-00000000-1-00.tmp"
    ancient = tmp_path / ".civicnet-00000000-1-01.tmp"
    others = tmp_path / ".civicnet-notes.tmp"
    for path in (of_dead, of_living, elsewhere, ancient, others):
        path.write_bytes(b"")
    os.utime(ancient, (time.time() - 7_200,) * 2)
    write_atomically(tmp_path / "b", b"x")
    left = {path for path in (of_dead, of_living, elsewhere, ancient, others) if path.exists()}
    assert left == {of_living, elsewhere, others}


# --- a folder -----------------------------------------------------------------------------------

FIRST = {"people.csv": b"person\nAna\n", "ties.csv": b"source,target\na,b\n" * 2_000}
SECOND = {"people.csv": b"person\nBo\n", "seats.csv": b"table,actor\nt,a\n" * 2_000}


def _content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != MANIFEST}


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, FIRST)
    assert _content(folder) == FIRST
    write_folder(folder, SECOND)
    assert _content(folder) == SECOND
    assert _names(tmp_path) == ["out"]


def test_other_files_in_a_folder_stay(tmp_path):
    (tmp_path / "minutes.docx").write_bytes(b"mine")
    (tmp_path / ".git").mkdir()
    write_folder(tmp_path, FIRST)
    write_folder(tmp_path, SECOND)
    assert (tmp_path / "minutes.docx").read_bytes() == b"mine"
    assert (tmp_path / ".git").is_dir()
    assert not (tmp_path / "ties.csv").exists()


@pytest.mark.parametrize("name", ["people.csv", "voices.csv"])
def test_a_table_of_somebody_elses_stops_a_folder_unless_forced(tmp_path, name):
    (tmp_path / name).write_bytes(b"by hand")
    with pytest.raises(FileError, match=f"{name}.*--force"):
        write_folder(tmp_path, FIRST)
    assert _names(tmp_path) == [name]
    write_folder(tmp_path, FIRST, force=True)
    assert set(FIRST) <= set(_names(tmp_path))


def test_a_table_changed_by_hand_is_no_longer_ours(tmp_path):
    folder = write_folder(tmp_path / "out", FIRST)
    (folder / "people.csv").write_bytes(b"person\nAna Maria\n")
    with pytest.raises(FileError, match=r"people\.csv"):
        write_folder(folder, SECOND)
    assert (folder / "people.csv").read_bytes() == b"person\nAna Maria\n"


def test_a_folder_somebody_stands_in_stays_the_same_folder(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "out", FIRST)
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    write_folder(folder, SECOND)
    assert folder.stat().st_ino == before
    assert _content(folder) == SECOND


@pytest.mark.skipif(sys.platform != "linux", reason="folders are swapped in one step on Linux")
def test_a_kill_leaves_the_old_folder_or_the_new_one(tmp_path):
    folder = write_folder(tmp_path / "out", FIRST)
    code = (
        f"first, second = {FIRST!r}, {SECOND!r}\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write_folder(sys.argv[1], second)\n"
        "    write_folder(sys.argv[1], first)\n"
    )
    moments = random.Random(3)
    for _ in range(15):
        child = _python(code, folder)
        child.stdout.readline()
        time.sleep(moments.uniform(0, 0.03))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert _content(folder) in (FIRST, SECOND)
    write_folder(folder, FIRST)
    assert _names(tmp_path) == ["out"]


def test_a_folder_on_a_full_disk_stays_as_it_was(tmp_path):
    folder = write_folder(tmp_path / "out", FIRST)
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))\n"
        "try: write_folder(sys.argv[1], {'people.csv': b'x', 'seats.csv': b'y' * 100_000})\n"
        "except Exception as error: print(type(error).__name__)\n"
    )
    out, errors = _python(code, folder).communicate(timeout=60)
    assert out == b"FileError\n", errors
    assert _content(folder) == FIRST
    assert _names(tmp_path) == ["out"]
