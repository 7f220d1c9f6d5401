"""Which user of the operating system runs this program?"""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Final

LOGIN_USER: Final = Path("/proc/self/loginuid")
"""Where Linux keeps who signed in to the machine; ``su`` and ``sudo`` do not change it."""
NOBODY: Final = 2**32 - 1


def local_user() -> str:
    """Who signed in to this machine, else the user that the program runs as, else its number.

    Never what the environment says (``USER``, ``SUDO_USER``): whoever runs a command chooses that. Where the system has
    no such numbers (Windows), what it tells of the signed-in user.
    """
    try:
        import pwd
    except ImportError:
        return getpass.getuser()
    number = _signed_in()
    if number is None:
        number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _signed_in() -> int | None:
    try:
        number = int(LOGIN_USER.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return None if number == NOBODY else number
