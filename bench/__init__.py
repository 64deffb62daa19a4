"""Measurements of NSS on real trees: `python -m bench --help`. Knows the product's surfaces, never its insides' names.

Each script prints one JSON object on standard output and says what it does on standard error. Nothing of the user's is
touched: every measurement has cache, data, runtime and config folders of its own, and ends what it started.
"""
