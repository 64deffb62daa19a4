"""Run by the interpreter that has semble: indexes the folder argv[1] with the model argv[2], in memory.

Standard output is {"index_s", "chunks"} as JSON: the seconds of the call alone, without the start of the process.
"""

import json
import sys
import time

from semble import SembleIndex

started = time.perf_counter()
index = SembleIndex.from_path(sys.argv[1], model_path=sys.argv[2])
print(json.dumps({"index_s": time.perf_counter() - started, "chunks": len(index.chunks)}))
