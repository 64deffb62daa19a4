"""Put Cytoscape.js beside the page that shows graphs: the file of the package that package-lock.json pins.

From the npm registry, and only if it has the pinned hash. No Node is needed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import sys
import tarfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "index/nss_index/graph/viewer/cytoscape.min.js"
MEMBER = "package/dist/cytoscape.min.js"
MOST = 64 << 20  # bytes


def main() -> int:
    pinned = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]["node_modules/cytoscape"]
    registry = os.environ.get("npm_config_registry", "https://registry.npmjs.org").rstrip("/")  # noqa: SIM112 - npm's own name
    address = f"{registry}/cytoscape/-/cytoscape-{pinned['version']}.tgz"
    try:
        answer = urllib.request.urlopen(address, timeout=60)
    except OSError as error:
        return _fail(f"{address} cannot be had ({error})")
    with answer:
        data: bytes = answer.read(MOST)
    algorithm, _, expected = str(pinned["integrity"]).partition("-")
    found = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    if found != expected:
        return _fail(f"{address} is not the file that package-lock.json pins")
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            return _fail(f"no {MEMBER} in {address}")
        TARGET.write_bytes(member.read())
    return 0


def _fail(sentence: str) -> int:
    sys.stderr.write(f"viewer.py: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
