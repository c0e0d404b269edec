"""Mechanical mutations of a function's code: every small slip a program can generate."""

import ast
import copy

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv)
NAMES = {
    "reduce_sum": ("reduce_mean", "reduce_max", "reduce_prod"),
    "square": ("abs", "sqrt", "identity"),
    "matmul": ("multiply", "add"),
    "add_n": ("stack",),
    "transpose": ("identity",),
    "clip_by_value": ("identity_n",),
    "assign": ("assign_add", "assign_sub"),
    "compute_content_cost": ("compute_style_cost",),
}


def mutants(source):
    """(what was changed, source) of every mutant; docstring and signature stay, except for defaults."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        for what, change in changes(node):
            mutant = copy.deepcopy(tree)
            twin = list(ast.walk(mutant))[index]
            change(twin)
            text = ast.unparse(ast.fix_missing_locations(mutant))
            if text != ast.unparse(tree):
                line = ast.unparse(node).split("\n")[0][:60]
                yield f"{what} in `{line}`", text


def changes(node):
    """(description, a function that changes such a node in place)."""
    kinds = {
        ast.BinOp: operators,
        ast.Constant: constants,
        ast.Call: calls,
        ast.Attribute: attributes,
        ast.Name: names,
        ast.Slice: slices,
        ast.Tuple: tuples,
        ast.List: tuples,
        ast.FunctionDef: statements,
        ast.With: statements,
        ast.keyword: keywords,
    }
    return kinds.get(type(node), lambda node: ())(node)


def operators(node):
    for operator in OPERATORS:
        if not isinstance(node.op, operator):
            yield f"{operator.__name__} for {type(node.op).__name__}", setting("op", operator())
    yield "left side only", become(node.left)
    yield "right side only", become(node.right)
    if not isinstance(node.op, (ast.Add, ast.Mult)):  # sums and products are commutative
        yield "sides swapped", lambda twin: vars(twin).update(left=twin.right, right=twin.left)


def constants(node):
    if isinstance(node.value, bool):
        yield "flipped", setting("value", not node.value)
    elif isinstance(node.value, (int, float)):
        for value in dict.fromkeys((node.value + 1, node.value - 1, 0, -node.value, 2 * node.value)):
            if value != node.value:
                yield f"{value} for {node.value}", setting("value", value)


def calls(node):
    for i in range(len(node.args) - 1):
        yield f"arguments {i} and {i + 1} swapped", swap("args", i)
    for i in range(len(node.args)):
        yield f"argument {i} dropped", drop("args", i)
    for i in range(len(node.keywords)):
        yield f"keyword {node.keywords[i].arg} dropped", drop("keywords", i)
    if node.args:
        yield "only its argument", become(node.args[0])


def attributes(node):
    for name in NAMES.get(node.attr, ()):
        yield f"{name} for {node.attr}", setting("attr", name)


def names(node):
    for name in NAMES.get(node.id, ()):
        if isinstance(node.ctx, ast.Load):
            yield f"{name} for {node.id}", setting("id", name)


def slices(node):
    yield "the other end", lambda twin: vars(twin).update(lower=twin.upper, upper=twin.lower)
    yield "no slice", lambda twin: vars(twin).update(lower=None, upper=None)


def tuples(node):
    for i in range(len(node.elts) - 1):
        yield f"entries {i} and {i + 1} swapped", swap("elts", i)


def statements(node):
    for i, statement in enumerate(node.body):
        if not is_docstring(statement):
            yield f"`{ast.unparse(statement).splitlines()[0]}` dropped", replace_by_pass(i)


def keywords(node):
    if isinstance(node.value, ast.Name):
        yield "another name", setting("value", ast.Constant(1))


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def setting(name, value):
    return lambda twin: setattr(twin, name, value)


def become(other):
    """Turns a node into another one, including its class."""

    def change(twin):
        twin.__class__ = type(other)
        twin.__dict__.clear()
        twin.__dict__.update(copy.deepcopy(vars(other)))

    return change


def swap(name, i):
    def change(twin):
        values = getattr(twin, name)
        values[i], values[i + 1] = values[i + 1], values[i]

    return change


def drop(name, i):
    return lambda twin: getattr(twin, name).pop(i)


def replace_by_pass(i):
    return lambda twin: twin.body.__setitem__(i, ast.Pass())
