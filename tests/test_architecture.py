"""The house rules that a machine can check: what imports what, and how long things are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from blog.features import FEATURES
from tests.conftest import bare_app

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "blog"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
# These know every feature, because they put them together.
COMPOSERS = {"blog", "blog.features"}
# Third-party libraries that are worth importing only where they are used.
HEAVY = frozenset({"PIL", "obstore"})

# A filter on anything but a text that stands in the template itself.
UNESCAPED = re.compile(r"(?<![\"'])\|\s*safe\b|autoescape false")

LONGEST_FUNCTION, LONGEST_FILE = 40, 300
MEDIAN_FUNCTION, MEDIAN_FILE = 10, 100


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports_of(module: str) -> Iterator[tuple[str, ast.AST]]:
    """Give the name of each module that this one imports, wherever in it, and the statement."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in MODULES else str(node.module)), node


def feature_of(module: str) -> str:
    return module.split(".")[1]


class TestImports:
    def test_a_feature_imports_only_from_earlier_ones(self) -> None:
        backwards = [
            f"{module} imports {imported}"
            for module in MODULES.keys() - COMPOSERS
            for imported, _ in imports_of(module)
            if imported in MODULES
            and (
                imported in COMPOSERS
                or FEATURES.index(feature_of(imported)) > FEATURES.index(feature_of(module))
            )
        ]
        assert backwards == []

    def test_every_folder_of_the_package_is_a_feature_and_every_feature_a_folder(self) -> None:
        folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
        assert folders == set(FEATURES)

    def test_modules_import_each_other_in_no_circle(self) -> None:
        graph = {
            module: {name for name, _ in imports_of(module) if name in MODULES and name != module}
            for module in MODULES
        }
        while done := [module for module, needs in graph.items() if not needs & graph.keys()]:
            for module in done:
                del graph[module]
        assert graph == {}, "these import each other"

    def test_no_import_hides_in_a_function(self) -> None:
        hidden = [
            f"{module}:{node.lineno} imports {name}"
            for module in MODULES
            for function in functions_of(module)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in names_of(node)
            if name.split(".")[0] not in HEAVY
        ]
        assert hidden == []

    def test_only_the_composer_imports_by_name(self) -> None:
        users = {
            module
            for module in MODULES
            for name, _ in imports_of(module)
            if name.split(".")[0] == "importlib"
        }
        assert users == {"blog.features"}

    def test_only_the_renderer_knows_bleach(self) -> None:
        assert importers_of("bleach") == {"blog.core.html"}

    def test_only_the_parser_knows_markdown_it_and_only_the_highlighter_pygments(self) -> None:
        parsers = importers_of("markdown_it", "mdit_py_plugins")
        assert all(module.startswith("blog.core.markdown") for module in parsers)
        assert importers_of("math_core") == {"blog.core.markdown.mathml"}
        assert importers_of("pygments") == {"blog.core.highlight"}

    def test_what_makes_up_a_change_never_commits_and_knows_no_request(self) -> None:
        rooms = (".actions", ".queries", ".policies", ".publishing", ".links", ".models")
        for module, path in MODULES.items():
            if module.endswith(rooms):
                assert ".commit(" not in path.read_text(encoding="utf-8"), module
                assert "flask" not in {name for name, _ in imports_of(module)}, module


def importers_of(*libraries: str) -> set[str]:
    return {
        module
        for module in MODULES
        for name, _ in imports_of(module)
        if name.split(".")[0] in libraries
    }


def names_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [str(node.module)]
    return [alias.name for alias in node.names]


class TestEnvironment:
    def test_only_the_configuration_reads_the_environment(self) -> None:
        readers = {
            module
            for module in MODULES
            for node in ast.walk(tree(module))
            if reads_environment(node)
        }
        assert readers == set()

    def test_only_the_clock_asks_for_the_time(self) -> None:
        askers = {
            module
            for module in MODULES
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Attribute)
            and ast.unparse(node)
            in {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
        }
        assert askers == {"blog.core.clock"}


def reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    return isinstance(node, ast.ImportFrom) and (
        node.module == "environs"
        or (node.module == "os" and any(a.name in {"environ", "getenv"} for a in node.names))
    )


class TestLength:
    def test_no_function_is_longer_than_a_screen(self) -> None:
        long = {
            f"{module}:{function.name}": length
            for module in MODULES
            for function in functions_of(module)
            if (length := length_of(function)) > LONGEST_FUNCTION
        }
        assert long == {}

    def test_a_view_is_short(self) -> None:
        long = {
            f"{module}:{function.name}": length
            for module in MODULES
            if "views" in module.split(".")
            for function in functions_of(module)
            if function.decorator_list and (length := body_length_of(function)) >= 25
        }
        assert long == {}

    def test_half_of_the_functions_are_short(self) -> None:
        lengths = [length_of(f) for module in MODULES for f in functions_of(module)]
        assert median(lengths) < MEDIAN_FUNCTION

    def test_no_file_is_two_rooms(self) -> None:
        long = {
            module: length
            for module, path in MODULES.items()
            if (length := lines_in(path)) > LONGEST_FILE
        }
        assert long == {}

    def test_half_of_the_files_are_short(self) -> None:
        assert median(lines_in(path) for path in MODULES.values()) < MEDIAN_FILE


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_of(module: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def body_length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.body[0].lineno + 1


@pytest.fixture(scope="module")
def bare() -> Flask:
    """The application without a database: templates need none to be compiled."""
    return bare_app("sqlite://", ROOT / "instance")


class TestTemplates:
    def test_every_template_compiles(self, bare: Flask) -> None:
        names = bare.jinja_env.list_templates()
        assert names
        for name in names:
            bare.jinja_env.get_template(name)

    def test_the_folders_of_templates_are_named_like_the_features(self) -> None:
        folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
        assert folders <= set(FEATURES)
        assert not [path for path in (ROOT / "templates").iterdir() if path.is_file()]

    def test_every_template_that_is_named_is_there(self, bare: Flask) -> None:
        named = {
            name
            for module in MODULES
            for name in re.findall(
                r"\"([a-z_]+/[a-z_]+\.(?:html|xml))\"", MODULES[module].read_text(encoding="utf-8")
            )
        }
        assert named <= set(bare.jinja_env.list_templates())
        assert named

    def test_no_template_has_a_script_or_a_style_in_it(self) -> None:
        inline = re.compile(r"<style\b|\sstyle=|\son[a-z]+=\"|<script\b(?![^>]*\bsrc=)|javascript:")
        found = {
            str(path.relative_to(ROOT)): match.group()
            for path in (ROOT / "templates").rglob("*.html")
            if (match := inline.search(path.read_text(encoding="utf-8")))
        }
        assert found == {}

    def test_only_the_presenters_say_that_html_is_safe(self) -> None:
        markers = {
            str(path.relative_to(ROOT))
            for path in (ROOT / "templates").rglob("*.*")
            if re.search(
                r"(?<![\"'])\|\s*safe\b|autoescape false", path.read_text(encoding="utf-8")
            )
        }
        assert markers == set()


class TestTests:
    def test_the_folders_of_tests_are_named_like_the_features(self) -> None:
        folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
        assert folders <= {*FEATURES, "attacks", "journeys"}
