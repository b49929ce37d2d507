"""What the mock model answers, whoever plays it: 60 tokens or so in 12 events, then the usage."""

import json

PIECES = ["The 7D HIFU", " machine costs", " 6600 USD;", " that is an", " indicative price.", " It lifts and",
          " firms the face and the body", " with focused ultrasound.", " Would you like", " to see a device",
          " in Beirut? Our team", " will gladly show it to you and to your clinic."]


def event(**members):
    chunk = {"id": "chatcmpl-5f0c2a9e", "object": "chat.completion.chunk", "created": 1700000000,
             "model": "openai.gpt-oss-120b-1:0", **members}
    return "data: " + json.dumps(chunk, separators=(",", ":")) + "\n\n"


def delta(text, finish_reason=None):
    return event(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}])


EVENTS = [delta(piece) for piece in PIECES[:-1]] + [delta(PIECES[-1], "stop")]
END = event(choices=[], usage={"prompt_tokens": 1200, "completion_tokens": 60,
                               "total_tokens": 1260}) + "data: [DONE]\n\n"
WHOLE = "".join(EVENTS) + END
FIRST_TEXT = PIECES[0].encode()
