"""
Every file civicnet writes goes through here: whole or not at all, and never over another's work.

What is promised, also when the program is killed or the disk is full:

* A file is replaced in one step. Whoever opens it sees the old one or the new one, whole.
* A new folder appears in one step. A folder that holds nothing but what civicnet wrote is swapped
  in one step on Linux; elsewhere, and where other files stand beside ours, its files are replaced
  one after another, each in one step.
* A file that civicnet did not write, or that somebody has changed since, stays unless `force`.
  Other files in a folder are never touched.
* Nothing is left behind but, after a kill, a hidden `.civicnet-….tmp` beside the target, which
  the next write into the same folder removes.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import stat
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from civicnet.errors import FileError

PathLike = str | os.PathLike[str]

# How a file says that it is ours. An HTML page or a JSON file says so near its start; a workbook
# by a document property, and by a date of last change that any program would set anew on saving.
HTML_MARK = b'<meta name="generator" content="civicnet'
JSON_MARK = b'"civicnet"'
WORKBOOK_MARK = "civicnet"
WORKBOOK_DATE = "2000-01-01T00:00:00Z"
MANIFEST = ".civicnet.json"  # in a folder: which files are ours, with their sha256

_NEAR_START = 65_536
_HOUR = 3_600
_TEMPORARY = re.compile(r"\.civicnet-([0-9a-f]{8})-(\d+)-[0-9a-f]+\.tmp")
# What a folder's reader would take for a table of ours.
_TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".parquet")


def write_atomically(
    path: PathLike,
    data: bytes | str | Iterable[bytes],
    *,
    force: bool = False,
    mark: bytes | None = None,
) -> Path:
    """
    Write one file whole or not at all; see the module's promises.

    Parameters
    ----------
    path : the file; through a symbolic link the file it points to is written. A device or a
        pipe is written to as it is.
    data : the content; a text is written as UTF-8.
    force : replace a file that is not ours.
    mark : bytes near the start of a file by which it is known as ours; unless given, the marks
        of every kind of file that civicnet writes.

    Raises
    ------
    FileError
        with the way out: a folder is missing, full or not to be written to, the file is open
        elsewhere, is a folder, or is not ours. The old file is then as it was.
    """
    target = Path(path)
    parts = _parts(data)
    try:
        if _is_stream(target):
            with target.open("wb") as stream:
                stream.writelines(parts)
            return target
        real = _settled(target)
        _refuse_foreign(target, real, force=force, mark=mark)
        _sweep(real.parent)
        temporary = _temporary(real.parent)
        try:
            _write_new(temporary, parts, like=real if real.exists() else None)
            temporary.replace(real)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(real.parent)
    except FileError:
        raise
    except OSError as error:
        raise _explained(error, target) from error
    return target


def write_folder(path: PathLike, files: Mapping[str, bytes], *, force: bool = False) -> Path:
    """
    Write a folder of files whole, or as nearly so as the system allows; see the module's promises.

    Files that civicnet wrote there before and that are not among `files` are removed; those of
    others stay.

    Raises
    ------
    FileError
        as for one file; also where a file of the folder that civicnet did not write, or that
        somebody has changed since, would be replaced or read as part of the data.
    """
    target = Path(path)
    manifest = json.dumps(
        {"civicnet": "folder", "files": {n: _digest(files[n]) for n in sorted(files)}}, indent=1
    )
    content = {**files, MANIFEST: f"{manifest}\n".encode()}
    try:
        real = _settled(target, folder=True)
        ours, others = _sorted_out(real) if real.exists() else (set(), set())
        _refuse_folder(target, files, others, force=force)
        _sweep(real.parent)
        temporary = _temporary(real.parent)
        try:
            _write_new_folder(temporary, content, like=real)
            _put_in_place(temporary, real, content, ours, others)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _sync_folder(real.parent)
    except FileError:
        raise
    except OSError as error:
        raise _explained(error, target) from error
    return target


# --- whose file it is ---------------------------------------------------------------------------


def is_ours(path: PathLike, mark: bytes | None = None) -> bool:
    """
    Tell whether civicnet wrote a file, and nobody has saved it since from a spreadsheet program.

    An empty file counts as ours: there is nothing in it to lose.
    """
    with Path(path).open("rb") as stream:
        start = stream.read(_NEAR_START)
    if not start:
        return True
    if mark is not None:
        return mark in start
    if start.startswith(b"PK"):
        return _is_our_workbook(Path(path))
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return head[1:].lstrip().startswith(JSON_MARK)
    return HTML_MARK in start


def _is_our_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            custom = _small_part(archive, "docProps/custom.xml")
            core = _small_part(archive, "docProps/core.xml")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return False
    untouched = re.search(rb"<dcterms:modified[^>]*>([^<]*)<", core)
    if f'name="{WORKBOOK_MARK}"'.encode() not in custom or untouched is None:
        return False
    return untouched[1] == WORKBOOK_DATE.encode()


def _small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    with contextlib.suppress(KeyError), archive.open(name) as part:
        return part.read(_NEAR_START)
    return b""


def _refuse_foreign(target: Path, real: Path, *, force: bool, mark: bytes | None) -> None:
    if not real.exists():
        return
    if not os.access(real, os.W_OK):
        raise FileError(
            f"{target} is write-protected. Allow writing to it, or choose another name."
        )
    if not force and not is_ours(real, mark):
        raise FileError(
            f"{target} was not written by civicnet, or somebody has changed it since; it was left "
            "as it is. Choose another name, or use --force (force=True) to replace it."
        )


def _sorted_out(folder: Path) -> tuple[set[str], set[str]]:
    """Tell apart what we wrote into a folder and nobody has changed, and everything else."""
    known: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError, AttributeError):
        known = dict(json.loads((folder / MANIFEST).read_bytes()).get("files", {}))
    ours, others = set(), set()
    for entry in os.scandir(folder):
        name = entry.name
        if name == MANIFEST or (
            entry.is_file(follow_symlinks=False)
            and name in known
            and _digest((folder / name).read_bytes()) == known[name]
        ):
            ours.add(name)
        else:
            others.add(name)
    return ours, others


def _refuse_folder(target: Path, files: Iterable[str], others: set[str], *, force: bool) -> None:
    if force:
        return
    clash = sorted(others & set(files))
    strays = sorted(n for n in others - {*clash} if Path(n).suffix.lower() in _TABLE_SUFFIXES)
    if clash:
        raise FileError(
            f"{target / clash[0]} was not written by civicnet, or somebody has changed it since; "
            "nothing was written. Choose another folder, or use --force (force=True) to replace it."
        )
    if strays:
        raise FileError(
            f"{target} also holds {strays[0]}, which civicnet did not write and which would be "
            "read together with the new files; nothing was written. Choose another folder, or "
            "use --force (force=True) to write beside it."
        )


# --- writing ------------------------------------------------------------------------------------


def _parts(data: bytes | str | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(data, str):
        return (data.encode("utf-8"),)
    return (data,) if isinstance(data, bytes) else data


def _is_stream(target: Path) -> bool:
    """Tell whether a path is a device or a pipe, such as /dev/null: nothing there to replace."""
    try:
        mode = target.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _settled(target: Path, *, folder: bool = False) -> Path:
    """Follow symbolic links to the place that is written, and see that there is one."""
    real = Path(os.path.realpath(target))
    if real.is_dir() and not folder:
        raise FileError(f"{target} is a folder. Give the name of a file in it.")
    if folder and real.exists() and not real.is_dir():
        raise FileError(f"{target} is a file, not a folder. Choose another name.")
    if not real.parent.is_dir():
        raise FileError(
            f"there is no folder {target.parent} to write {target.name} into. Make it first, or "
            "choose another place."
        )
    return real


def _write_new(path: Path, parts: Iterable[bytes], *, like: Path | None) -> None:
    # os.open lets the system apply the user's umask to a new file.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as stream:
        stream.writelines(parts)
        stream.flush()
        os.fsync(stream.fileno())
    if like is not None:
        _copy_rights(like, path)


def _write_new_folder(path: Path, content: Mapping[str, bytes], *, like: Path) -> None:
    path.mkdir()
    for name in sorted(content):
        old = like / name
        _write_new(path / name, (content[name],), like=old if old.is_file() else None)
    if like.is_dir():
        _copy_rights(like, path)
    _sync_folder(path)


def _put_in_place(
    temporary: Path, real: Path, content: Iterable[str], ours: set[str], others: set[str]
) -> None:
    if not real.exists() or not (ours or others):
        if real.exists():
            real.rmdir()
        temporary.rename(real)
        return
    # A folder somebody works in keeps its identity: its files are replaced one by one.
    here = Path.cwd()
    if not others and real not in (here, *here.parents) and _exchange(temporary, real):
        return
    for name in sorted(content):
        (temporary / name).replace(real / name)
    for name in sorted(ours - set(content)):
        (real / name).unlink(missing_ok=True)
    _sync_folder(real)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); False where it cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(rename(here, os.fsencode(one), here, os.fsencode(two), swap) == 0)


def _copy_rights(old: Path, new: Path) -> None:
    before = old.stat()
    new.chmod(stat.S_IMODE(before.st_mode))
    if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(OSError):
            os.chown(new, before.st_uid, before.st_gid)


def _sync_folder(folder: Path) -> None:
    """Let a change of names reach the disk; not every system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# --- temporary files ----------------------------------------------------------------------------


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode('utf-8', 'replace')):08x}"


def _temporary(folder: Path) -> Path:
    return folder / f".civicnet-{_machine()}-{os.getpid()}-{secrets.token_hex(6)}.tmp"


def _sweep(folder: Path) -> None:
    """Remove what a killed civicnet left behind: older than an hour, or of a dead process."""
    for path in list(_stale(folder)):
        with contextlib.suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _stale(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            found = _TEMPORARY.fullmatch(entry.name)
            if not found:
                continue
            try:
                age = time.time() - entry.stat(follow_symlinks=False).st_mtime
            except OSError:
                continue
            here = found[1] == _machine()
            if age > _HOUR or (here and not _is_alive(int(found[2]))):
                yield Path(entry.path)


def _is_alive(process: int) -> bool:
    # On Windows signal 0 is no question but a key press; there only the age counts.
    if os.name == "nt" or process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _explained(error: OSError, target: Path) -> FileError:
    """Say what an error of the system means for the file, and the way out."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        why = "the disk is full (or your share of it). Free some space, or write to another disk."
    elif error.errno == errno.EROFS:
        why = "the disk is read-only. Write to another place."
    elif error.errno == errno.ENAMETOOLONG:
        why = "the name is too long. Choose a shorter one."
    elif isinstance(error, PermissionError):
        why = (
            "the system does not allow it. If the file is open in Excel, close it and try again; "
            "else write to a folder of your own."
        )
    else:
        why = f"{error.strerror or error}. Write to another place."
    return FileError(f"{target} was not written: {why}")
