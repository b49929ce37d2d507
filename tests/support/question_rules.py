"""What must be in an answer of the catalogue, by the kind of the question."""

import re

ARABIC = re.compile(r"[\u0621-\u064A]")
SAYS = {
    "greeting": r"\bHello\b|مرحبا|\bAhla\b",
    "thanks": r"welcome|على الرحب|Tekram",
    "overview": r"Our devices|أجهزتنا|Ajhizetna",
    "terms": r"do not want to guess|لا أريد أن أخمّن|ma badde khammen",
    "contact": r"contact page|صفحة الاتصال",
    "training": r"training|التدريب|tadrib",
    "support": r"support|الدعم|da3m",
    "medical": r"doctor|طبيب",
    "treatment": r"no treatments|لا تجري|ma bta3mol",
    "off_topic": r"Medical Tech Aesthetic|MTA",
    "unknown_product": r"Medical Tech Aesthetic|MTA",
}
NAMES_NOTHING = {"overview", "terms", "greeting", "thanks", "contact", "training", "support", "medical", "treatment",
                 "off_topic", "unknown_product"}


def figures(text):
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def without_names(text, devices):
    for name in sorted(devices, key=len, reverse=True):
        text = text.replace(name, "")
    return re.sub(r"\([^)]*\)", "", text)  # Arabic names


def faults(question, answer, devices):
    """Why `answer` is wrong, one reason an entry. `devices`: price by name."""
    wrong = []
    kind = question["kind"]
    named = {name for name in devices if name in answer}
    if "Fat Freezing 360° (4 Handles) – Advanced" in named:
        rest = answer.replace("Fat Freezing 360° (4 Handles) – Advanced", "")
        if "Fat Freezing 360° (4 Handles)" not in rest:
            named.discard("Fat Freezing 360° (4 Handles)")
    if missing := set(question.get("expect", [])) - named:
        wrong.append(f"does not name {sorted(missing)}")
    if "expect_any" in question and not named & set(question["expect_any"]):
        wrong.append("names none of the expected")
    said = figures(without_names(answer, devices)) & set(devices.values())
    if missing := set(question.get("price", [])) - said:
        wrong.append(f"does not say {sorted(missing)}")
    if "price_any" in question and not said & set(question["price_any"]):
        wrong.append("says none of the expected prices")
    if kind in ("price", "compare"):
        right = set(question.get("price", []) + question.get("price_any", []))
        allowed = right | {devices[n] for n in question.get("expect_any", []) if n in devices}
        if foreign := said - allowed:
            wrong.append(f"WRONG PRICE {sorted(foreign)}")
    if kind in SAYS and not re.search(SAYS[kind], answer):
        wrong.append(f"does not say what a {kind} answer says")
    if kind in NAMES_NOTHING and (named or said):
        wrong.append(f"names {sorted(named)} {sorted(said)}")
    if (question["lang"] == "ar") != bool(ARABIC.search(answer)):
        wrong.append("is in the wrong language")
    return wrong
