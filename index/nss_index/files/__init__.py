"""Which files of a tree belong to the index, why others do not, how a file becomes text, and when any of it changes.

`scan` answers with candidates and skips, `read` turns a candidate into text, `watch` says where to look again; `git`
is the only place that runs git. Knows nothing of languages, databases or search.
"""
