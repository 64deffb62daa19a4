"""A real, tiny, random sentence encoder, saved by sentence-transformers and exported to ONNX. No network."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, cast

import sentence_transformers
import tokenizers
import torch
import transformers
from sentence_transformers.sentence_transformer import modules

DIMENSIONS, LONGEST_TEXT = 32, 48
_WORDS = ("def", "return", "get", "set", "user", "http", "url", "the", "of", "a", "self", "import", "x1", *"():.,=")


def save_encoder(folder: Path, seed: int = 0) -> Path:
    """A folder that SentenceTransformer can open: two layers, mean pooling."""
    cast("Any", torch).manual_seed(seed)
    inner = folder.with_name(f"{folder.name}-inner")
    configuration = transformers.BertConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,  # large enough for texts to differ
    )
    library = cast("Any", transformers)
    library.BertModel(configuration).save_pretrained(inner)
    special = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    library.PreTrainedTokenizerFast(tokenizer_object=_tokenizer(), **special).save_pretrained(inner)
    module = cast("Any", modules)
    encoder = module.Transformer(str(inner), max_seq_length=LONGEST_TEXT)
    pooling = module.Pooling(DIMENSIONS, pooling_mode="mean")
    cast("Any", sentence_transformers).SentenceTransformer(modules=[encoder, pooling], device="cpu").save(str(folder))
    return folder


def export(source: Path, folder: Path, *, pooled: bool) -> Path:
    """`model.onnx` of a saved encoder, with the output `sentence_embedding`, or token vectors where not `pooled`."""
    folder.mkdir()
    model = cast("Any", transformers).AutoModel.from_pretrained(str(source), attn_implementation="eager").eval()
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes: dict[str, dict[int, str]] = {name: {0: "batch", 1: "tokens"} for name in names}
    output = "sentence_embedding" if pooled else "last_hidden_state"
    axes[output] = {0: "batch"} if pooled else {0: "batch", 1: "tokens"}
    example = tuple(torch.ones((2, 7), dtype=torch.int64) for _ in names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter is the old one: it needs no further package
        cast("Any", torch.onnx).export(
            _Exported(model, pooled),
            example,
            str(folder / "model.onnx"),
            input_names=names,
            output_names=[output],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    (folder / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    (folder / "sentence_bert_config.json").write_text(f'{{"max_seq_length": {LONGEST_TEXT}}}')
    return folder


class _Exported(torch.nn.Module):
    """The 4-D mask is made here: tracing the mask code of transformers 5 gives a model that is silently wrong."""

    def __init__(self, model: Any, pooled: bool) -> None:
        super().__init__()
        self.model, self.pooled = model, pooled

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> Any:
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -1e9
        hidden: Any = self.model.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        hidden = self.model.encoder(
            hidden, attention_mask=mask.expand(-1, -1, input_ids.shape[1], -1)
        ).last_hidden_state
        if not self.pooled:
            return hidden
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9)


def _vocabulary() -> dict[str, int]:
    letters = [prefix + chr(code) for code in range(ord("a"), ord("z") + 1) for prefix in ("", "##")]
    return {piece: row for row, piece in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *_WORDS, *letters])}


def _tokenizer() -> Any:
    library = cast("Any", tokenizers)
    tokenizer = library.Tokenizer(library.models.WordPiece(_vocabulary(), unk_token="[UNK]"))
    tokenizer.normalizer = library.normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = library.pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = library.processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer
