"""The total cost: the costs of content and style, α and β -> a scalar."""

from .activations import bfloat16, number
from .exercise import Case, Exercise
from .mistakes.total_cost import MISTAKES


def make_cases(rng):
    def case(name, J_content, J_style, watched=("J_content", "J_style"), lenient=False, traced=False, **weights):
        inputs = {"J_content": J_content, "J_style": J_style, **weights}
        return Case(name, inputs, watched, lenient, traced)

    def costs():
        return number(rng.uniform(0.2, 1)), number(rng.uniform(1.5, 3))

    return [
        case("α and β not given", *costs(), traced=True),
        case("α = 3, β = 8", *costs(), alpha=3, beta=8),
        case("α = 0.5, β = 0.25", *costs(), alpha=0.5, beta=0.25),
        case("α = 0", *costs(), alpha=0, beta=2),
        case("β = 0", *costs(), alpha=5, beta=0),
        case("α and β as tensors", *costs(), alpha=number(7), beta=number(1.5), traced=True),
        case("costs of 0", number(0), number(0)),
        case("large costs", number(3e6), number(2e7), alpha=2, beta=3),
        case("Python numbers", 0.3, 0.75, (), lenient=True, alpha=3, beta=8),
        case("bfloat16", *map(bfloat16, costs()), (), lenient=True, alpha=3, beta=8),
    ]


TOTAL_COST = Exercise(
    name="total_cost",
    title="The total cost",
    lesson="5_make_art",
    points=10,
    minutes=5,
    difficulty="easy",
    hints=(
        "Two wishes at once: keep the content, take on the style. α and β "
        "say how much each of them counts: which belongs "
        "to which?",
        "Weigh each cost with its own factor, then add both. The factors "
        "are arguments of the function: use their names, "
        "not the numbers 10 and 40.",
        "alpha goes with J_content, beta with J_style: a product, a plus, a product.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
