"""Programs that reach for what no function on tensors needs -> reasons why a person should look at them.

What only a student's own process can see, such as how often a function was traced, a program could invent there.
It takes one of these to do so; points and verdicts do not depend on them.
"""

import ast

MODULES = {
    *("atexit", "ctypes", "fcntl", "gc", "importlib", "inspect", "marshal", "mmap", "multiprocessing", "pickle"),
    *("resource", "signal", "socket", "subprocess", "threading", "_thread"),
}
OURS = ("nst_course.checks", "nst_course.exercises", "nst_course.grading")
NAMES = {
    *("__builtins__", "__globals__", "__import__", "__subclasses__", "addaudithook", "eval", "exec", "modules"),
    *("_exit", "_getframe", "f_back", "f_globals", "f_locals", "fork", "gi_frame", "kill", "setprofile", "settrace"),
    *("tb_frame",),
}


def reasons(exercises):
    """A sentence for each exercise {name: `Extraction`} whose program does."""
    for exercise, found in exercises.items():
        reached = sorted({name for piece in found.pieces for name in reached_by(piece)}) if found.found else ()
        if reached:
            yield f"{exercise} uses {', '.join(reached[:5])}, which no solution needs: see what for."


def reached_by(piece):
    """Names of what a text reaches for."""
    try:
        nodes = list(ast.walk(ast.parse(piece)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_reached(alias.name))
        elif isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in full if is_reached(name) or name.rpartition(".")[2] in NAMES)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in NAMES:
                yield name


def is_reached(module):
    return module.split(".")[0] in MODULES or module.startswith(OURS)
