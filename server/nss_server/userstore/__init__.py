"""user.db: what must survive: the user's working sessions, the jobs and their event logs.

One small SQLite file in the data folder. Every write is one short IMMEDIATE transaction with `synchronous=FULL`, so
any process may write beside a running host, and a kill or a power cut loses nothing that was reported as done. Knows
nothing of the index (which can be thrown away) and of who runs jobs.

    connect      opening, permissions, transactions; a damaged file is set aside, never deleted
    migrations   the schema as a list of steps, and the backups taken before one
    sessions     the user's working session
    dictations   what was dictated, and what became of it
    jobs         durable jobs and their ordered event logs
"""
