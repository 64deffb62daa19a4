"""The nss host: one process per user that supervises jobs and children and does no heavy work itself.

main        the process: lock, socket, signals, idle end       place       one host per user, the socket file
connection  one client: framing, handshake, requests           service     the requests, one function each
host        roots, clients, lanes, joined                      root        one root and its child, kept running
jobs        durable jobs and their followers                   lanes       who may work now (pure)
child       a child process and its pipes                      backoff, estimate, timings, store_thread

indexer_child   the process that owns a root's index: indexer_inbox (what to do next), indexer_work (doing it),
                indexer_report (saying so), indexer_parts (its ports), indexer_real (those joined to nss_index)
"""
