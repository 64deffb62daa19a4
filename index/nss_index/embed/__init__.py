"""Text to vectors: the adapters of `ports.Embedder`. Knows models on disk; does not know chunks, caches or stores."""
