"""Settings for a lecture, each a point to be made. -> {name: (what it shows, changes)}."""

LAYERS = tuple(f"block{block}_conv1" for block in range(1, 6))


def only(*blocks):
    """Weights that leave these blocks alone in J_style; together always 1."""
    return {layer: 1 / len(blocks) if int(layer[5]) in blocks else 0.0 for layer in LAYERS}


ALL = only(1, 2, 3, 4, 5)
PRESETS = {
    "balanced": (
        "Where the studio begins: α small, all layers alike",
        {"alpha": 0.05, "beta": 1.0, "style_layers": ALL},
    ),
    "content only": ("β = 0, so J is J_content alone: G goes back to C", {"alpha": 1.0, "beta": 0.0}),
    "style only": (
        "α = 0, so J is J_style alone: C dissolves into texture",
        {"alpha": 0.0, "beta": 1.0, "style_layers": ALL},
    ),
    "shallow layers": (
        "J_style from blocks 1 and 2: colours and grain, no shapes",
        {"alpha": 0.05, "beta": 1.0, "style_layers": only(1, 2)},
    ),
    "deep layers": (
        "J_style from blocks 4 and 5: large shapes, other colours",
        {"alpha": 0.05, "beta": 1.0, "style_layers": only(4, 5)},
    ),
    "too much style": (
        "α next to nothing: C is still there, but only just",
        {"alpha": 0.002, "beta": 1.0, "style_layers": ALL},
    ),
}
