"""What goes wrong in the total cost."""

from __future__ import annotations

from ..exercise import CheckStep, Mistake
from .common import common_mistake, mistake_by_sign

COST = "alpha * J_content + beta * J_style"
RETURN = f"return {COST}"
HEAD = "alpha=10, beta=40"
NOTEBOOK = """J = 3.0

def total_cost(J_content, J_style, alpha=10, beta=40):
    return alpha * J + beta * J_style
"""
ASSIGNED = """def total_cost(J_content, J_style, alpha=10, beta=40):
    J_style.assign(J_style * beta)
    return alpha * J_content + J_style
"""

COMMON = (
    common_mistake("print instead of return", {RETURN: f"print({COST})"}),
    common_mistake("no return", {RETURN: f"J = {COST}"}),
    common_mistake("wrapped in a tuple or list", {COST: f"{COST},"}),
    common_mistake("gradient stopped", {COST: "alpha * J_content + tf.stop_gradient(beta * J_style)"}),
    common_mistake(
        ".numpy()",
        {COST: "alpha * J_content.numpy() + beta * J_style"},
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.GRADIENT),
    ),
    common_mistake(
        "NumPy functions", {RETURN: "import numpy as np\n    return np.add(alpha * J_content, beta * J_style)"}
    ),
    common_mistake("float()", {COST: f"float({COST})"}),
    common_mistake("float64", {COST: f"tf.cast({COST}, tf.float64)"}),
    common_mistake("rounded to integers", {COST: f"tf.cast({COST}, tf.int32)"}),
    common_mistake("floor division", {COST: f"({COST}) // 1"}),
    mistake_by_sign(
        "integer comes first",
        "In a graph, tf.multiply and tf.add use the dtype of their first argument; for an integer such as alpha=10, "
        "that is int32.",
        "Write alpha * J_content with the operator *, or put the cost first: tf.multiply(J_content, alpha).",
        {COST: "tf.multiply(alpha, J_content) + tf.multiply(beta, J_style)"},
        r"error: TypeError: Input 'y' of .* has type float\d+ that does not match type int",
        (CheckStep.INSIDE_GRAPH,),
    ),
    common_mistake(
        "argument modified",
        code=ASSIGNED,
        diagnosis="You call .assign on a cost; a cost is a tensor, which you can compute with but not change.",
        next_move="Give the product a name of its own, or use it directly in the sum.",
        steps=(CheckStep.RUNS, CheckStep.ARGUMENTS_UNCHANGED),
        sign=r"^changes:|error: .*assign",
    ),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)

NAMES = "Write alpha and beta, the names in the first line: a caller may pass numbers other than 10 and 40."
OWN_WEIGHT = "Give each cost its own weight."
MULTIPLY = "Multiply each cost by its weight before you add."
PLAIN = "It takes two products and one plus, and no parentheses."

WEIGHTS = (
    Mistake(
        "arguments swapped in the first line",
        "The first line has the arguments in the wrong order: the caller passes J_content first, then J_style.",
        "Restore the first line as it was.",
        {"J_content, J_style": "J_style, J_content"},
        sign=r"def total_cost\(J_style",
    ),
    Mistake(
        "α and β swapped",
        "α and β are swapped: you multiply the style by α and the content by β.",
        "α belongs to the content, β to the style.",
        {COST: "beta * J_content + alpha * J_style"},
    ),
    Mistake(
        "defaults swapped",
        "The defaults in the first line are swapped: α is 10 and β is 40 unless the caller says otherwise.",
        "Restore the first line as it was: alpha=10, beta=40.",
        {HEAD: "alpha=40, beta=10"},
    ),
    Mistake(
        "hard-coded α and β",
        "The numbers 10 and 40 are hard-coded, so other values of α and β have no effect.",
        NAMES,
        {COST: "10 * J_content + 40 * J_style"},
    ),
    Mistake(
        "hard-coded and swapped",
        "The numbers 40 and 10 are hard-coded, and swapped, so other values of α and β have no effect.",
        NAMES,
        {COST: "40 * J_content + 10 * J_style"},
    ),
    Mistake(
        "hard-coded α",
        "The number 10 is hard-coded, so another value of α has no effect.",
        NAMES,
        {COST: "10 * J_content + beta * J_style"},
    ),
    Mistake(
        "hard-coded β",
        "The number 40 is hard-coded, so another value of β has no effect.",
        NAMES,
        {COST: "alpha * J_content + 40 * J_style"},
    ),
    Mistake(
        "α twice",
        "You multiply both costs by α, and don't use β.",
        OWN_WEIGHT,
        {COST: "alpha * J_content + alpha * J_style"},
    ),
    Mistake(
        "β twice",
        "You multiply both costs by β, and don't use α.",
        OWN_WEIGHT,
        {COST: "beta * J_content + beta * J_style"},
    ),
    Mistake(
        "no weights",
        "This is the plain sum of both costs: you use neither α nor β.",
        MULTIPLY,
        {COST: "J_content + J_style"},
    ),
    Mistake(
        "content without α",
        "You add the content cost without its weight α.",
        MULTIPLY,
        {COST: "J_content + beta * J_style"},
    ),
    Mistake(
        "style without β",
        "You add the style cost without its weight β.",
        MULTIPLY,
        {COST: "alpha * J_content + J_style"},
    ),
    Mistake(
        "style left out",
        "Only the content is in your sum, so the picture would never take on the style.",
        "Add β·J_style.",
        {COST: "alpha * J_content"},
    ),
    Mistake(
        "content left out",
        "Only the style is in your sum, so the picture would lose its content.",
        "Add α·J_content.",
        {COST: "beta * J_style"},
    ),
    Mistake(
        "product instead of sum",
        "You multiply the two parts; the formula adds them.",
        "Put a plus between the two.",
        {COST: "alpha * J_content * beta * J_style"},
    ),
    Mistake(
        "minus instead of plus",
        "You subtract the style cost, so the picture would move away from the style.",
        "Put a plus between the two.",
        {COST: "alpha * J_content - beta * J_style"},
    ),
    Mistake(
        "divided by α + β",
        "You divide by α + β, which gives a weighted mean; the formula doesn't divide.",
        "Leave out the division.",
        {COST: f"({COST}) / (alpha + beta)"},
    ),
    Mistake(
        "every weight times every cost",
        "With these parentheses you multiply every weight by every cost: (α + β)·(J_content + J_style).",
        PLAIN,
        {COST: "(alpha + beta) * (J_content + J_style)"},
    ),
    Mistake(
        "α applied to both",
        "The parentheses reach too far, so α multiplies the style as well: α·(J_content + β·J_style).",
        PLAIN,
        {COST: "alpha * (J_content + beta * J_style)"},
    ),
    Mistake(
        "weights added",
        "You add the weights to the costs instead of multiplying by them.",
        "Use * between a weight and its cost.",
        {COST: "(alpha + J_content) + (beta + J_style)"},
    ),
    Mistake(
        "1 − α",
        "You weight the style with 1 − α, but it has a weight of its own, β.",
        "Use beta for the style.",
        {COST: "alpha * J_content + (1 - alpha) * J_style"},
    ),
    Mistake(
        "weights squared",
        "You apply the weights twice: α²·J_content + β²·J_style.",
        "Multiply each cost by its weight once.",
        {COST: "alpha * alpha * J_content + beta * beta * J_style"},
    ),
    Mistake(
        "half the sum",
        "This is half the expected sum: the mean of the two parts, where the formula adds them.",
        "Leave out the division.",
        {COST: f"({COST}) / 2"},
    ),
)

MISTAKES = (*COMMON, *WEIGHTS)
