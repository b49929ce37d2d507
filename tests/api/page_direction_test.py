"""Arabic and English on the page, by where the words stand on the screen, in browsers of both languages:
each paragraph runs from the side of its first letter, and a line of an Arabic answer from the right though
it begins with a Latin name."""

import dataclasses

import pytest
from conftest import WIDE
from model_behaviours import normal
from page_browser import ask, needs_browser, turns, wait_for

NO_DIRECT_ANSWERS = ["--set", "chat.direct_answers=false"]


@dataclasses.dataclass(frozen=True)
class Paragraph:
    text: str
    starts_at: str  # the side of the first word
    on_screen: str  # the words from left to right; a `.` or `؟` at an end is a word of its own


ARABIC = Paragraph("جهاز الهايفو متوفر لدينا .", "right", ". لدينا متوفر الهايفو جهاز")
ENGLISH = Paragraph("The chair is a chair .", "left", "The chair is a chair .")
ARABIC_AROUND_LATIN = Paragraph("سعر جهاز Kegel Chair هو 3200 دولار ؟", "right",
                                "؟ دولار 3200 هو Kegel Chair جهاز سعر")
LATIN_AROUND_ARABIC = Paragraph("We call it كرسي كيجل here .", "left", "We call it كيجل كرسي here .")
LIST_ITEM = Paragraph("- جهاز Picosecond Laser", "right", "Picosecond Laser جهاز -")
# As the catalogue writes it.
PRICE = Paragraph("- 7D HIFU Machine (جهاز الهايفو 7D): 6600 دولار أمريكي", "right",
                  "أمريكي دولار 6600 7D): الهايفو (جهاز 7D HIFU Machine -")
ENGLISH_PRICE = Paragraph("- EMS Kegel Chair (كرسي كيجل): 3200 USD", "left", "- EMS Kegel Chair كيجل): (كرسي 3200 USD")
ALL = [ARABIC, ENGLISH, ARABIC_AROUND_LATIN, LATIN_AROUND_ARABIC, LIST_ITEM, PRICE, ENGLISH_PRICE]

# Every word of each paragraph of the last message of a kind, with its place; and the box around them.
PLACES = """
const turn = [...document.querySelectorAll(".turn." + arguments[0])].pop();
const letters = [];
const walker = document.createTreeWalker(turn, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode());)
  if (!node.parentElement.closest(".who, button"))
    for (let i = 0; i < node.length; ++i) letters.push([node, i, node.data[i]]);
const paragraphs = [];
let word = null, element = null;
for (const [node, i, letter] of letters) {
  if (element !== node.parentElement || letter === "\\n") { paragraphs.push([]); word = null; }
  element = node.parentElement;
  if (/\\s/.test(letter)) { word = null; continue; }
  if (!word) paragraphs[paragraphs.length - 1].push(word = { text: "", rects: [] });
  const range = document.createRange();
  range.setStart(node, i);
  range.setEnd(node, i + 1);
  word.text += letter;
  word.rects.push([/[\\p{L}\\p{N}]/u.test(letter), ...range.getClientRects()]);
}
// A word stands where its letters do: a bracket may stand at the other end of its line.
const boxes = word => {
  const letters = word.rects.filter(([letter]) => letter);
  return (letters.length ? letters : word.rects).flatMap(([, ...rects]) => rects);
};
const inner = turn.getBoundingClientRect(), style = getComputedStyle(turn);
return {
  left: inner.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth),
  right: inner.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth),
  paragraphs: paragraphs.map(words => words.map(word => ({
    text: word.text,
    left: Math.min(...boxes(word).map(rect => rect.left)),
    right: Math.max(...boxes(word).map(rect => rect.right)),
    top: Math.min(...boxes(word).map(rect => rect.top)),
    bottom: Math.max(...boxes(word).map(rect => rect.bottom)),
  }))),
};
"""


def assert_reads_well(driver, kind, paragraphs):
    places = driver.execute_script(PLACES, kind)
    assert len(places["paragraphs"]) == len(paragraphs)
    for words, paragraph in zip(places["paragraphs"], paragraphs):
        assert max(word["top"] for word in words) < min(word["bottom"] for word in words), "it stands on one line"
        seen = sorted(words, key=lambda word: word["left"])
        assert " ".join(word["text"] for word in seen) == paragraph.on_screen
        edges = {"left": min(word["left"] for word in words), "right": max(word["right"] for word in words)}
        assert edges[paragraph.starts_at] == pytest.approx(places[paragraph.starts_at], abs=1.5)


def send(driver, text):
    driver.execute_script("fill(arguments[0])", text)
    ask(driver, "")
    wait_for(lambda d: d.find_element("id", "send").is_enabled()
             and d.execute_script("return busy === null"), driver)


@needs_browser
@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("paragraphs", [[each] for each in ALL] + [ALL, ALL[::-1]],
                         ids=["arabic", "english", "arabic around latin", "latin around arabic", "list item",
                              "price", "english price", "all", "all, the last first"])
def test_each_paragraph_runs_from_the_side_of_its_first_letter(start, fake, browser, language, paragraphs):
    server = start(*WIDE, *NO_DIRECT_ANSWERS, "--model-url", fake.url)
    driver = browser(server, language)
    assert driver.execute_script("return navigator.language") == language
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    fake.behave(normal(text))
    send(driver, text)
    assert_reads_well(driver, "visitor", paragraphs)
    assert_reads_well(driver, "assistant", paragraphs)
    driver.refresh()
    assert len(turns(driver, "assistant")) == 1
    assert_reads_well(driver, "assistant", paragraphs)


@needs_browser
@pytest.mark.parametrize("language", ["en-US", "ar"])
def test_a_notice_runs_from_the_side_of_its_own_text(start, browser, language):
    server = start(*WIDE)
    driver = browser(server, language)
    driver.execute_script("show('notice', arguments[0]).append(document.createElement('button'))", ARABIC.text)
    assert_reads_well(driver, "notice", [ARABIC])
    driver.execute_script("show('notice', arguments[0])", ENGLISH.text)
    assert_reads_well(driver, "notice", [ENGLISH])


@needs_browser
@pytest.mark.parametrize("language", ["en-US", "ar"])
def test_the_label_for_screen_readers_is_said_and_not_seen(shared, browser, language):
    driver = browser(shared, language)
    ask(driver, "Do you have a kegel chair?")
    labels = driver.execute_script(
        "return [...document.querySelectorAll('.turn .who')].map(label => [label.textContent, label.offsetWidth])")
    assert labels == [[{"en-US": "You: ", "ar": "أنت: "}[language], 1],
                      [{"en-US": "Assistant: ", "ar": "المساعد: "}[language], 1]]
