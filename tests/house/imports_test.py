# SPDX-License-Identifier: MIT
"""What a test's program takes from another module of the tests is there: a name that has moved is found here in a second, not by
the one program that still asks for it where it was, in the middle of a long run."""

import ast
import collections
import os
import unittest

TESTS = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))


def programs():
    """Path and tree of each Python file of the tests, the scripts without an ending among them."""
    for folder, folders, names in os.walk(TESTS):
        folders[:] = [name for name in folders if name not in ("__pycache__", "data")]
        for name in sorted(names):
            path = os.path.join(folder, name)
            if "." in name and not name.endswith(".py"):
                continue
            with open(path, "rb") as file:
                source = file.read()
            if name.endswith(".py") or source.startswith(b"#!") and b"python3" in source.split(b"\n", 1)[0]:
                yield path, ast.parse(source, path)


def bound(target):
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def names_of(tree):
    """What a module has once it was read: every name that is bound outside functions and classes, also under an `if` or a `try`."""
    names, waiting = {"__doc__", "__file__", "__name__"}, list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            names |= {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {name for target in node.targets for name in bound(target)}
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.For)):
            names |= bound(node.target)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            names |= bound(node.optional_vars)
        waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, ast.excepthandler, ast.withitem))]
    return names


def missing(tree, modules):
    """What a program asks of modules of the tests that none of that name has: (line, module, name)."""
    whole = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in modules:
            for alias in node.names:
                if not any(alias.name in names for names in modules[node.module]):
                    yield node.lineno, node.module, alias.name
        elif isinstance(node, ast.Import):
            whole |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in modules}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id not in stored:
            module = whole.get(node.value.id)
            if module and isinstance(node.ctx, ast.Load) and not any(node.attr in names for names in modules[module]):
                yield node.lineno, module, node.attr


class Imports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.trees = dict(programs())
        cls.modules = collections.defaultdict(list)
        for path, tree in cls.trees.items():
            if path.endswith(".py"):
                cls.modules[os.path.basename(path)[:-3]].append(names_of(tree))

    def test_what_is_imported_is_there(self):
        found = [f"{os.path.relpath(path, TESTS)}:{line}: {module} has no {name}"
                 for path, tree in self.trees.items() for line, module, name in missing(tree, self.modules)]
        self.assertEqual(found, [])

    def test_scripts_without_an_ending_are_read_too(self):
        paths = {os.path.relpath(path, TESTS) for path in self.trees}
        self.assertIn(os.path.join("bench", "peers"), paths)
        self.assertIn(os.path.join("bench", "worst.py"), paths)

    def test_a_name_that_moved_is_found(self):
        modules = {"kit": [names_of(ast.parse("if True:\n    A = B = 1\ndef f():\n    inner = 2\n"))]}
        for source, expected in (("from kit import A, f", []), ("from kit import inner", [(1, "kit", "inner")]),
                                 ("import kit\nkit.f(kit.C)", [(2, "kit", "C")]), ("import kit as k\nk.D()", [(2, "kit", "D")]),
                                 ("from json import nothing", [])):
            self.assertEqual(list(missing(ast.parse(source), modules)), expected, source)


if __name__ == "__main__":
    unittest.main()
