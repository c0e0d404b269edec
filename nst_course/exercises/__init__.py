"""The six exercises, in the order of the course. Nothing here needs TensorFlow."""

from .content_cost import CONTENT_COST
from .gram_matrix import GRAM_MATRIX
from .layer_style_cost import LAYER_STYLE_COST
from .style_cost import STYLE_COST
from .total_cost import TOTAL_COST
from .train_step import TRAIN_STEP

EXERCISES = {
    exercise.name: exercise
    for exercise in (CONTENT_COST, GRAM_MATRIX, LAYER_STYLE_COST, STYLE_COST, TOTAL_COST, TRAIN_STEP)
}
