"""Optimizers of pixels, each a descent (where to go) times a search (how far, and whether it was worth it).

A picture is (1, height, width, 3) in [0, 1]. Every step evaluates the objective once: `query_point` says where,
`update` takes in the result. To add an optimizer, add an entry to `OPTIMIZERS`.
Nocedal & Wright, "Numerical Optimization" (2006); Kingma & Ba, "Adam: A Method for Stochastic Optimization" (2015).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .._tensorflow import Tensor, Variable, tf
from .line_search import Backtracking, Descent, FixedStep, Search, dot

if TYPE_CHECKING:
    from .settings import Settings

CAUTIOUS = 0.1  # of the first move: a picture near a minimum, where a long move would only be undone

AnyOptimizer: TypeAlias = "Optimizer | SwitchableOptimizer"


class Optimizer:
    """A descent times a search."""

    def __init__(self, descent: Descent, search: Search) -> None:
        self.descent, self.search = descent, search

    @property
    def picture(self) -> Tensor:
        """The picture so far, (1, height, width, 3)."""
        return self.search.picture.read_value()

    @property
    def last_accepted(self) -> Tensor:
        """Whether the point that was evaluated last became the picture."""
        return self.search.last_accepted.read_value()

    def query_point(self) -> Tensor:
        """Where to evaluate the objective next."""
        return self.search.query_point()

    def update(self, point: Tensor, value: Tensor, gradient: Tensor) -> None:
        """Take one step, given the objective's value and gradient at `point`."""
        self.search.update(point, value, gradient, self.descent)

    def objective_changed(self) -> None:
        """Prepare for a changed objective from the next step on."""
        self.search.objective_changed(self.descent)

    def restart(self, picture: Tensor) -> None:
        """Start over at `picture`, of the same size."""
        self.search.restart(picture, self.descent)

    def resized(self, picture: Tensor) -> Optimizer:
        """The same optimizer at `picture`, of another size, with its memory carried over."""
        return Optimizer(self.descent.resized(picture), self.search.at(picture))

    def set_parameter(self, name: str, value: float) -> None:
        """Change a live parameter, which its descent or search keeps in a variable of that name."""
        for part in (self.descent, self.search):
            if hasattr(part, name):
                getattr(part, name).assign(value)

    def state(self) -> list[Variable]:
        """The variables that hold everything that changes from step to step."""
        parts = [value for part in (self.descent, self.search) for value in vars(part).values()]
        return [value for value in parts if isinstance(value, tf.Variable)]


class SwitchableOptimizer:
    """Several optimizers in one graph, one of which is active: switching needs no retracing.

    `optimizers` is {name: optimizer}, all at the same picture; `name` is the first active one.
    """

    def __init__(self, optimizers: Mapping[str, Optimizer], name: str) -> None:
        self.optimizers = dict(optimizers)
        self.number = tf.Variable(list(self.optimizers).index(name))

    @property
    def name(self) -> str:
        """The name of the active optimizer."""
        return list(self.optimizers)[int(self.number)]

    @property
    def picture(self) -> Tensor:
        """The picture so far, (1, height, width, 3)."""
        return self._of_active(lambda optimizer: optimizer.picture)

    @property
    def last_accepted(self) -> Tensor:
        """Whether the point that was evaluated last became the picture."""
        return self._of_active(lambda optimizer: optimizer.last_accepted)

    def query_point(self) -> Tensor:
        """Where to evaluate the objective next."""
        return self._of_active(lambda optimizer: optimizer.query_point())

    def update(self, point: Tensor, value: Tensor, gradient: Tensor) -> None:
        """Take one step of the active optimizer; the others stay as they are."""

        def update_one(optimizer: Optimizer) -> Tensor:
            optimizer.update(point, value, gradient)
            return tf.constant(True)

        self._of_active(update_one)

    def use(self, name: str) -> None:
        """Switch to the optimizer of that name, which starts over at the current picture."""
        if name != self.name:
            self.optimizers[name].restart(self.picture)
            self.number.assign(list(self.optimizers).index(name))

    def objective_changed(self) -> None:
        """Prepare for a changed objective from the next step on."""
        for optimizer in self.optimizers.values():
            optimizer.objective_changed()

    def restart(self, picture: Tensor) -> None:
        """Start over at `picture`, of the same size."""
        for optimizer in self.optimizers.values():
            optimizer.restart(picture)

    def resized(self, picture: Tensor) -> SwitchableOptimizer:
        """The same optimizers at `picture`, of another size."""
        return SwitchableOptimizer({name: one.resized(picture) for name, one in self.optimizers.items()}, self.name)

    def set_parameter(self, name: str, value: float) -> None:
        """Change a live parameter of every optimizer that has it."""
        for optimizer in self.optimizers.values():
            optimizer.set_parameter(name, value)

    def state(self) -> list[Variable]:
        """The variables of the active optimizer."""
        return self.optimizers[self.name].state()

    def _of_active(self, function: Callable[[Optimizer], Tensor]) -> Tensor:
        branches = [lambda one=one: function(one) for one in self.optimizers.values()]
        return tf.switch_case(self.number.read_value(), branches)


# Descents.


class AdamDescent:
    """−η·m̂ / (√v̂ + ε), from running means of the gradient and of its square (Kingma & Ba, algorithm 1)."""

    def __init__(
        self,
        picture: Tensor,
        *,
        learning_rate: float = 0.02,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        epsilon: float = 1e-8,
    ) -> None:
        self.learning_rate = tf.Variable(float(learning_rate))
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.mean, self.square = tf.Variable(tf.zeros_like(picture)), tf.Variable(tf.zeros_like(picture))
        self.steps = tf.Variable(0.0)

    def move(self, picture: Tensor, gradient: Tensor) -> Tensor:
        """Update both running means and give the move."""
        self.steps.assign_add(1.0)
        self.mean.assign(self.beta_1 * self.mean + (1 - self.beta_1) * gradient)
        self.square.assign(self.beta_2 * self.square + (1 - self.beta_2) * tf.square(gradient))
        mean = self.mean / (1 - self.beta_1**self.steps)
        square = self.square / (1 - self.beta_2**self.steps)
        return -(self.learning_rate * mean / (tf.sqrt(square) + self.epsilon))

    def learn(self, step: Tensor, gradient_change: Tensor, *, valid: Tensor) -> None:
        """Nothing to do: the running means hold everything."""

    def forget(self) -> None:
        """Reset the running means."""
        for state in (self.mean, self.square, self.steps):
            state.assign(tf.zeros_like(state))

    def set_caution(self, cautious: Tensor) -> None:
        """Nothing to do: the learning rate sets the length of a move."""

    def resized(self, picture: Tensor) -> AdamDescent:
        """The same descent for the size of `picture`.

        A cost that does not grow with size has, at each pixel, a gradient that shrinks as their number grows.
        """
        from .initial import resize

        other = AdamDescent(picture, beta_1=self.beta_1, beta_2=self.beta_2, epsilon=self.epsilon)
        size, shrink = picture.shape[1:3], self.mean.shape.num_elements() / picture.shape.num_elements()
        other.learning_rate.assign(self.learning_rate)
        other.mean.assign(shrink * resize(self.mean, size))
        other.square.assign(shrink**2 * tf.maximum(resize(self.square, size), 0.0))
        other.steps.assign(self.steps)
        return other


class LBFGSDescent:
    """−H·∇J over the free pixels, H from the last few steps (L-BFGS; Nocedal & Wright, algorithm 7.4).

    Pixels at a bound that the gradient pushes further out are left alone (gradient projection, algorithm 16.5).
    """

    def __init__(self, picture: Tensor, *, memory: int = 10, first_move: float = 0.05) -> None:
        self.memory, self.first_move = memory, first_move
        self.mean_move = tf.Variable(first_move)  # mean change of a pixel in a move with no curvature known
        history = tf.zeros([memory, *picture.shape])
        self.s, self.y = tf.Variable(history), tf.Variable(history)  # steps, and how the gradient changed
        self.curvature = tf.Variable(tf.zeros([memory]))  # sᵀy of each pair; 0 where there is none yet

    def move(self, picture: Tensor, gradient: Tensor) -> Tensor:
        """The quasi-Newton move; steepest descent while no curvature is known."""
        stuck = ((picture <= 0.0) & (gradient > 0.0)) | ((picture >= 1.0) & (gradient < 0.0))
        free = tf.cast(~stuck, gradient.dtype)
        steepest = -gradient * free
        newton = self.two_loop_recursion(steepest, free)
        plain = steepest * (self.mean_move / (tf.reduce_mean(tf.abs(steepest)) + 1e-30))
        useful = (self.curvature[-1] > 0.0) & (dot(newton, gradient) < 0.0)
        return tf.where(useful, newton, plain)

    def two_loop_recursion(self, q: Tensor, free: Tensor) -> Tensor:
        """H·q (algorithm 7.4) with H⁰ = γ·1, γ = sᵀy / yᵀy of the last pair (eq. 7.20); `free` is 1 at free pixels."""
        rho = tf.math.divide_no_nan(1.0, self.curvature)
        alphas = {}
        for i in reversed(range(self.memory)):
            alphas[i] = rho[i] * dot(self.s[i], q)
            q -= alphas[i] * self.y[i] * free
        q *= tf.math.divide_no_nan(self.curvature[-1], dot(self.y[-1], self.y[-1]))
        for i in range(self.memory):
            q += (alphas[i] - rho[i] * dot(self.y[i], q)) * self.s[i] * free
        return q

    def learn(self, step: Tensor, gradient_change: Tensor, *, valid: Tensor) -> None:
        """Keep the pair if its curvature is clearly positive, so that H stays positive definite."""
        curvature = dot(step, gradient_change)
        norms = tf.sqrt(dot(step, step) * dot(gradient_change, gradient_change))
        tf.cond(valid & (curvature > 1e-8 * norms), lambda: self._remember(step, gradient_change, curvature), tf.no_op)

    def forget(self) -> None:
        """Drop all pairs: where the curvature is 0 a pair has no effect."""
        self.curvature.assign(tf.zeros_like(self.curvature))

    def set_caution(self, cautious: Tensor) -> None:
        """Shorten the move that is taken while no curvature is known."""
        self.mean_move.assign(tf.where(cautious, CAUTIOUS * self.first_move, self.first_move))

    def resized(self, picture: Tensor) -> LBFGSDescent:
        """The same descent for the size of `picture`, its gradients shrunk as Adam's are."""
        from .initial import resize

        other = LBFGSDescent(picture, memory=self.memory, first_move=self.first_move)
        size, shrink = picture.shape[1:3], self.s[0].shape.num_elements() / picture.shape.num_elements()
        other.s.assign(resize(self.s, size))
        other.y.assign(shrink * resize(self.y, size))
        curvature = tf.reduce_sum(other.s * other.y, axis=[1, 2, 3, 4])
        other.curvature.assign(tf.where(self.curvature > 0.0, tf.maximum(curvature, 0.0), 0.0))
        return other

    def _remember(self, step: Tensor, gradient_change: Tensor, curvature: Tensor) -> Tensor:
        self.s.assign(tf.concat([self.s[1:], step[None]], axis=0))
        self.y.assign(tf.concat([self.y[1:], gradient_change[None]], axis=0))
        self.curvature.assign(tf.concat([self.curvature[1:], curvature[None]], axis=0))
        return tf.no_op()


# The registry.


@dataclass(frozen=True)
class LiveParameter:
    """A setting of an optimizer that can change during a run, and the useful range of its slider."""

    name: str  # of the field of `Settings`, and of the descent's or search's variable
    label: str
    description: str
    low: float
    high: float


@dataclass(frozen=True)
class OptimizerEntry:
    """Everything the rest of the package needs to know about an optimizer.

    `label` and `description` are what users see, `pictures` how many float32 pictures it holds at its peak, and
    `make(picture, settings, noise)` makes it at a picture; `noise` is J's relative rounding error.
    """

    label: str
    description: str
    pictures: int
    make: Callable[[Tensor, Settings, float], Optimizer]
    live_parameters: tuple[LiveParameter, ...] = ()


LEARNING_RATE = LiveParameter(
    "learning_rate", "step size", "The learning rate: how far a pixel moves in a step", 1e-3, 1
)

OPTIMIZERS: dict[str, OptimizerEntry] = {
    "lbfgs": OptimizerEntry(
        "L-BFGS",
        "Learns the curvature of J and takes long steps",
        pictures=40,  # ten pairs of history, state, and what it is working on
        make=lambda picture, settings, noise: Optimizer(LBFGSDescent(picture), Backtracking(picture, noise=noise)),
    ),
    "adam": OptimizerEntry(
        "Adam",
        "Takes even steps whose length is the learning rate",
        pictures=8,
        make=lambda picture, settings, noise: Optimizer(
            AdamDescent(picture, learning_rate=settings.learning_rate), FixedStep(picture)
        ),
        live_parameters=(LEARNING_RATE,),
    ),
}


def make_optimizer(settings: Settings, picture: Tensor, noise: float, *, switchable: bool) -> AnyOptimizer:
    """The optimizer that `settings` names, at `picture`; a switchable one can switch to any other later."""
    if not switchable:
        return OPTIMIZERS[settings.optimizer].make(picture, settings, noise)
    optimizers = {name: entry.make(picture, settings, noise) for name, entry in OPTIMIZERS.items()}
    return SwitchableOptimizer(optimizers, settings.optimizer)
