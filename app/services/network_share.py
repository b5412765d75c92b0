"""Finds out whether a file lies on a network share, where SQLite's locks cannot be trusted."""

import os
import sys
from pathlib import Path

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "ncpfs"}
NETWORK_FILE_SYSTEMS |= {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "ceph"}
_DRIVE_REMOTE = 4


def network_share(file: Path) -> str | None:
    """Return the name of the network file system that holds `file`, or None where it is on this machine."""
    if sys.platform == "win32":
        import ctypes

        anchor = Path(file).absolute().anchor
        remote = anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
        return anchor if remote else None
    kind = _kind_of_mount(file, _mounts())
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def _kind_of_mount(file: Path, mounts: list[tuple[str, str]]) -> str:
    """Return the file system of the longest mount point above `file`; the last of equals is the one on top."""
    real = os.path.realpath(file)
    best = max(
        ((len(point), index, kind) for index, (point, kind) in enumerate(mounts) if _is_below(real, point)),
        default=(0, 0, ""),
    )
    return best[2]


def _is_below(path: str, point: str) -> bool:
    return point == "/" or path == point or path.startswith(point.rstrip("/") + "/")


def _mounts() -> list[tuple[str, str]]:
    """Return (mount point, file system) of everything that is mounted, in the order of mounting."""
    if sys.platform == "darwin":
        import subprocess

        lines = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True).stdout.splitlines()
        split = [line.partition(" on ")[2].rpartition(" (") for line in lines]
        return [(point, options.split(",")[0].strip(")")) for point, _, options in split]
    fields = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    # The kernel writes a blank in a mount point as \040.
    return [(field[1].replace("\\040", " "), field[2]) for field in fields]
