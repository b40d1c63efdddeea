"""key_file(): the key behind pseudonyms, in a file of its own."""

import os
import secrets
from pathlib import Path

from leco.errors import FormatError, LecoError

BYTES = 32  # as many as HMAC-SHA256 gives back: fewer are weaker than it (RFC 2104, section 3)
WARNING = """\
# The key of leco's pseudonyms. Whoever has this file can tell who is behind each of them.
# Keep it apart from the data. NEVER SEND IT ALONG, and do not lose it: the same names get the
# same pseudonyms with this key alone.
# De sleutel van de pseudoniemen. STUUR DIT BESTAND NOOIT MEE met de gegevens.
"""


def key_file(path: str | Path) -> bytes:
    """Give the key in a file; where there is no such file, make one with a new key.

    The key is 32 random bytes, written as hexadecimal digits under a warning, in a file that
    nobody but its owner may read (mode 0600, where the system knows modes).

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    bytes

    Raises
    ------
    FormatError
        When the file is there and holds no key.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "genk.key"
    >>> key_file(path) == key_file(path), len(key_file(path))
    (True, 32)
    """
    place = Path(path)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        write_secret(place, f"{WARNING}{secrets.token_hex(BYTES)}\n")
    try:
        lines = place.read_text("utf-8").splitlines()
        (written,) = (line.strip() for line in lines if line.strip() and line[0] != "#")
        key = bytes.fromhex(written)
    except (ValueError, IsADirectoryError) as error:
        raise FormatError.of("no_key", name=place.name, digits=2 * BYTES) from error
    if len(key) < BYTES:
        raise FormatError.of("short_key", name=place.name, count=len(key), wanted=BYTES)
    return key


def write_secret(place: Path, text: str) -> None:
    """Write a file that is not there yet and that nobody but its owner may read, whole or not."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise LecoError.of("there_already", place=str(place)) from None
    try:
        with os.fdopen(file, "w", encoding="utf-8", newline="") as writing:
            writing.write(text)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def require_apart(secret: Path, out: Path) -> None:
    """Refuse a key or a list of names in the place of what is handed on, or inside it."""
    where, sent = secret.resolve(), out.resolve()
    if where == sent or where.is_relative_to(sent):
        raise LecoError.of("secret_beside", secret=str(secret), out=str(out))
