"""The codebase index as a library: no asyncio, no LSP, no LLM, no sockets. Start at `nss_index.index`."""
