"""The Lambda's `bootstrap` on a scripted Runtime API. All of tests/api/conftest.py is here too, for the
suite that runs against both front doors, and because both files are `conftest` to who imports it."""

import importlib.util
import pathlib
import sys

import pytest

API = pathlib.Path(__file__).resolve().parents[1] / "api"
sys.path.append(str(API))
spec = importlib.util.spec_from_file_location("api_conftest", API / "conftest.py")
api_conftest = importlib.util.module_from_spec(spec)
spec.loader.exec_module(api_conftest)
globals().update({name: value for name, value in vars(api_conftest).items() if not name.startswith("_")})

pytest.register_assert_rewrite("lambda_function", "lambda_invocation", "front_doors")

from lambda_function import BOOTSTRAP, Function  # noqa: E402
from runtime_api import RuntimeApi  # noqa: E402


class Functions:
    """Starts functions, each on a Runtime API of its own, that end with the test and have kept the rules."""

    def __init__(self, folder):
        self._folder = folder
        self._started = []

    def start(self, refused=(), refuse_extension=False, command=(BOOTSTRAP,), **settings):
        """`refused`: how its first posts are refused; told before it runs, since it may post at once."""
        api = RuntimeApi()
        api.refuse(*refused)
        api.refuses_extensions = refuse_extension
        function = Function(api, self._folder, settings, command)
        self._started.append(function)
        return function

    def end(self):
        for function in self._started:
            was_there = function.stop()
            function.api.stop()
            assert was_there or function.expected_to_end, f"it ended: {function.output()}"
            assert function.api.violations == []


@pytest.fixture
def start_function(tmp_path):
    functions = Functions(tmp_path)
    yield functions.start
    functions.end()


@pytest.fixture(scope="module")
def function(tmp_path_factory):
    """One for all tests of a module that change nothing in it."""
    functions = Functions(tmp_path_factory.mktemp("function"))
    yield functions.start()
    functions.end()
