"""Pictures of figures that other scripts printed, as PNG files.

python -m bench.plots ablation RANKING.json OUT.png      # of `bench.retrieval_ranking --ablate`
python -m bench.plots learning OUT.png FOLDER…           # of models that `bench.embedding train --share …` wrote
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

SIZE = (7.0, 4.0)  # inches
SHOWN = 16  # of the ablations, those that change most


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.plots", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("ablation")
    one.add_argument("figures", type=Path)
    one.add_argument("out", type=Path)
    one.set_defaults(draw=_draw_ablation)
    one = commands.add_parser("learning")
    one.add_argument("out", type=Path)
    one.add_argument("models", type=Path, nargs="+")
    one.set_defaults(draw=_draw_learning)
    asked = parser.parse_args(arguments)
    asked.draw(asked)
    return 0


def _draw_ablation(asked: argparse.Namespace) -> None:
    _ablation(json.loads(asked.figures.read_text("utf-8")), asked.out)


def _draw_learning(asked: argparse.Namespace) -> None:
    models: list[Path] = asked.models
    _learning([json.loads((model / "training.json").read_text("utf-8")) for model in models], asked.out)


def _ablation(figures: dict[str, Any], out: Path) -> None:
    changes = sorted(figures["ablation"].items(), key=lambda each: abs(each[1]["change"]))[-SHOWN:]
    figure, axes = _figure()
    for place, (_, one) in enumerate(changes):
        low, high = one["interval"]
        axes.plot([low, high], [place, place], color="0.6")
        axes.plot([one["change"]], [place], "o", color="C3" if high < 0 else "C0")
    axes.axvline(0, color="0.3", linewidth=0.8)
    axes.set_yticks(range(len(changes)), [name for name, _ in changes])
    axes.set_xlabel(f"change of nDCG@10 when it is taken away (whole: {figures['ours']['ndcg10']}), 95 % interval")
    figure.savefig(out, dpi=150, bbox_inches="tight")


def _learning(logs: list[dict[str, Any]], out: Path) -> None:
    """Recall by how many questions were trained on; runs of one size are seeds, and a line joins their means."""
    points: dict[int, list[dict[str, float]]] = {}
    for log in logs:
        points.setdefault(int(log["learnt"]), []).append(log["evaluation"]["mean"])
    figure, axes = _figure()
    for name, colour in (("recall", "C0"), ("mrr", "C1")):
        sizes = sorted(points)
        means = [sum(one[name] for one in points[size]) / len(points[size]) for size in sizes]
        axes.plot(sizes, means, color=colour, label=f"{name} at 10")
        for size in sizes:
            axes.plot([size] * len(points[size]), [one[name] for one in points[size]], ".", color=colour)
    axes.set_xscale("log")
    axes.set_xlabel("questions trained on, of packages that are not asked")
    axes.set_ylabel("mean of the languages")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(out, dpi=150, bbox_inches="tight")


def _figure() -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    plot: Any = pyplot
    return plot.subplots(figsize=SIZE)


if __name__ == "__main__":
    sys.exit(main())
