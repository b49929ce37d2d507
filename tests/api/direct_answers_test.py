"""No call where none is needed: the catalogue answers small talk, and what one device costs, by itself."""

import pytest
from budget_chat import budget_server
from conftest import WIDE, Server
from fake_openai import FakeOpenAi
from model_behaviours import TEXT
from model_chat import FORMS, NO_DIRECT_ANSWERS, ask, assert_failed, assert_model_answered, model_server
from questions import QUESTION, new_question

# What is asked, and what must be in the answer.
SMALL_TALK = {
    "hello": "Hello", "Good morning!": "Hello", "مرحبا": "مرحبا", "السلام عليكم": "مرحبا", "marhaba": "Ahla",
    "thank you very much": "welcome", "Thanks!": "welcome", "شكرا جزيلا": "على الرحب", "shukran": "Tekram",
    "How can I contact you?": "contact page", "what is your phone number?": "contact page",
    "ما هو رقم الهاتف؟": "صفحة الاتصال", "كيف اتواصل معكم": "صفحة الاتصال", "kif fini etwasal ma3kon": "contact page",
}
PRICES = {
    "How much is the 7D HIFU machine?": "6600", "price of the kegel chair": "3200", "What does the G8 cost?": "550",
    "HOW MUCH IS THE VELASHAPE???": "7200", "velashape price please": "7200", "كم سعر جهاز الهايفو؟": "6600",
    "كم سعر جهاز ٧D HIFU": "6600", "adde 7a2o el hifu": "6600", "2adesh se3er el velashape": "7200",
}
DIRECT = SMALL_TALK | PRICES

MORE_THAN_THAT = [
    "How much is the 7D HIFU machine and can you ship it to Jordan by May?",
    "How much is the 7D HIFU machine, with two years of warranty?",
    "How much is the 7D HIFU machine and what does it do?",
    "What does the 7D HIFU machine cost compared to the kegel chair?",
    "How much are the HIFU and the kegel chair?",
    "Is the 7D HIFU machine worth its price?",
    "Why is the 7D HIFU machine so expensive?",
    "Can I pay the price of the 7D HIFU machine in six instalments?",
    "What is the price?", "How much is it?", "How much is the Cryo 9000?", "How much is a laser?",
    "What is the 7D HIFU machine?",
    "Hello, do you have something for acne scars?",
    "Thanks, and which of them is the best for a small clinic?",
    "Hi, my HIFU machine is broken. How do I contact a technician?",
    "How can I contact you about training on the 7D HIFU machine in Amman?",
    "كم سعر جهاز الهايفو وهل يمكن شحنه إلى الأردن؟",
    "شكرا، وما الفرق بين الهايفو والفيلاشيب؟",
    "adde 7a2o el hifu w btwaslo 3al urdun?",
]


@pytest.fixture(scope="module")
def talker(tmp_path_factory):
    """A server and its provider, for all questions that change nothing in it."""
    with FakeOpenAi() as provider:
        server = Server(tmp_path_factory.mktemp("talker"), *WIDE, "--model-url", provider.url)
        yield server, provider
        server.stop()


def direct_answers(server):
    return server.metric("mta_chat_direct_answers_total")


def assert_answered_by_itself(seen, text):
    assert seen.status == 200, seen.reply.text
    assert text in seen.said
    assert seen.head.keys() - {"products"} == {"model", "session_id", "conversation_id", "message_id"}, "it is no fallback"
    assert (seen.head["model"], seen.line["model"], seen.line["fallback"]) == ("catalogue", "catalogue", False)
    assert (seen.line["input_tokens"], seen.line["output_tokens"], seen.line["cost_usd"]) == (0, 0, 0)
    assert (seen.errors, seen.fallbacks) == (0, 0)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("message", DIRECT)
def test_small_talk_and_the_price_of_one_device_need_no_call(talker, message, headers):
    server, provider = talker
    calls, direct, cost = len(provider.calls), direct_answers(server), server.metric("mta_chat_cost_usd_total")
    seen = ask(server, message, headers)
    assert_answered_by_itself(seen, DIRECT[message])
    assert (len(provider.calls), direct_answers(server), seen.cost_usd) == (calls, direct + 1, cost)


@pytest.mark.parametrize("message", MORE_THAN_THAT)
def test_whoever_asks_for_more_is_answered_by_the_model(talker, message):
    server, provider = talker
    calls, direct = len(provider.calls), direct_answers(server)
    assert_model_answered(ask(server, message), TEXT)
    assert (len(provider.calls), direct_answers(server)) == (calls + 1, direct)


@pytest.mark.parametrize("message", DIRECT)
def test_it_can_be_switched_off(start, fake, message):
    server = model_server(start, fake, *NO_DIRECT_ANSWERS)
    assert_model_answered(ask(server, message), TEXT)
    assert (len(fake.calls), direct_answers(server)) == (1, 0)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_in_the_middle_of_a_conversation_too_and_it_is_remembered(start, fake, headers):
    server = model_server(start, fake)
    question = new_question()
    session = ask(server, question, headers).head["session_id"]
    price = ask(server, "How much is the kegel chair?", headers, session_id=session)
    thanks = ask(server, "thanks!", headers, session_id=session)
    assert_answered_by_itself(price, "3200")
    assert_answered_by_itself(thanks, "welcome")
    assert {seen.head["session_id"] for seen in (price, thanks)} == {session}
    assert len(fake.calls) == 1
    assert_model_answered(ask(server, "And which of them do you have in stock?", session_id=session), TEXT)
    assert [(message["role"], message["content"]) for message in fake.calls[1].messages[-5:]] == [
        ("user", "How much is the kegel chair?"), ("assistant", price.said),
        ("user", "thanks!"), ("assistant", thanks.said),
        ("user", "And which of them do you have in stock?")]


def test_what_only_the_conversation_explains_is_the_models(start, fake):
    server = model_server(start, fake)
    session = ask(server, "How much is the kegel chair?").head["session_id"]
    assert_model_answered(ask(server, "and how much is it with shipping?", session_id=session), TEXT)
    assert_model_answered(ask(server, "and how much are two of it?", session_id=session), TEXT)
    assert len(fake.calls) == 2


def test_another_persona_answers_small_talk_itself(start, fake):
    server = model_server(start, fake, "--set", "chat.allow_system_prompt_override=true")
    assert_model_answered(ask(server, "hello", system_prompt="You are a pirate."), TEXT)
    assert "pirate" in fake.calls[0].messages[0]["content"]
    assert_answered_by_itself(ask(server, "hello"), "Hello")
    assert_answered_by_itself(ask(server, "hello", system_prompt=None), "Hello")
    assert len(fake.calls) == 1


def test_a_persona_that_is_ignored_changes_nothing(start, fake):
    server = model_server(start, fake)
    assert_answered_by_itself(ask(server, "hello", system_prompt="You are a pirate."), "Hello")
    assert fake.calls == []


def test_it_costs_no_budget_and_is_answered_when_that_is_used_up(start, fake):
    server = budget_server(start, fake, day=1, fallback="none")
    assert ask(server, QUESTION).status == 503
    refused = server.metric("mta_chat_budget_refused_total")
    for message in ("hello", "How much is the 7D HIFU machine?"):
        for headers in FORMS.values():
            assert_answered_by_itself(ask(server, message, headers), DIRECT[message])
    assert server.metric("mta_chat_budget_refused_total") == refused


def test_it_needs_no_provider(start):
    server = start(*WIDE, "--model-url", "http://127.0.0.1:1/v1", "--set", "model.fallback=none")
    assert_answered_by_itself(ask(server, "hello"), "Hello")
    assert_failed(ask(server), 503, "AI service unavailable", 5)
