"""What befalls files: seeded changes that know what tables, markup and archives are made of."""

import io
import re
import warnings
import zipfile
from dataclasses import replace

NASTY = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "@x", "NaN", "nan", "inf", "-inf", "Infinity", "-0", "1e309",
    "1e-400", "1e308", "-1", "0", "1", "99999999999999999999", "9" * 5000, "\0", "\u202eab", "\u200f", "😀",
    "é", "e\u0301", "\ufeff", "\u00a0", "\r", "\n", "\x85", "\u2028", "\x1c", "\x0b", '"', "''", "'=1", "'",
    "<script>alert(1)</script>", "&amp;", "&#0;", "&x;", "&#xD800;", "]]>", "<!--", "0x10", "1_000", "١٢", "²",
    "1,5", "1.000,5", "2023-02-30", "2023-13", "0000-01-01", "9999-12-31", "10000", "2023-Q5", "..", "2023-W53",
    "31/12/2023", "1/2/3", "45000", "-2023", "yes", "no", "ja", "NA", "null", "None", "true", "[]", "{}", "[[[",
    "../x", "/etc/passwd", "C:\\x", "CON", "a;b", ";;", " ", "", "\\ud800", "\\u0000", "İ", "ß", "%", "#", "*",
    "~", "\\", '\\"', "id", "source", "target", "parent", "a", "b", "core", "kind", "1 2", "a,b",
)  # fmt: skip
# What the formats of other programs give a meaning.
GRAMMAR = (
    "*Vertices 3", "*Vertices 4000", "*Vertices 99999999999", "*Arcs", "*Edges :9 \"x\"", "*Matrix", "*Arcslist",
    "*Partition p", "*Network", "*node data", "*tie data", "*node properties", "dl n=3", "n=0", "n=4000",
    "nr=2", "nc=2", "nm=900", "nm=0", "format = edgelist1", "format=nodelist2", "format=lowerhalf",
    "format = edgelist2", "diagonal = absent", "labels:", "labels embedded", "row labels:", "data:",
    "datafile x", "title=", "!", '<!DOCTYPE x [<!ENTITY e "&e;">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    "<![CDATA[x]]>", "<?xml version='1.0' encoding='utf-16'?>", "<?xml version='1.0' encoding='nix'?>",
    "<graph>", "</graph>", "<node>", "<node id='a'/>", "<edge source='a' target='a'/>", "<data/>",
    '"nodes"', '"edges"', '"graph"', '"elements"', '"connections"', ":", "{", "}", "[", "]", "1e999", "-", "NaN",
    "sep=;", "Source,Target,Type", "source,target", "id,parent", "key,value", "Directed", "Mutual", "true",
    "directed", "undirected", "mutual", "[2019-2021]", "[*]", "t=\"1\"",
)  # fmt: skip
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xlsb", ".json", ".graphml", ".gexf", ".net",
           ".dl", ".vna", ".edges", ".ncol", ".parquet", ".jgf", "", ".exe")  # fmt: skip
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "cp037")
_TOKEN = re.compile(rb"[^\s,;|<>=:{}\[\]\"]+")
LARGEST = 300_000


def _spot(rng, content):
    return int(rng.integers(len(content) + 1))


def _span(rng, content):
    first = _spot(rng, content)
    return first, min(len(content), first + int(rng.integers(1, 30)))


def _pick(rng, many):
    return many[int(rng.integers(len(many)))]


def _bytes(word):
    return word.encode("utf-8", "surrogatepass")


def flipped(rng, content):
    held = bytearray(content)
    for _ in range(int(rng.integers(1, 5))):
        if held:
            held[int(rng.integers(len(held)))] = int(rng.integers(256))
    return bytes(held)


def truncated(rng, content):
    return content[: _spot(rng, content)]


def cut(rng, content):
    first, last = _span(rng, content)
    return content[:first] + content[last:]


def doubled(rng, content):
    first, last = _span(rng, content)
    return content[:last] + content[first:last] * int(rng.integers(1, 4)) + content[last:]


def put_in(rng, content):
    at = _spot(rng, content)
    word = _pick(rng, NASTY if rng.random() < 0.5 else GRAMMAR)
    return content[:at] + _bytes(word) + content[at:]


def word_changed(rng, content):
    """Put something else where a word stands: something nasty, or another word of the file."""
    words = list(_TOKEN.finditer(content))
    if not words:
        return put_in(rng, content)
    one = _pick(rng, words)
    other = _pick(rng, words)[0] if rng.random() < 0.4 else _bytes(_pick(rng, NASTY))
    return content[: one.start()] + other + content[one.end() :]


def lines_changed(rng, content):
    """Leave out, double or move a line; the first often is a header."""
    lines = content.split(b"\n")
    at, to = (0 if rng.random() < 0.2 else int(rng.integers(len(lines))) for _ in range(2))
    line = lines[at]
    if rng.random() < 0.6:
        del lines[at]
    if rng.random() < 0.7:
        lines.insert(to, line)
    return b"\n".join(lines)


def columns_doubled(rng, content):
    """Say the words of a line twice: headers that stand twice, rows that are too long."""
    lines = content.split(b"\n")
    at = 0 if rng.random() < 0.7 else int(rng.integers(len(lines)))
    sign = _pick(rng, (b",", b";", b"\t", b" ", b"|"))
    lines[at] += sign + lines[at]
    return b"\n".join(lines)


def signs_changed(rng, content):
    """Take another delimiter, quote, line end or bracket all through."""
    old, new = (_pick(rng, (b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r\n", b"\r", b" ", b"=", b":", b"")[: 12 + place])
                for place in (0, 1))  # fmt: skip
    return content.replace(old, new)


def encoded(rng, content):
    """Write all, or what stands behind some place, in another encoding."""
    at = 0 if rng.random() < 0.7 else _spot(rng, content)
    rest = content[at:].decode("utf-8", "replace").encode(_pick(rng, ENCODINGS), "replace")
    return content[:at] + rest


def swollen(rng, content):
    """Say a word, a sign or a line very often: long cells, wide tables, endless lines."""
    lines = content.split(b"\n")
    times = int(10 ** rng.uniform(1, 4.5))
    what = rng.random()
    if what < 0.3:
        lines.insert(_spot(rng, lines), _pick(rng, lines) * 1)
        at = int(rng.integers(len(lines)))
        lines[at : at + 1] = [lines[at]] * min(times, LARGEST // (len(lines[at]) + 1) + 1)
        return b"\n".join(lines)
    at = _spot(rng, content)
    unit = _bytes(_pick(rng, (*NASTY, *GRAMMAR))) if what < 0.6 else content[at : at + 1]
    sign = _pick(rng, (b"", b"", b",", b";", b"\t", b" ", b"\n"))
    piece = (unit + sign) * min(times, LARGEST // (len(unit + sign) + 1) + 1)
    return content[:at] + piece + content[at:]


TEXT = (flipped, truncated, cut, doubled, put_in, put_in, word_changed, word_changed, word_changed,
        word_changed, lines_changed, lines_changed, columns_doubled)  # fmt: skip
RARE = (swollen, signs_changed, encoded)


def changed(rng, content):
    """Change a text in one way or a few."""
    for _ in range(int(rng.geometric(0.6))):
        way = _pick(rng, RARE if rng.random() < 0.05 else TEXT)
        content = way(rng, content)[: 4 * LARGEST]
    return content


def _member(rng, name, content):
    """Change a part of a workbook: most often what its markup says."""
    if rng.random() < 0.3:
        cells = list(re.finditer(rb'\b[rst]="[^"]*"|repeated="[^"]*"|<v>[^<]*<|<t>[^<]*<', content))
        if cells:
            one = _pick(rng, cells)
            new = _pick(rng, (b'r="XFD1048576"', b'r="A0"', b"r='C9'", b'r="ZZZZ1"', b't="e"', b't="s"', b't="b"',
                              b't="d"', b't="inlineStr"', b's="99"', b"<v>1e309<", b"<v>-1<", b"<v>99999999<",
                              b"<v>NaN<", b"<t>=1+1<", b"<t>&#1;<", b"<t>a<", b'repeated="999999999"', b""))  # fmt: skip
            return content[: one.start()] + new + content[one.end() :]
    return changed(rng, content)


def repacked(rng, content):
    """Unpack an archive, change, leave out, double or rename parts, and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            parts = [(one, old.read(one)) for one in old.namelist()]
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        EOFError,
        RuntimeError,
    ):
        return changed(rng, content)
    except Exception:  # zlib's own errors: what is damaged is damaged further
        return changed(rng, content)
    for _ in range(int(rng.geometric(0.6))):
        at = int(rng.integers(len(parts))) if parts else 0
        what = rng.random()
        if not parts or what < 0.05:
            parts.append(
                (
                    _pick(
                        rng,
                        ("../../x", "/x", "xl/workbook.xml", "xl/worksheets/sheet9.xml", "x\\y"),
                    ),
                    b"x" * 99,
                )
            )
            continue
        name, held = parts[at]
        if what < 0.75:
            parts[at] = name, _member(rng, name, held)
        elif what < 0.85:
            del parts[at]
        elif what < 0.92:
            parts.append((name, _member(rng, name, held)))
        else:
            parts[at] = _pick(rng, [one for one, _ in parts]), held
    packed = io.BytesIO()
    way = _pick(
        rng, (zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)
    )
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", way) as new:
        warnings.simplefilter("ignore")  # a name that stands twice is meant
        for name, held in parts:
            new.writestr(name, held)
    again = packed.getvalue()
    return again if rng.random() < 0.9 else changed(rng, again)


def mutated(rng, sample):
    """Give a sample with one of its files changed, now and then under another ending."""
    name = _pick(rng, sorted(sample.files))
    content = sample.files[name]
    if content.startswith(b"PK") and rng.random() < 0.85:
        content = repacked(rng, content)
    else:
        content = changed(rng, content)
    files = {**sample.files, name: content}
    if rng.random() < 0.03:
        other = (name.rpartition(".")[0] or name) + _pick(rng, ENDINGS)
        files[other] = files.pop(name)
        return replace(sample, files=files, read=other if sample.read == name else sample.read)
    return replace(sample, files=files)
