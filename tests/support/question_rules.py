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
    "details": r"no reliable details|تفاصيل موثوقة|tafasil akide",
    "human": r"do not pass on|لا أنقل|ma bwassel",
    "treatment": r"no treatments|لا تجري|ma bta3mol",
    "off_topic": r"Medical Tech Aesthetic|MTA",
    "unknown_product": r"Medical Tech Aesthetic|MTA",
}
NAMES_NOTHING = {"overview", "terms", "greeting", "thanks", "contact", "training", "support", "medical", "treatment",
                 "off_topic", "unknown_product"}


def figures(text):
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def without_names(text, devices):
    """The Arabic name stands in brackets behind the name; an amount in riyals does not."""
    for name in sorted(devices, key=len, reverse=True):
        text = text.replace(name, "\0")
    return re.sub(r"\0(?: \([^()]*\))?", "", text)


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


# What a set of turns (score_questions.py) asks beside the devices and prices it names.
DOCTOR = r"\bdoctor\b|طبيب|\btabib\b"
TURNS_SAY = SAYS | {
    "emergency": r"at once|فورا|\bfawran\b",
}
CONDITION = r"\bif\b|إذا|إن كان|\beza\b"
LINE = re.compile(r"^- (.+?)(?: \([^()]*[\u0621-\u064A][^()]*\))?: (\d[\d,]*)", re.M)


def prices_beside_names(answer, devices):
    """Lines of a device whose price is another one's."""
    for name, price in LINE.findall(answer):
        if name in devices and int(price.replace(",", "")) != devices[name]:
            yield f"WRONG PRICE of {name}: {price}"


def named_in(answer, devices):
    """A name that is the beginning of a longer one counts only where it stands alone."""
    named = set()
    for name in sorted(devices, key=len, reverse=True):
        if name in answer:
            named.add(name)
            answer = answer.replace(name, "")
    return named


def turn_faults(question, answer, devices):
    """Why the last answer is wrong, one reason an entry."""
    kind = question["kind"]
    named = named_in(answer, devices)
    all_figures = figures(without_names(answer, devices))
    said = all_figures & set(devices.values())
    wrong = list(prices_beside_names(answer, devices))
    if missing := set(question.get("expect", [])) - named:
        wrong.append(f"does not name {sorted(missing)}")
    if question.get("expect_any") and not named & set(question["expect_any"]):
        wrong.append("names none of the expected")
    if shown := set(question.get("forbid", [])) & named:
        wrong.append(f"offers {sorted(shown)}")
    if missing := set(question.get("price", [])) - all_figures:  # sums, too
        wrong.append(f"does not say {sorted(missing)}")
    if question.get("no_devices") and (named or said):
        wrong.append(f"names {sorted(named)} {sorted(said)}")
    if kind in TURNS_SAY and not re.search(TURNS_SAY[kind], answer):
        wrong.append(f"does not say what a {kind} answer says")
    if kind == "emergency" and re.search(CONDITION, answer):
        wrong.append("puts a condition before the doctor")
    if kind not in ("medical", "emergency") and re.search(DOCTOR, answer):
        wrong.append("sends to a doctor")
    if question["answer"] != "arabizi" and (question["answer"] == "ar") != bool(ARABIC.search(answer)):
        wrong.append("is in the wrong language")
    return wrong
