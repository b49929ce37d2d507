// Arabic, English and both, by where the words stand on the screen, on pages and in widgets of either language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, inside, launch, onScreen, open, openChat, places, turns } from "./browser.mjs";
import { Endpoint, arabicLasers, lasers } from "./endpoint.mjs";

let endpoint, browser;
before(async () => {
  endpoint = await new Endpoint().start();
  for (const language of ["en", "ar"]) {
    endpoint.pages["/" + language] = { html: `<!doctype html><html lang=${language}><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>t</title><script async src="/widget.js"></script><body><h1>t</h1>` };
  }
  browser = await launch();
});
after(async () => { await browser?.close(); await endpoint?.stop(); });

// The words from left to right; a `.` or `؟` at an end is a word of its own.
const lines = [
  ["جهاز الهايفو متوفر لدينا .", ". لدينا متوفر الهايفو جهاز", "right"],
  ["The chair is a chair .", "The chair is a chair .", "left"],
  ["سعر جهاز Kegel Chair هو 3200 دولار ؟", "؟ دولار 3200 هو Kegel Chair جهاز سعر", "right"],
  ["We call it كرسي كيجل here .", "We call it كيجل كرسي here .", "left"],
  ["7D HIFU (جهاز الهايفو 7D): 6600 دولار", "دولار 6600 7D): الهايفو (جهاز 7D HIFU", "right"],
  ["EMS Kegel Chair (كرسي): 3200 USD", "EMS Kegel Chair (كرسي): 3200 USD", "left"],
  ["جهاز Fat Freezing 360° سعره 7300 USD", "7300 USD سعره Fat Freezing 360° جهاز", "right"],
];

for (const language of ["en", "ar"]) {
  test(`lines of either language stand in their order and on their side, on a page in ${language}`, async () => {
    const page = await open(browser, endpoint.url + "/" + language, { size: [1280, 800] });
    for (const [text, order, side] of lines) {
      await page.evaluate(() => { sessionStorage.clear(); window.MTAChat.init({}); return window.MTAChat.open(); });
      endpoint.next = { text };
      await ask(page, text, 1);
      for (const who of ["visitor", "assistant"]) {
        const paragraphs = await places(page, who);
        assert.deepEqual(onScreen(paragraphs), [order], who);
        const edges = await inside(page, (root, kind) => {
          const bubble = [...root.querySelectorAll(`.turn.${kind} .bubble`)].at(-1), style = getComputedStyle(bubble), box = bubble.getBoundingClientRect();
          return { left: box.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth), right: box.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth) };
        }, who);
        const words = paragraphs[0];
        const stands = side === "left" ? Math.min(...words.map(word => word.left)) : Math.max(...words.map(word => word.right));
        assert.ok(Math.abs(stands - edges[side]) < 3, `${who}, ${text}: it begins at the ${side}: ${stands}, ${edges[side]}`);
      }
    }
    await page.leave();
  });

  test(`rows of devices on a page in ${language} run as the widget does, their prices at the end`, async () => {
    for (const products of [lasers, arabicLasers]) {
      const page = await open(browser, endpoint.url + "/" + language);
      await openChat(page);
      endpoint.next = { text: `Two:\n${products.map(product => `- ${product.name}: ${product.price} USD`).join("\n")}\n\nMore?`, products };
      await ask(page, "lasers", 1);
      const rows = await inside(page, root => [...root.querySelectorAll(".rows li")].map(row => {
        const box = each => { const { left, right } = row.querySelector(each).getBoundingClientRect(); return { left, right }; };
        return { name: box(".name"), price: box(".price"), text: row.querySelector(".price").innerText };
      }));
      assert.deepEqual(rows.map(row => row.text), ["$2,300", "$9,800"]);
      for (const { name, price } of rows) assert.ok(language === "ar" ? price.right <= name.left : price.left >= name.right);
      assert.equal(await inside(page, root => root.querySelectorAll(".bubble ul:not(.rows)").length), 0, "the list in the text is not drawn, too");
      await page.leave();
    }
  });
}

test("a small Markdown is drawn, and nothing of a model's becomes markup or a script", async () => {
  const page = await open(browser, endpoint.url + "/en");
  await openChat(page);
  endpoint.next = { text: [
    "**Bold** and `code`, [a link](https://example.com/x) and [none](javascript:alert(1)) <img src=x onerror=alert(1)>", "", "| Device | Price |", "|---|---|", "| 7D HIFU | 6600 USD |",
    "", "1. one", "2. two", "", "Call +971 55 000 0000 or mail sales@example.com, see https://example.com/a?b=1. Or [call us](tel:+15551234567), [write](mailto:a@example.com).",
  ].join("\n") };
  await ask(page, "x", 1);
  const links = await inside(page, root => [...root.querySelectorAll(".assistant .bubble a")].map(link => [link.getAttribute("href"), link.rel, link.textContent]));
  const web = "noopener noreferrer nofollow";
  assert.deepEqual(links, [["https://example.com/x", web, "a link"], ["tel:+971550000000", "", "+971 55 000 0000"], ["mailto:sales@example.com", "", "sales@example.com"],
    ["https://example.com/a?b=1", web, "https://example.com/a?b=1"], ["tel:+15551234567", "", "call us"], ["mailto:a@example.com", "", "write"]]);
  assert.deepEqual(await inside(page, root => ["strong", "code", "th", "td", "ol li", "img", "script"].map(each => root.querySelectorAll(".assistant .bubble " + each).length)), [1, 1, 2, 2, 2, 0, 0]);
  const [text] = await turns(page, "assistant");
  assert.ok(text.includes("<img src=x onerror=alert(1)>") && text.includes("[none](javascript:alert(1))"), text);
  assert.deepEqual(page.problems, []);
  await page.leave();
});

test("lists of devices become rows where they stand, each once, whatever stands below a name", async () => {
  const page = await open(browser, endpoint.url + "/en");
  await openChat(page);
  const [first, second] = lasers;
  endpoint.next = { text: `Lasers:\n- ${first.name}: 2300 USD\n  A pulsed laser.\n\nOthers:\n- ${second.name}: 9800 USD\n  Short pulses.\n- Not a device`, products: lasers };
  await ask(page, "lasers", 1);
  const drawn = await inside(page, root => [...root.querySelectorAll(".assistant .bubble > *")].map(each => [each.localName, each.className, each.innerText.split("\n")[0]]));
  assert.deepEqual(drawn.map(([name, className]) => name + "." + className.replace(" spaced", "")), ["p.", "ul.rows", "p.spaced", "ul.", "div.actions"]);
  assert.deepEqual(await inside(page, root => [...root.querySelectorAll(".rows .name")].map(each => each.textContent)), [first.name]);
  assert.deepEqual(await inside(page, root => [...root.querySelectorAll(".bubble ul:not(.rows) li .more")].map(each => each.textContent)), ["Short pulses."]);
  await page.leave();
});
