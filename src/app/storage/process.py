"""Whether a process of this machine still runs, told by its number and when it started."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def user_name() -> str:
    """The name the officer is logged in with; empty when the system does not say."""
    return os.environ.get("USER") or os.environ.get("USERNAME") or _account()


def _account() -> str:
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a number without an account, as in a container
        return ""


def host_name() -> str:
    """This machine's name in the network."""
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    else:
        return os.uname().nodename


def started(pid: int) -> str | None:
    """A mark of when process `pid` started, None when there is none.

    A number is given to another process once its owner has ended; the mark tells the two apart. Empty
    where the system does not say.
    """
    if pid <= 0:
        return None
    return _started(pid)


if sys.platform == "win32":
    _QUERY_LIMITED_INFORMATION = 0x1000
    _INVALID_PARAMETER = 87  # there is no such process
    _STILL_ACTIVE = 259

    def _started(pid: int) -> str | None:
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
        kernel.GetProcessTimes.argtypes = (wintypes.HANDLE, *[ctypes.POINTER(wintypes.FILETIME)] * 4)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            return None if ctypes.get_last_error() == _INVALID_PARAMETER else ""
        try:
            code = wintypes.DWORD()
            if kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != _STILL_ACTIVE:
                return None
            times = [wintypes.FILETIME() for _ in range(4)]
            if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
                return ""
            return f"{times[0].dwHighDateTime:08x}{times[0].dwLowDateTime:08x}"
        finally:
            kernel.CloseHandle(handle)

else:

    def _started(pid: int) -> str | None:
        try:
            text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
            boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
        except OSError:
            return _started_elsewhere(pid)
        fields = text.rpartition(")")[2].split()  # the name before may hold blanks and brackets
        return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"

    def _started_elsewhere(pid: int) -> str | None:
        try:
            os.kill(pid, 0)  # asks only; never on Windows, where it would end the process
        except ProcessLookupError:
            return None
        except OSError:
            return ""
        return ""
