"""Which statements may run when a function is extracted from a notebook: definitions, imports, plain expressions.

These are allow-lists: extracting a function must not read or write files, load a network, or train anything. They
protect honest notebooks from side effects and are not a sandbox against malicious ones.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

from ..exercises import EXERCISES

Aliases = Mapping[str, str]  # name in the notebook -> the module or object it was imported from, such as np -> numpy

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
IMPORTS = (ast.Import, ast.ImportFrom)
# Everything in these modules and submodules may be called, except for what is in UNSAFE_FUNCTIONS.
SAFE_MODULES = {
    *("tensorflow", "keras", "numpy", "math", "functools", "operator"),
    *("itertools", "collections", "typing", "dataclasses", "einops"),
}
SAFE_SUBMODULES = {
    *("keras", "math", "linalg", "nn", "random", "fft", "signal", "image", "bitwise", "dtypes", "experimental"),
    *("numpy", "ops", "activations", "initializers", "losses", "metrics", "regularizers", "constraints", "layers"),
    *("optimizers", "schedules", "backend", "abc", "chain"),
}
UNSAFE_FUNCTIONS = {
    *("load", "loadtxt", "genfromtxt", "fromfile", "fromregex", "memmap", "DataSource", "save", "savez", "savetxt"),
    *("savez_compressed", "load_library", "load_op_library", "print", "py_function", "numpy_function", "Sequential"),
    *("Model", "TFSMLayer", "methodcaller", "call"),
}
SAFE_BUILTINS = {
    *("abs", "all", "any", "bool", "bytes", "complex", "dict", "divmod", "enumerate", "filter", "float", "frozenset"),
    *("int", "isinstance", "iter", "len", "list", "map", "max", "min", "next", "object", "pow", "range", "repr"),
    *("reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip"),
    *("classmethod", "property", "staticmethod"),
}
# Methods that return a new value, whatever the object.
SAFE_METHODS = {
    *("all", "any", "argmax", "argmin", "as_list", "astype", "clip", "conj", "copy", "cumsum", "diagonal", "dot"),
    *("flatten", "item", "max", "mean", "min", "numpy", "prod", "ravel", "repeat", "reshape", "round", "squeeze"),
    *("std", "sum", "swapaxes", "tolist", "trace", "transpose", "var", "get_shape", "from_iterable"),
    *("integers", "normal", "permutation", "random", "rand", "randn", "standard_normal", "uniform", "choice"),
    *("count", "difference", "endswith", "format", "fromkeys", "get", "index", "intersection", "items", "join", "keys"),
    *("lower", "lstrip", "replace", "rstrip", "split", "splitlines", "startswith", "strip", "title", "union"),
    *("upper", "values", "zfill"),
}
# Methods that change a list, dict, or set in place.
MUTATING_METHODS = {
    *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault"),
    *("sort", "update"),
}


def is_safe(node: ast.stmt, aliases: Aliases) -> bool:
    """Whether running the statement only defines, imports, or computes with plain expressions."""
    if isinstance(node, (*IMPORTS, ast.Pass, ast.Raise)):
        return True
    if isinstance(node, DEFINITIONS):
        return is_safe_definition(node, aliases)
    if isinstance(node, ASSIGNMENTS):
        return are_safe_expressions([node], aliases) and aliases.keys().isdisjoint(mutated_names(node))
    if isinstance(node, ast.Delete):  # `del x[0]`; after `del x` the function might still use x
        if any(isinstance(target, ast.Name) for target in node.targets):
            return False
        return are_safe_expressions([node], aliases) and aliases.keys().isdisjoint(mutated_names(node))
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or is_safe_mutation(node, aliases)
    if isinstance(node, ast.If):
        return are_safe_expressions([node.test], aliases) and all(
            is_safe(statement, aliases) for statement in [*node.body, *node.orelse]
        )
    if isinstance(node, ast.Try):
        handlers = [statement for handler in node.handlers for statement in handler.body]
        parts = [*node.body, *node.orelse, *node.finalbody, *handlers]
        return all(is_safe(part, aliases) for part in parts)
    return False


def is_exercise_assignment(node: ast.stmt, aliases: Aliases) -> bool:
    """Whether this is `gram_matrix = Gram()`: an exercise created by a class or function in the notebook."""
    value = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(node, ast.Assign) or not isinstance(value, ast.Call):
        return False
    if not all(isinstance(target, ast.Name) and target.id in EXERCISES for target in node.targets):
        return False
    return is_defined_in_notebook(value.func, aliases) and are_safe_expressions([*value.args, *value.keywords], aliases)


def is_safe_definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, aliases: Aliases) -> bool:
    """Whether everything that runs when a `def` or `class` is executed is safe.

    This includes decorators (which may be the notebook's own), default values, annotations, and class bodies.
    """
    decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    if not all(is_defined_in_notebook(d, aliases) or is_safe_callable(d, aliases) for d in decorators):
        return False
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call)]
    arguments: list[ast.AST] = [part for call in calls for part in [*call.args, *call.keywords]]
    if isinstance(node, ast.ClassDef):
        return are_safe_expressions([*arguments, *node.bases, *node.keywords], aliases) and all(
            is_safe(statement, aliases) for statement in node.body
        )
    return are_safe_expressions([*arguments, node.args, *filter(None, [node.returns])], aliases)


def is_defined_in_notebook(function: ast.expr, aliases: Aliases) -> bool:
    """Whether this is a name that the notebook itself defines: neither imported nor a builtin."""
    return isinstance(function, ast.Name) and function.id not in aliases and not hasattr(builtins, function.id)


def is_safe_mutation(node: ast.Expr, aliases: Aliases) -> bool:
    """Whether this is `x.append(1)` or the like, on a variable of the notebook."""
    call, names = node.value, mutated_names(node)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    if not names or not aliases.keys().isdisjoint(names):
        return False
    return are_safe_expressions([call.func.value, *call.args, *call.keywords], aliases)


def mutated_names(node: ast.AST) -> set[str]:
    """Names whose value a statement changes in place: `x[0] = 1`, `x.y = 1`, `del x[0]`, `x.append(1)`."""
    found = set()
    for part in evaluated_nodes(node):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, (ast.Store, ast.Del)):
            found.add(root_name(part))
        call = part.value if isinstance(part, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MUTATING_METHODS:
            found.add(root_name(call.func))
    return {name for name in found if name is not None}


def root_name(node: ast.AST) -> str | None:
    """The x of `x.y[0].z`; None if the chain does not begin with a name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def evaluated_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all nodes below it that are evaluated along with it, so not the bodies of functions."""
    yield node
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        children = [*node.decorator_list, node.args, *filter(None, [node.returns])]
    elif isinstance(node, ast.Lambda):
        children = [node.args]
    for child in children:
        yield from evaluated_nodes(child)


def are_safe_expressions(nodes: Iterable[ast.AST], aliases: Aliases) -> bool:
    """Whether every call in them is safe, and every argument that might be called in turn."""
    calls = [part for node in nodes for part in evaluated_nodes(node) if isinstance(part, ast.Call)]
    arguments = (part for call in calls for part in [*call.args, *(keyword.value for keyword in call.keywords)])
    return all(is_safe_callable(call.func, aliases) for call in calls) and all(
        is_safe_argument(argument, aliases) for argument in arguments
    )


def is_safe_argument(value: ast.expr, aliases: Aliases) -> bool:
    """Whether an argument is harmless even if it gets called, unlike the one in `list(map(np.load, names))`."""
    if isinstance(value, ast.Lambda):
        return are_safe_expressions([value.body], aliases)
    name = root_name(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
    if name is None:
        return True
    last = value.attr if isinstance(value, ast.Attribute) else name
    if last.isupper():  # a constant
        return True
    return (name not in aliases and not hasattr(builtins, name)) or is_safe_callable(value, aliases)


def is_safe_callable(function: ast.expr, aliases: Aliases) -> bool:
    """Whether this is a safe builtin, a function of a safe module, or a safe method."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.insert(0, function.attr)
        function = function.value
    if isinstance(function, ast.Name) and function.id in aliases:
        path = [*aliases[function.id].split("."), *parts]
        return path[0] in SAFE_MODULES and SAFE_SUBMODULES.issuperset(path[1:-1]) and path[-1] not in UNSAFE_FUNCTIONS
    if parts:  # a method; the expression it belongs to is checked separately
        return parts[-1] in SAFE_METHODS
    return isinstance(function, ast.Name) and function.id in SAFE_BUILTINS
