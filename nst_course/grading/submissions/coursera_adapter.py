"""Adapts train_step(generated_image), as in the best-known course on the subject, to our signature.

There it reads `a_C`, `a_S`, `vgg_model_outputs` and `optimizer` from the notebook; layers and weights are the defaults
of the functions it calls.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from ...extraction.notebook import Note, NoteCode, parse_tree
from ...extraction.program import Program

READ_FROM_NOTEBOOK = ("a_C", "a_S", "vgg_model_outputs", "optimizer")
# The arguments become the notebook's variables. A `tf.function` is unwrapped, because it would keep using the variables
# it saw first. 10 and 40, the numbers in that notebook, mean the requested weights.
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


def adapt_coursera_program(program: Program, name: str) -> Program:
    """The program with one more piece, if the function `name` in it is such a train_step."""
    if program.name != "train_step" or not any(takes_one_argument(piece, name) for piece in program.pieces):
        return program
    supplied = [
        note
        for note in program.notes
        if note.code in (NoteCode.COMPUTED, NoteCode.UNDEFINED) and note.other in READ_FROM_NOTEBOOK
    ]
    notes = [note for note in program.notes if note not in supplied]
    return replace(
        program,
        pieces=(*program.pieces, ADAPTER),
        lines=(*program.lines, 1),
        notes=(*notes, Note(NoteCode.ADAPTED, "train_step")),
    )


def takes_one_argument(piece: str, name: str) -> bool:
    """Whether a piece is the `def` of that name with one argument."""
    node = parse_tree(piece).body[0]
    return isinstance(node, ast.FunctionDef) and node.name == name and len(node.args.args) == 1
