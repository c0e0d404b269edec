"""The three costs: what they are given, and what becomes of α, β and STYLE_LAYERS."""

from ...exercise import CheckStep, FoundBy, Mistake

CONTENT = "compute_content_cost(a_C, a_G)"
STYLE = "compute_style_cost(a_S, a_G, STYLE_LAYERS)"
TOTAL = "total_cost(J_content, J_style, alpha, beta)"

COSTS = (
    Mistake(
        "a layer in place of the list",
        "The cost functions take whole lists of layer outputs and pick from them by themselves.",
        "Hand over a_C and a_G as they are, without an index.",
        {CONTENT: "compute_content_cost(a_C[-1], a_G[-1])"},
        steps=(CheckStep.RUNS, CheckStep.VALUES),
        sign=r"compute_\w+_cost\([^()]*\w\[",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the network forgotten",
        "The picture itself is handed to the costs, where they want the network's answers to it.",
        "First a_G = vgg_model_outputs(generated_image), inside the `with`.",
        {"a_G = vgg_model_outputs(generated_image)": "a_G = generated_image"},
        steps=(CheckStep.RUNS,),
        sign=r"\A(?![\s\S]*vgg_model_outputs\()",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "another range",
        "The picture is scaled before the network sees it, as for numbers from 0 to 255; this network takes [0, 1].",
        "Hand the network generated_image as it is.",
        {"vgg_model_outputs(generated_image)": "vgg_model_outputs(generated_image * 255.0)"},
        sign=r"[*/] ?25[56]|127|preprocess",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "G against itself",
        "G is compared with itself, so one of the costs is always 0.",
        "Each cost compares G with a target: a_C for the content, a_S for the style.",
        {CONTENT: "compute_content_cost(a_G, a_G)"},
        sign=r"_cost\(\s*(\w+),\s*\1\b",
    ),
    Mistake(
        "G against itself, style",
        "G is compared with itself, so the style cost is always 0.",
        "Each cost compares G with a target: a_C for the content, a_S for the style.",
        {STYLE: "compute_style_cost(a_G, a_G, STYLE_LAYERS)"},
        sign=r"_cost\(\s*(\w+),\s*\1\b",
    ),
    Mistake(
        "costs swapped",
        "The two costs are swapped: total_cost takes J_content first, then J_style.",
        "Keep the order of the first line of total_cost.",
        {TOTAL: "total_cost(J_style, J_content, alpha, beta)"},
        sign=r"total_cost\(\s*\w*([Ss]tyle|_[sS]\b|js|Js)",
    ),
    Mistake(
        "α and β not handed on",
        "α and β are not handed on to total_cost, which then uses its own 10 and 40.",
        "Give total_cost all four: both costs, alpha and beta.",
        {TOTAL: "total_cost(J_content, J_style)"},
    ),
    Mistake(
        "α and β swapped",
        "α and β are swapped: total_cost takes alpha first, then beta.",
        "Hand them on by name: alpha=alpha, beta=beta.",
        {TOTAL: "total_cost(J_content, J_style, beta, alpha)"},
    ),
    Mistake(
        "no weights",
        "Both costs are simply added: α and β are not used.",
        "Use total_cost, with alpha and beta.",
        {TOTAL: "J_content + J_style"},
    ),
    Mistake(
        "only the content",
        "J is the content cost alone: the style is left out, or its cost is 0.",
        "Print J_style: if it is 0, G is compared with itself; if not, put both costs into total_cost.",
        {TOTAL: "alpha * J_content"},
    ),
    Mistake(
        "only the style",
        "J is the style cost alone: the content is left out, or its cost is 0.",
        "Print J_content: if it is 0, G is compared with itself; if not, put both costs into total_cost.",
        {TOTAL: "beta * J_style"},
    ),
    Mistake(
        "STYLE_LAYERS not handed on",
        "STYLE_LAYERS is not handed on to compute_style_cost, which then uses the notebook's own list.",
        "Give compute_style_cost the argument STYLE_LAYERS too.",
        {STYLE: "compute_style_cost(a_S, a_G)"},
        steps=(CheckStep.RUNS,),
        sign=r"\A(?=[\s\S]*content_cost\()[\s\S]*style_cost\((?![^\n]*STYLE_LAYERS)"
        r"([^(),]|\([^()]*\))*,([^(),]|\([^()]*\))*\)[\s\S]*error: ValueError: zip\(\)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "content used for style",
        "The activations of the content picture are used for the style, so the style picture is never looked at.",
        "a_C goes to compute_content_cost, a_S to compute_style_cost.",
        {STYLE: "compute_style_cost(a_C, a_G, STYLE_LAYERS)"},
    ),
    Mistake(
        "style used for content",
        "The activations of the style picture are used for the content, so the content picture is never looked at.",
        "a_C goes to compute_content_cost, a_S to compute_style_cost.",
        {CONTENT: "compute_content_cost(a_S, a_G)"},
    ),
    Mistake(
        "C and S swapped",
        "a_C and a_S are swapped: the style picture is used for the content, and the other way round.",
        "a_C goes to compute_content_cost, a_S to compute_style_cost.",
        {CONTENT: "compute_content_cost(a_S, a_G)", STYLE: "compute_style_cost(a_C, a_G, STYLE_LAYERS)"},
    ),
    Mistake(
        "C against S",
        "C is compared with S: a cost without a_G does not change with the picture, so nothing can be learned from it.",
        "Each cost compares a_G with a target: a_C for the content, a_S for the style.",
        {STYLE: "compute_style_cost(a_S, a_C, STYLE_LAYERS)"},
    ),
)
