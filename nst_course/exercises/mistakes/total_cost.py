"""What goes wrong in the total cost. Of mistakes with the same results the first is named."""

from ..exercise import CheckStep, FoundBy, Mistake
from .common import everywhere

COST = "alpha * J_content + beta * J_style"
HEAD = "alpha=10, beta=40"
NAMES = "Write alpha and beta, the names in the brackets after def: a caller may choose other numbers than 10 and 40."

MISTAKES = (
    everywhere("print in place of return", {f"return {COST}": f"print({COST})"}),
    everywhere("no return", {"return ": "J = "}),
    everywhere("a comma too many", {COST: f"{COST},"}),
    everywhere("the gradient is stopped", {COST: "alpha * J_content + tf.stop_gradient(beta * J_style)"}),
    everywhere(
        ".numpy()",
        {COST: "alpha * J_content.numpy() + beta * J_style"},
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.GRADIENT),
    ),
    everywhere("NumPy", {f"return {COST}": "import numpy as np\n    return np.add(alpha * J_content, beta * J_style)"}),
    everywhere("float()", {COST: f"float({COST})"}),
    everywhere("float64", {COST: f"tf.cast({COST}, tf.float64)"}),
    everywhere("whole numbers", {COST: f"tf.cast({COST}, tf.int32)"}),
    everywhere("//", {COST: f"({COST}) // 1"}),
    Mistake(
        "a whole number comes first",
        "In a graph tf.multiply and tf.add take the number format of what comes first, and a whole number such as "
        "alpha=10 makes that int32.",
        "Write alpha * J_content with the operator *, or put the cost first: tf.multiply(J_content, alpha).",
        {COST: "tf.multiply(alpha, J_content) + tf.multiply(beta, J_style)"},
        steps=(CheckStep.INSIDE_GRAPH,),
        sign=r"error: TypeError: Input 'y' of .* has type float\d+ that does not match type int",
        found_by=FoundBy.SIGN,
    ),
    everywhere(
        "an argument changed",
        code="""def total_cost(J_content, J_style, alpha=10, beta=40):
    J_style.assign(J_style * beta)
    return alpha * J_content + J_style
""",
        diagnosis="Here .assign is asked of a cost; a cost is a tensor, which can be computed with but not changed.",
        next_move="Give the product a name of its own, or use it right in the sum.",
        steps=(CheckStep.RUNS, CheckStep.ARGUMENTS_UNCHANGED),
        sign=r"^changes:|error: .*assign",
    ),
    everywhere(
        "a variable of the notebook",
        code="J = 3.0\n\n"
        "def total_cost(J_content, J_style, alpha=10, beta=40):\n    return alpha * J + beta * J_style\n",
    ),
    Mistake(
        "costs swapped in the first line",
        "The arguments are named in another order than they are handed over: first J_content, then J_style.",
        "Put the first line back as it was.",
        {"J_content, J_style": "J_style, J_content"},
        sign=r"def total_cost\(J_style",
    ),
    Mistake(
        "α and β swapped",
        "α and β are swapped: α stands with the style and β with the content.",
        "α belongs to the content, β to the style.",
        {COST: "beta * J_content + alpha * J_style"},
    ),
    Mistake(
        "defaults swapped",
        "The defaults are swapped in the first line: α is 10 and β is 40, if nobody says otherwise.",
        "Put the first line back as it was: alpha=10, beta=40.",
        {HEAD: "alpha=40, beta=10"},
    ),
    Mistake(
        "α and β as fixed numbers",
        "The numbers 10 and 40 stand in the formula, so other values for α and β are not heard.",
        NAMES,
        {COST: "10 * J_content + 40 * J_style"},
    ),
    Mistake(
        "fixed numbers, swapped",
        "The numbers 40 and 10 stand in the formula, swapped, and other values for α and β are not heard.",
        NAMES,
        {COST: "40 * J_content + 10 * J_style"},
    ),
    Mistake(
        "α as a fixed number",
        "The number 10 stands in the formula, so another value for α is not heard.",
        NAMES,
        {COST: "10 * J_content + beta * J_style"},
    ),
    Mistake(
        "β as a fixed number",
        "The number 40 stands in the formula, so another value for β is not heard.",
        NAMES,
        {COST: "alpha * J_content + 40 * J_style"},
    ),
    Mistake(
        "α twice",
        "Both costs are multiplied by α, and β is not used.",
        "Give each cost a factor of its own.",
        {COST: "alpha * J_content + alpha * J_style"},
    ),
    Mistake(
        "β twice",
        "Both costs are multiplied by β, and α is not used.",
        "Give each cost a factor of its own.",
        {COST: "beta * J_content + beta * J_style"},
    ),
    Mistake(
        "no weights",
        "This is the plain sum of both costs: neither α nor β is used.",
        "Multiply each cost by its factor before you add.",
        {COST: "J_content + J_style"},
    ),
    Mistake(
        "content without α",
        "The content cost is added as it is: its factor α is missing.",
        "Multiply each cost by its factor before you add.",
        {COST: "J_content + beta * J_style"},
    ),
    Mistake(
        "style without β",
        "The style cost is added as it is: its factor β is missing.",
        "Multiply each cost by its factor before you add.",
        {COST: "alpha * J_content + J_style"},
    ),
    Mistake(
        "the style left out",
        "Only the content is in this sum: the picture would stay as it is.",
        "Add β·J_style.",
        {COST: "alpha * J_content"},
    ),
    Mistake(
        "the content left out",
        "Only the style is in this sum: the picture would lose what it shows.",
        "Add α·J_content.",
        {COST: "beta * J_style"},
    ),
    Mistake(
        "a product of both",
        "Both parts are multiplied with each other; the formula adds them.",
        "Put a plus between the two.",
        {COST: "alpha * J_content * beta * J_style"},
    ),
    Mistake(
        "minus for plus",
        "The style cost is subtracted, so that the picture would flee the style.",
        "Put a plus between the two.",
        {COST: "alpha * J_content - beta * J_style"},
    ),
    Mistake(
        "divided by α + β",
        "The sum is divided by α + β, a weighted mean; the formula does not divide.",
        "Leave the division out.",
        {COST: f"({COST}) / (alpha + beta)"},
    ),
    Mistake(
        "brackets too many",
        "With these brackets all factors are multiplied with all costs, (α + β)·(J_content + J_style).",
        "Two products and one plus: no brackets are needed.",
        {COST: "(alpha + beta) * (J_content + J_style)"},
    ),
    Mistake(
        "α for both, β on top",
        "The brackets reach too far: α multiplies the style as well, α·(J_content + β·J_style).",
        "Two products and one plus: no brackets are needed.",
        {COST: "alpha * (J_content + beta * J_style)"},
    ),
    Mistake(
        "added, not multiplied",
        "The factors are added to the costs, where they should multiply them.",
        "Use * between a factor and its cost.",
        {COST: "(alpha + J_content) + (beta + J_style)"},
    ),
    Mistake(
        "1 − α",
        "The style is weighed with 1 − α; here it has a factor of its own, β.",
        "Use beta for the style.",
        {COST: "alpha * J_content + (1 - alpha) * J_style"},
    ),
    Mistake(
        "α and β squared",
        "The factors are applied twice, α²·J_content + β²·J_style.",
        "Multiply each cost by its factor once.",
        {COST: "alpha * alpha * J_content + beta * beta * J_style"},
    ),
    Mistake(
        "half of it",
        "This is half the expected sum: a mean of the two parts, where the formula adds them.",
        "Leave the division out.",
        {COST: f"({COST}) / 2"},
    ),
)
