"""Unsaved buffers laid over the index, so that results equal those after saving.

`document` holds the buffers as an immutable value; `view` merges them with a snapshot: shadowed files are masked before
top-k, document frequencies and vectors are merged before ranking. The view is imported by name, because it needs numpy.
"""

from nss_index.overlay.document import EMPTY_OVERLAY, Overlay, OverlayDocument

__all__ = ["EMPTY_OVERLAY", "Overlay", "OverlayDocument"]
