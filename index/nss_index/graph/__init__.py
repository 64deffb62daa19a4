"""What depends on what: imports resolved to files, and questions about them. What may be used from outside:

    graph.edges     the values: Edge, Outside, Dependencies
    graph.imports   import_graph: every import of an index, resolved
    graph.live      Graphs: the same for a view of an index, remembered
    graph.queries   reach in both directions, ways, cycles, orphans, entry points

Inside, each language has a room that knows how its imports find files (`python`, `ecmascript`), and `projects` reads
what a repository says of itself (pyproject.toml, package.json, tsconfig.json). Nothing is executed, and nothing outside
of the indexed files is read.
"""
