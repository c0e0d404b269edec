"""Which statements may run when a function is taken out of a notebook: those that define, import or do arithmetic.

The lists say what is allowed, so that taking a function out reads and writes no files, loads no networks and trains
nothing. They keep a promise to honest notebooks; they are no sandbox against others.
"""

import ast
import builtins

from ..exercises import EXERCISES

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
IMPORTS = (ast.Import, ast.ImportFrom)
# Of these modules, what stands in them or in SUBMODULES and is no WORK.
MODULES = {
    *("tensorflow", "keras", "numpy", "math", "functools", "operator"),
    *("itertools", "collections", "typing", "dataclasses", "einops"),
}
SUBMODULES = {
    *(
        "keras",
        "math",
        "linalg",
        "nn",
        "random",
        "fft",
        "signal",
        "image",
        "bitwise",
        "dtypes",
        "experimental",
        "numpy",
    ),
    *("ops", "activations", "initializers", "losses", "metrics", "regularizers", "constraints", "layers"),
    *("optimizers", "schedules", "backend", "abc", "chain"),
}
WORK = {
    *("load", "loadtxt", "genfromtxt", "fromfile", "fromregex", "memmap", "DataSource", "save", "savez", "savetxt"),
    *("savez_compressed", "load_library", "load_op_library", "print", "py_function", "numpy_function", "Sequential"),
    *("Model", "TFSMLayer", "methodcaller", "call"),
}
BUILTINS = {
    *("abs", "all", "any", "bool", "bytes", "complex", "dict", "divmod", "enumerate", "filter", "float", "frozenset"),
    *("int", "isinstance", "iter", "len", "list", "map", "max", "min", "next", "object", "pow", "range", "repr"),
    *("reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip"),
    *("classmethod", "property", "staticmethod"),
}
# Methods that any value may be asked for: they give a new value.
METHODS = {
    *("all", "any", "argmax", "argmin", "as_list", "astype", "clip", "conj", "copy", "cumsum", "diagonal", "dot"),
    *("flatten", "item", "max", "mean", "min", "numpy", "prod", "ravel", "repeat", "reshape", "round", "squeeze"),
    *("std", "sum", "swapaxes", "tolist", "trace", "transpose", "var", "get_shape", "from_iterable"),
    *("integers", "normal", "permutation", "random", "rand", "randn", "standard_normal", "uniform", "choice"),
    *("count", "difference", "endswith", "format", "fromkeys", "get", "index", "intersection", "items", "join", "keys"),
    *("lower", "lstrip", "replace", "rstrip", "split", "splitlines", "startswith", "strip", "title", "union"),
    *("upper", "values", "zfill"),
}
# Those that change a list, a dict or a set in place.
CHANGES = {
    *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault"),
    *("sort", "update"),
}


def is_simple(node, aliases):
    """Whether running the statement only defines, imports or computes constants; {name: module path} of imports."""
    if isinstance(node, (*IMPORTS, ast.Pass, ast.Raise)):
        return True
    if isinstance(node, DEFINITIONS):
        return is_simple_definition(node, aliases)
    if isinstance(node, ASSIGNMENTS):
        return is_arithmetic([node], aliases) and aliases.keys().isdisjoint(changed(node))
    if isinstance(node, ast.Delete):  # a name that is given up may still be asked for
        inside = not any(isinstance(target, ast.Name) for target in node.targets)
        return inside and is_arithmetic([node], aliases) and aliases.keys().isdisjoint(changed(node))
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or is_simple_change(node, aliases)
    if isinstance(node, ast.If):
        return is_arithmetic([node.test], aliases) and all(is_simple(s, aliases) for s in [*node.body, *node.orelse])
    if isinstance(node, ast.Try):
        parts = [*node.body, *node.orelse, *node.finalbody, *(s for handler in node.handlers for s in handler.body)]
        return all(is_simple(part, aliases) for part in parts)
    return False


def makes_exercise(node, aliases):
    """Whether this is `gram_matrix = Gram()`: an exercise, made by a class or function of the notebook's own."""
    value = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(value, ast.Call) or not all(isinstance(t, ast.Name) and t.id in EXERCISES for t in node.targets):
        return False
    return is_own(value.func, aliases) and is_arithmetic([*value.args, *value.keywords], aliases)


def is_simple_definition(node, aliases):
    """Whether nothing but arithmetic runs beside the decorators, which may be the notebook's own.

    They, defaults, annotations and the body of a class run when the `def` or `class` does.
    """
    wraps = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    given = [part for d in node.decorator_list if isinstance(d, ast.Call) for part in [*d.args, *d.keywords]]
    if not all(is_own(wrap, aliases) or is_light(wrap, aliases) for wrap in wraps):
        return False
    if isinstance(node, ast.ClassDef):
        return is_arithmetic([*given, *node.bases, *node.keywords], aliases) and all(
            is_simple(statement, aliases) for statement in node.body
        )
    return is_arithmetic([*given, node.args, *filter(None, [node.returns])], aliases)


def is_own(function, aliases):
    """Whether this is the name of something that the notebook defines."""
    return isinstance(function, ast.Name) and function.id not in aliases and not hasattr(builtins, function.id)


def is_simple_change(node, aliases):
    """Whether this is `x.append(1)` or the like, of a variable."""
    call, names = node.value, changed(node)
    if not isinstance(call, ast.Call) or not names or not aliases.keys().isdisjoint(names):
        return False
    return is_arithmetic([call.func.value, *call.args, *call.keywords], aliases)


def changed(node):
    """Names of what a statement changes inside: `x[0] = 1`, `x.y = 1`, `del x[0]`, `x.append(1)`."""
    found = set()
    for part in running(node):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, (ast.Store, ast.Del)):
            found.add(root(part))
        call = part.value if isinstance(part, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CHANGES:
            found.add(root(call.func))
    return found - {None}


def root(node):
    """The x of `x.y[0].z`; None where it begins with something else than a name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def running(node):
    """The node and all below it that run when it does: not the bodies of functions."""
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        inner = [*getattr(node, "decorator_list", ()), node.args, *filter(None, [getattr(node, "returns", None)])]
    else:
        inner = ast.iter_child_nodes(node)
    for child in inner:
        yield from running(child)


def is_arithmetic(nodes, aliases):
    """Whether all that is called there is allowed, and all that is handed on to be called."""
    calls = [part for node in nodes for part in running(node) if isinstance(part, ast.Call)]
    given = (part for call in calls for part in [*call.args, *(keyword.value for keyword in call.keywords)])
    return all(is_light(call.func, aliases) for call in calls) and all(may_be_called(part, aliases) for part in given)


def may_be_called(value, aliases):
    """Whether an argument does no work if it is called: `list(map(np.load, names))` would."""
    if isinstance(value, ast.Lambda):
        return is_arithmetic([value.body], aliases)
    name = root(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
    last = value.attr if isinstance(value, ast.Attribute) else name
    if name is None or last.isupper():  # a constant
        return True
    return (name not in aliases and not hasattr(builtins, name)) or is_light(value, aliases)


def is_light(function, aliases):
    """Whether what is called is arithmetic: a builtin, of one of MODULES and no WORK, or a harmless method."""
    parts = []
    while isinstance(function, ast.Attribute):
        parts.insert(0, function.attr)
        function = function.value
    if isinstance(function, ast.Name) and function.id in aliases:
        path = [*aliases[function.id].split("."), *parts]
        return path[0] in MODULES and SUBMODULES.issuperset(path[1:-1]) and path[-1] not in WORK
    if parts:  # a method: what it is a method of is looked at besides
        return parts[-1] in METHODS
    return isinstance(function, ast.Name) and function.id in BUILTINS
