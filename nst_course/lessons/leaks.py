"""Does a student edition give a solution away? (notebook, exercises) -> the lines of solutions that it holds."""

import ast
import re

SHORTEST = 12  # letters: shorter lines, such as `return J`, give nothing away


def leaks(notebook, exercises):
    """[(exercise, line)] of references' bodies that stand anywhere in the notebook, prose and metadata included."""
    held = squeezed("\n".join(texts(notebook)))
    return [(e.name, line) for e in exercises for line in secret_lines(e) if squeezed(line) in held]


def secret_lines(exercise):
    """Code lines of the reference that the stub does not keep; of `return x` only the x."""
    kept = set(map(squeezed, exercise.stub.splitlines()))
    for line in code_lines(exercise.solution):
        if squeezed(line) not in kept and len(squeezed(line)) >= SHORTEST:
            yield line


def code_lines(function):
    """The lines of the body, without docstring and comments."""
    body = ast.parse(function).body[0].body
    body = body[1:] if ast.get_docstring(ast.parse(function).body[0]) is not None else body
    for line in function.splitlines()[body[0].lineno - 1 :] if body else ():
        code = line.split("#")[0].strip().removeprefix("return ")
        if code:
            yield code


def squeezed(text):
    return re.sub(r"\s+", "", text)


def texts(value):
    """All strings in nested dicts and lists."""
    if isinstance(value, dict):
        yield from (text for item in value.items() for part in item for text in texts(part))
    elif isinstance(value, (list, tuple)):
        yield from (text for part in value for text in texts(part))
    elif isinstance(value, str):
        yield value
