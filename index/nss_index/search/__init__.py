"""From a question to a ranked list with reasons. `ranking.rank` orders chunks, `answer` turns them into hits.

Everything reads one `View` (a snapshot with the unsaved buffers on top) and knows neither files nor editors.
"""
