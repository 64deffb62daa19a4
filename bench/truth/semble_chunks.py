"""Run by the interpreter that has semble: chunks in semble's order, with the model of this repository.

Standard input is {"root", "model", "queries", "most"} as JSON; standard output, for each query,
[[path, text, first line, last line], …].
"""

import json
import sys

from semble import SembleIndex

asked = json.load(sys.stdin)
index = SembleIndex.from_path(asked["root"], model_path=asked["model"])
found = [index.search(query, top_k=asked["most"]) for query in asked["queries"]]
shown = [
    [(chunk.file_path, chunk.content, chunk.start_line, chunk.end_line) for chunk in (one.chunk for one in several)]
    for several in found
]
json.dump(shown, sys.stdout)
