"""What operators run: scripts, the Postman collection, the commands of the documents. The server comes
from tests/api/conftest.py."""

import importlib.util
import pathlib
import sys

API = pathlib.Path(__file__).resolve().parents[1] / "api"
sys.path.append(str(API))
spec = importlib.util.spec_from_file_location("api_conftest", API / "conftest.py")
api_conftest = importlib.util.module_from_spec(spec)
spec.loader.exec_module(api_conftest)
globals().update({name: value for name, value in vars(api_conftest).items() if not name.startswith("_")})
