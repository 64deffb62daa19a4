"""Which files of the set stay out of the index although git knows them, as data: reasons, names and bounds.

Content is judged in `contents`. Knows names only; opens nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct


class SkipReason(StrEnum):
    """Why a path that exists is not indexed. `Skipped.detail` adds a sentence for people."""

    IGNORED = "ignored"  # by git's rules; only `explain` answers with it, a scan does not list ignored files
    NSSIGNORE = "nssignore"  # by a .nssignore file
    EXCLUDED = "excluded"  # by the user's settings
    SECRET = "secret"  # its name or content says key, password or token
    GENERATED = "generated"  # written by a program: bundles, source maps, lock files, marked headers
    TOO_LARGE = "too-large"
    BINARY = "binary"
    ENCODING = "encoding"  # the file's name is not UTF-8, so that no editor protocol can name it
    NOT_REGULAR = "not-regular"  # FIFO, device, socket
    SYMLINK = "symlink"  # leads to a place inside the root, which is indexed under its own name or left out on purpose
    SYMLINK_LOOP = "symlink-loop"  # leads to itself or to a folder that it lies in
    SYMLINK_OUTSIDE = "symlink-outside"
    NESTED_REPOSITORY = "nested-repository"  # a root of its own
    UNREADABLE = "unreadable"
    VANISHED = "vanished"  # gone between listing and reading


class ScanRules(Struct, frozen=True):
    """What a user may adjust. Secrets are not adjustable: they are never indexed.

    `max_file_bytes`: hand-written files are practically never over a megabyte, while data,
    dumps and bundles are; one such file costs as much parsing time as hundreds of ordinary ones.
    `exclude`: gitignore patterns from the root, on top of everything else.
    """

    max_file_bytes: int = 1_000_000
    exclude: tuple[str, ...] = ()


class NameRule(Struct, frozen=True):
    """A glob on the lower-cased base name (`*` only) and what to tell people when it fits."""

    glob: str
    why: str


SECRET_NAMES: tuple[NameRule, ...] = (
    NameRule(".env*", "environment files hold passwords and tokens"),
    NameRule("*.env", "environment files hold passwords and tokens"),
    NameRule("*.pem", "PEM files hold keys and certificates"),
    NameRule("*.key", "key files hold private keys"),
    NameRule("id_rsa", "an SSH private key"),
    NameRule("id_dsa", "an SSH private key"),
    NameRule("id_ecdsa", "an SSH private key"),
    NameRule("id_ecdsa_sk", "an SSH private key"),
    NameRule("id_ed25519", "an SSH private key"),
    NameRule("id_ed25519_sk", "an SSH private key"),
    NameRule("*.ppk", "a PuTTY private key"),
    NameRule("*.p12", "a key store"),
    NameRule("*.pfx", "a key store"),
    NameRule("*.pkcs12", "a key store"),
    NameRule("*.p8", "a private key"),
    NameRule("*.jks", "a key store"),
    NameRule("*.keystore", "a key store"),
    NameRule("*.kdbx", "a password database"),
    NameRule(".netrc", "logins for remote machines"),
    NameRule("_netrc", "logins for remote machines"),
    NameRule(".npmrc", "may hold a registry token"),
    NameRule(".pypirc", "may hold a registry token"),
    NameRule(".git-credentials", "logins for git servers"),
    NameRule(".htpasswd", "password hashes"),
    NameRule(".pgpass", "database passwords"),
    NameRule(".my.cnf", "database passwords"),
    NameRule(".dockercfg", "registry logins"),
    NameRule("*.tfstate", "Terraform state holds secrets in clear"),
    NameRule("*.tfstate.backup", "Terraform state holds secrets in clear"),
    NameRule("*.gpg", "encrypted or key material"),
    NameRule("*.asc", "key material or signatures"),
)

_BUNDLE, _MAP, _LOCK = "a minified bundle", "a source map", "a lock file, written by a package manager"
GENERATED_NAMES: tuple[NameRule, ...] = (
    *(NameRule(glob, _BUNDLE) for glob in ("*.min.js", "*.min.mjs", "*.min.cjs", "*.min.css")),
    *(NameRule(glob, _BUNDLE) for glob in ("*-min.js", "*-min.css", "*.bundle.js")),
    *(NameRule(glob, _MAP) for glob in ("*.js.map", "*.mjs.map", "*.cjs.map", "*.css.map", "*.ts.map")),
    *(
        NameRule(name, _LOCK)
        for name in (
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "deno.lock",
            "poetry.lock",
            "uv.lock",
            "pdm.lock",
            "pipfile.lock",
            "cargo.lock",
            "composer.lock",
            "gemfile.lock",
            "go.sum",
            "mix.lock",
            "pubspec.lock",
            "podfile.lock",
            "package.resolved",
            "packages.lock.json",
            "gradle.lockfile",
            "flake.lock",
        )
    ),
)


def judge_name(path: str) -> tuple[SkipReason, str] | None:
    """The reason and sentence why the file's name alone keeps it out, None where it does not."""
    name = path.rpartition("/")[2].lower()
    for reason, known, rules in _COMPILED:
        if known.match(name):
            why = next(rule.why for rule in rules if _expression([rule]).match(name))
            return reason, why
    return None


def _expression(rules: tuple[NameRule, ...] | list[NameRule]) -> re.Pattern[str]:
    globs = (re.escape(rule.glob).replace(r"\*", ".*") for rule in rules)
    return re.compile(rf"(?s:{'|'.join(globs)})\Z")


_COMPILED = (
    (SkipReason.SECRET, _expression(SECRET_NAMES), SECRET_NAMES),
    (SkipReason.GENERATED, _expression(GENERATED_NAMES), GENERATED_NAMES),
)
