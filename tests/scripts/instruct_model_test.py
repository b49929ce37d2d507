"""A real instruct model behind the price guard: it names no price but ours."""

import json

import instruct_model
import pytest
from conftest import WIDE
from inference_server import InferenceServer
from model_chat import NO_DIRECT_ANSWERS

pytestmark = pytest.mark.skipif(not instruct_model.path(), reason=f"{instruct_model.PACKAGE} cannot be had here")
ASKED = ("7D HIFU Machine", "G8 Slimming Machine", "EMS Kegel Chair")


@pytest.fixture(scope="module")
def inference(tmp_path_factory):
    with InferenceServer(tmp_path_factory.mktemp("instruct"), instruct_model.CONTEXT, instruct_model.path()) as server:
        yield server


def test_a_real_model_names_no_price_but_the_catalogues(start, inference):
    prices = set(instruct_model.prices().values())
    chat = start(*WIDE, *NO_DIRECT_ANSWERS, "--model-url", inference.url, "--set", "model.max_completion_tokens=120")
    for device in ASKED:
        reply = chat.chat(instruct_model.QUESTIONS[0].format(device))
        assert reply.status == 200, reply.text
        said = json.loads(reply.text)["response"]
        assert instruct_model.figures(said) <= prices, said
