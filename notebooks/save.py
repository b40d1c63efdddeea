"""Run notebooks and save them with outputs that are small enough to read on a forge.

``python notebooks/save.py`` does all, ``python notebooks/save.py brokers`` one. Pictures keep few
colours; tables of HTML that are large give way to their plain text; nothing that tells when or
where a notebook was run is kept.
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

HERE = Path(__file__).parent
COLOURS, HTML = 64, 6_000  # of a picture; the most characters of a table
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def save(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(HERE)}}).execute()
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = _small(data["image/png"])
                data.pop("text/plain", None)
            if len(data.get("text/html", "")) > HTML:
                del data["text/html"]
    nbformat.write(notebook, path)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


def _small(png: str) -> str:
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    small = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


if __name__ == "__main__":
    names = sys.argv[1:] or sorted(one.stem for one in HERE.glob("*.ipynb"))
    for name in names:
        save(HERE / f"{name}.ipynb")
