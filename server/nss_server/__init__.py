"""The NSS server: capabilities, declared once, and the front ends (host, lsp, cli) that run them."""

__version__ = "0.1.0"
