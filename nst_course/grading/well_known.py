"""train_step(generated_image), as the best-known course on the subject has it -> one that takes what ours takes.

There it reads `a_C`, `a_S`, `vgg_model_outputs` and `optimizer` from the notebook; layers and weights are the defaults
of the functions that it calls.
"""

import ast
from dataclasses import replace

from ..extraction.notebook import Note, NoteCode, parse_tree

READ = ("a_C", "a_S", "vgg_model_outputs", "optimizer")
# The arguments become the notebook's variables. What `tf.function` wraps is called without it, as it would go on with
# the variables that it saw first. 10 and 40, which stand in that notebook, mean the weights that are asked for.
ADAPTER = """\
_theirs, _space, _course = getattr(train_step, "python_function", train_step), globals(), dict(globals())


def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=(), alpha=10, beta=40):
    layers, weights = STYLE_LAYERS, (alpha, beta)

    def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=()):
        return _course["compute_style_cost"](style_image_output, generated_image_output, layers)

    def total_cost(J_content, J_style, alpha=10, beta=40):
        given = (alpha, beta)
        return _course["total_cost"](J_content, J_style, *(weights if given == (10, 40) else given))

    _space.update(a_C=a_C, a_S=a_S, vgg_model_outputs=vgg_model_outputs, optimizer=optimizer, STYLE_LAYERS=layers)
    _space.update(compute_style_cost=compute_style_cost, total_cost=total_cost)
    return _theirs(generated_image)"""


def adapted(extraction, name):
    """The `Program` with one piece more, where the function `name` in it is such a train_step."""
    if extraction.name != "train_step" or not any(takes_a_picture(piece, name) for piece in extraction.pieces):
        return extraction
    unknown = (NoteCode.COMPUTED, NoteCode.UNDEFINED)
    told = tuple(note for note in extraction.notes if not (note.code in unknown and note.other in READ))
    note = Note(NoteCode.ADAPTED, "train_step")
    pieces, lines = (*extraction.pieces, ADAPTER), (*extraction.lines, 1)
    return replace(extraction, pieces=pieces, lines=lines, notes=(*told, note))


def takes_a_picture(piece, name):
    """Whether a piece is the `def` of that name with one argument."""
    node = parse_tree(piece).body[0]
    return isinstance(node, ast.FunctionDef) and node.name == name and len(node.args.args) == 1
