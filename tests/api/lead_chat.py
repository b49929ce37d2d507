"""A visitor who talks to a server with leads, and the conversations in which he becomes one.

    visitor = Visitor(start(*WIDE, *ON))
    visitor.say("call me about the hifu on " + PHONE)
    assert visitor.state() == "made"
"""

import json

ON = ["--set", "leads.enabled=true", "--set", "leads.max_per_visitor_per_hour=1000"]
PHONE = "+966 55 123 4567"

# The wish, the details, the yes; and how the language is told to take it back.
CONVERSATIONS = {
    "english": ["I want a quotation for the 7D HIFU machine", "Dr. Sara, Glow Clinic, Riyadh, 055 123 4567",
                "yes", "“stop”"],
    "arabic": ["أريد أن يتصل بي أحد بخصوص جهاز 7D HIFU", "سارة، عيادة الشفاء، جدة، ٠٥٥١٢٣٤٥٦٧", "نعم",
               "«وقف»"],
    "arabizi": ["bade 7ada yettesel fiyye 3an el 7D HIFU", "Rana, 3iyadet Glow, Riyadh, 055 123 4567", "eh",
                "“wa2ef”"],
}

ONE_MESSAGE = ["call me about the hifu on " + PHONE, "اتصلوا بي على ٠٥٥١٢٣٤٥٦٧ بخصوص الهايفو",
               "etteslo fiyye 3al 71234567 3an el hifu"]


class Visitor:
    """One conversation by event stream."""

    def __init__(self, server):
        self.server = server
        self.session = None
        self.parts = {}

    def say(self, message, **members):
        body = {"message": message} | members
        if self.session:
            body["session_id"] = self.session
        reply = self.server.request("POST", "/chat", json.dumps(body), {"Accept": "text/event-stream"})
        assert reply.status == 200, reply.text
        events = [json.loads(line[6:]) for line in reply.text.splitlines()
                  if line.startswith("data: {")]
        self.parts = {event["type"]: event["data"] for event in events if "data" in event}
        self.session = self.parts["data-session"]["session_id"]
        assert [event["type"] for event in events][-1] == "finish"
        return "".join(event["delta"] for event in events if event["type"] == "text-delta")

    def state(self):
        return self.parts.get("data-lead", {}).get("state")
