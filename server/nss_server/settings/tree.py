"""Every setting of NSS with its type, default, meaning and the reason for the default. Knows no file and no source.

VS Code's configuration, Neovim's types and help, the shell's `--set` and the reference page are generated from this
tree. The scope of a setting is the least trusted source that may set it: "user" settings name models, commands and
limits of the machine and come from the user's own file, editor, flags or environment; "project" settings are harmless
and may also come from the `.nss.toml` of a repository that nobody has read yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

Scope = Literal["user", "project"]

REFINE_MODEL_PATTERN = r"^$|^((static|onnx|transformers):.+|server:https?://.+)$"
LLM_SERVER_PATTERN = r"^$|^https?://.+$"
EMBED_MODEL_PATTERN = r"^(static|(static|onnx|transformers):.+|server:https?://.+)$"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a setting says about itself, inside `Annotated`."""

    doc: str  # one sentence
    why: str  # the reason for the default
    scope: Scope = "user"


@dataclass(frozen=True, slots=True)
class FilesSettings:
    """What is indexed."""

    max_file_bytes: Annotated[
        int,
        Meta(ge=1024, le=64 * 1024 * 1024),
        Setting(
            "Files larger than this many bytes are not indexed.",
            "hand-written source is smaller; what is larger is data or generated, and would crowd out the answers",
            "project",
        ),
    ] = 1_000_000
    exclude: Annotated[
        tuple[str, ...],
        Setting(
            "More gitignore-style globs of files to leave out of the index.",
            "git's own ignore rules and `.nssignore` already say what is not source",
            "project",
        ),
    ] = ()


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How the index is built."""

    workers: Annotated[
        int,
        Meta(ge=0, le=64),
        Setting(
            "Processes that parse files while an index is built; 0: one for each core, at most four.",
            "the first index is waited for; they have the lowest priority, and beyond four the one writer is what is"
            " waited for",
        ),
    ] = 0
    parse_seconds: Annotated[
        float,
        Meta(gt=0, le=120),
        Setting(
            "Seconds that one file may take to parse before it is indexed by lines instead.",
            "ordinary files take milliseconds; a pathological one can hang a parser for minutes",
        ),
    ] = 5.0


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """How text becomes vectors."""

    model: Annotated[
        str,
        Meta(pattern=EMBED_MODEL_PATTERN),
        Setting(
            'The embedding model: "static" (shipped), "static:DIR", "onnx:DIR", "transformers:DIR", or "server:URL" for'
            ' one that speaks /v1/embeddings, as vLLM does ("server:http://localhost:8000/v1#MODEL").',
            "the shipped model needs no network and no torch, and takes microseconds a chunk on one core",
        ),
    ] = "static"
    refine: Annotated[
        str,
        Meta(pattern=REFINE_MODEL_PATTERN),
        Setting(
            'A costly model that compares the first fifty hits once more: "onnx:DIR", "transformers:DIR", "server:URL".'
            " Its vectors are made behind everything else; until all of them are there, the order is that without it.",
            "none: a transformer makes some hundred vectors a second, and one that knows no code helps little",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class SearchWeights:
    """How much each list counts in a hybrid search."""

    keyword: Annotated[
        float,
        Meta(ge=0, le=10),
        Setting("Weight of the hits found by words.", "equal weights favour no way of asking", "project"),
    ] = 1.0
    meaning: Annotated[
        float,
        Meta(ge=0, le=10),
        Setting("Weight of the hits found by meaning.", "equal weights favour no way of asking", "project"),
    ] = 1.0
    symbol: Annotated[
        float,
        Meta(ge=0, le=10),
        Setting("Weight of the hits found by symbol name.", "equal weights favour no way of asking", "project"),
    ] = 1.0


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a search ranks and answers."""

    limit: Annotated[
        int,
        Meta(ge=1, le=1000),
        Setting("Hits that a search returns when the request names no limit.", "ten fit on a screen", "project"),
    ] = 10
    history: Annotated[
        bool,
        Setting(
            "Remember what was searched for and found, on this machine (`nss searches list`).",
            "an answer that was there yesterday is found again; nothing of it leaves the machine",
        ),
    ] = True
    weights: SearchWeights = field(default_factory=SearchWeights)


@dataclass(frozen=True, slots=True)
class HoverSettings:
    """What NSS adds to hovers."""

    enabled: Annotated[
        bool,
        Setting(
            "Add mentions, tags and tests to the editor's hover.",
            "they say only what a language's own server does not",
        ),
    ] = True
    full_languages: Annotated[
        tuple[str, ...],
        Setting(
            "Languages whose hover also shows signature and documentation: those without a server of their own.",
            "only you know which servers you run, and a hover must not say everything twice",
            "project",
        ),
    ] = ()


@dataclass(frozen=True, slots=True)
class LspSettings:
    """How the language server behaves."""

    workspace_symbols: Annotated[
        Literal["off", "unserved", "all"],
        Setting(
            'Languages whose symbols NSS adds to the editor\'s workspace symbols: none ("off"), those of '
            '`hover.full_languages` ("unserved"), or "all".',
            "a language's own server lists its symbols already",
        ),
    ] = "unserved"
    served_languages: Annotated[
        tuple[str, ...],
        Setting(
            "Languages with a server of their own, for which NSS gives no definitions and no references.",
            "two servers that both answer show everything twice",
            "project",
        ),
    ] = ("javascript", "python", "tsx", "typescript")
    code_lens: Annotated[
        bool,
        Setting(
            "Show above each function and class how often it is used.",
            "who depends on it is what one wants to know before changing it",
        ),
    ] = True


@dataclass(frozen=True, slots=True)
class HostSettings:
    """The background host."""

    enabled: Annotated[
        bool,
        Setting(
            "Let a background host keep the index live; without it, indexing runs in the command that asks for it.",
            "one host serves every editor and shell, and keeps the index current between them",
        ),
    ] = True
    idle_minutes: Annotated[
        float,
        Meta(gt=0, le=24 * 60),
        Setting(
            "Minutes without a client and without a job after which the host ends.",
            "long enough to reopen an editor, short enough not to stay for nothing",
        ),
    ] = 15.0


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Dictation."""

    model: Annotated[
        str,
        Setting(
            'The speech model: "auto", a name of `nss models list`, or the path of a folder.',
            "the best installed one that fits into the memory that is free now",
        ),
    ] = "auto"
    compute: Annotated[
        Literal["auto", "cuda", "cpu"],
        Setting("Where the speech model runs.", "the GPU where one is free enough, else the processor"),
    ] = "auto"
    threads: Annotated[
        int,
        Meta(ge=0, le=64),
        Setting("Threads of the recogniser on the processor; 0 means one a core.", "somebody waits for the text"),
    ] = 0
    language: Annotated[
        str,
        Meta(pattern="^([a-z]{2,3})?$"),
        Setting(
            "The language that is spoken, by its code (en, de); empty means that it is found out.",
            "Whisper hears it within the first seconds; a fixed one is quicker and never mistaken",
        ),
    ] = ""
    device: Annotated[
        str,
        Setting("A part of the name of the microphone; empty means the system's own choice.", "it is set up there"),
    ] = ""
    keep_recordings: Annotated[
        bool,
        Setting("Keep the audio of each dictation in the data folder.", "a voice is private; text is what is wanted"),
    ] = False
    dictionary: Annotated[
        tuple[str, ...],
        Setting(
            "Names and terms of yours that dictation should spell like this.",
            "the index knows the code's own names already",
            "project",
        ),
    ] = ()


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """The local language model."""

    server: Annotated[
        str,
        Meta(pattern=LLM_SERVER_PATTERN),
        Setting(
            "The address of a server that speaks OpenAI's protocol, as vLLM, llama-server and Ollama do:"
            ' "http://localhost:8000/v1", and "#MODEL" behind it where it has several. Context packs are made for what'
            " its model can read.",
            "none: nothing is asked that you have not named",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Logging."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Setting("How much the server and the host log.", "a log that is read holds only what went wrong"),
    ] = "warning"


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole tree. Immutable: a changed source makes a new one."""

    files: FilesSettings = field(default_factory=FilesSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    hover: HoverSettings = field(default_factory=HoverSettings)
    lsp: LspSettings = field(default_factory=LspSettings)
    host: HostSettings = field(default_factory=HostSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    log: LogSettings = field(default_factory=LogSettings)
