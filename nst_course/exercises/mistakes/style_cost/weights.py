"""How the layers are weighed."""

from ...exercise import CheckStep, FoundBy, Mistake, solution
from ...exercise import with_edits as edited

EACH = "weight * compute_layer_style_cost(s, g)"
ZIP = "zip(a_S, a_G, STYLE_LAYERS, strict=True)"
ADD = "tf.add_n(costs)"

WEIGHTS = (
    Mistake(
        "weights ignored",
        "All layers count 1: the λ of STYLE_LAYERS are not used.",
        "Multiply each layer's cost by its λ.",
        {EACH: "compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "a plain mean",
        "This is the mean of the layers' costs: the λ of STYLE_LAYERS are not used.",
        "Multiply each layer's cost by its λ, then add up.",
        {EACH: "compute_layer_style_cost(s, g)", ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "one λ for all layers",
        "All layers count the same, as if one number stood for every λ.",
        "Take the λ of each layer from STYLE_LAYERS.",
        {EACH: "0.5 * compute_layer_style_cost(s, g)"},
        found_by=FoundBy.RATIO,
    ),
    Mistake(
        "the first λ for all",
        "Every layer is weighed with the λ of the first one.",
        "Take the λ of the layer that is being weighed.",
        {EACH: "STYLE_LAYERS[0][1] * compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "divided by the number of layers",
        "The weighed costs are averaged; the λ already say how much each layer counts.",
        "Add up, and leave the division out.",
        {ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "weights normalised",
        "The sum is divided by Σ λ, as if the λ had to sum to one.",
        "Take the λ as they are.",
        {ADD: "tf.add_n(costs) / sum(weight for _, weight in STYLE_LAYERS)"},
    ),
    Mistake(
        "weights applied twice",
        "Each λ is applied twice: the costs are weighed with λ².",
        "Multiply by λ in one place only.",
        {EACH: "weight * weight * compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "weights in reverse",
        "The λ are applied in reverse order: the last one to the first layer.",
        "Let layers and λ run in the same direction.",
        {ZIP: "zip(a_S, a_G, STYLE_LAYERS[::-1], strict=True)"},
    ),
    Mistake(
        "λ added",
        "The λ are added to the costs, where they should multiply them.",
        "Use * between λ and the cost of its layer.",
        {EACH: "weight + compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "divided by λ",
        "The costs are divided by the λ, so that a large λ makes a layer count less.",
        "Use * between λ and the cost of its layer.",
        {EACH: "compute_layer_style_cost(s, g) / weight"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
        also=(edited(solution("compute_style_cost"), {EACH: "1 / weight * compute_layer_style_cost(s, g)"}),),
    ),
    Mistake(
        "name for λ",
        "An entry of STYLE_LAYERS is (name, λ), and here the name (or the pair) is multiplied in place of the λ.",
        "Unpack both, and use the second one.",
        {"(_, weight)": "(weight, _)"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*('str'|string|tuple|layer_1|block1|mixed types|__index__)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "defaults for STYLE_LAYERS",
        "The λ are all 0.2, whatever STYLE_LAYERS is: they stand in the code as numbers.",
        "Use the argument STYLE_LAYERS.",
        {ZIP: 'zip(a_S, a_G, [("", 0.2)] * len(a_S), strict=True)'},
    ),
)
