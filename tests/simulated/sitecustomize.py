"""Hide what Windows does not have, in this process, before the program is imported.

`THREADBRIEF_SIMULATE=windows` has tests/conftest.py run this file, and put its folder on the path of
the Python processes that tests start: Python imports a module of this name first. What goes: the
functions and constants of `os` and `signal` and the modules that Python's documentation calls
available on Unix only, and opening relative to a descriptor. What stays: the paths and links of
this system, and `sys.platform`, by which the standard library chooses its own code; for its sake
`os.getuid`, `os.sendfile`, `os.WNOHANG` and extended attributes stay, too.
"""

import os
import signal
import sys

MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
OS = (
    "chown", "fchmod", "fchown", "fork", "forkpty", "getpgid", "killpg", "lchown", "lockf", "mkfifo",
    "mknod", "openpty", "posix_fadvise", "posix_spawn", "pread", "pwrite", "sched_getaffinity",
    "setsid", "statvfs", "sysconf", "uname", "wait", "wait4", "O_DIRECTORY", "O_NOCTTY",
    "O_NOFOLLOW", "O_NONBLOCK", "O_PATH", "O_SYNC",
)  # fmt: skip
SIGNAL = (
    "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP",
    "SIGTSTP", "SIGUSR1", "SIGUSR2", "SIG_BLOCK", "SIG_SETMASK", "SIG_UNBLOCK", "alarm", "pause",
    "pthread_sigmask", "setitimer", "sigwait",
)  # fmt: skip


class HiddenModules:
    """A finder of modules, asked first, that says of these that they are not there."""

    @staticmethod
    def find_spec(name, path=None, target=None):  # noqa: ARG004 - the finder protocol
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


if os.environ.get("THREADBRIEF_SIMULATE") == "windows":
    for module, names in ((os, OS), (signal, SIGNAL)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    os.supports_dir_fd = os.supports_fd = os.supports_follow_symlinks = set()
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, HiddenModules)
