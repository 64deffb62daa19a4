from nss_server.cli.command import Command

COMMANDS: tuple[Command, ...] = ()
