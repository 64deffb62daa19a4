"""Trains the static embedding that NSS ships: from pinned packages under permissive licences to a model folder.

    python -m bench.embedding download WORK            # pinned archives of PyPI, npm and Debian
    python -m bench.embedding extract WORK             # chunks as the index cuts them, and questions about them
    python -m bench.embedding train WORK --out FOLDER  # vocabulary, training, int8, model card
    python -m bench.embedding evaluate WORK FOLDER     # on packages that were not trained on

README.md beside this file says what each step decides and why.
"""
