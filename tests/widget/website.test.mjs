// What websites do to a chat that stands on them, and what it may not do to them. Each of these was somebody's bug.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { animated, answered, ask, assertAccessible, element, inside, launch, open, openChat, pause, press, turns, type, until } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";

let endpoint, site, browser, page;

before(async () => {
  endpoint = await new Endpoint().start();
  site = await new Endpoint().start();
  browser = await launch();
});
after(async () => { await browser?.close(); await endpoint?.stop(); await site?.stop(); });
beforeEach(() => Object.assign(endpoint, { chats: [], feedback: [], feedbackStatus: [], isPanelLost: false, isUpgraded: false, script: [], next: undefined, pause: 0 }));
afterEach(async () => { await page?.leave(); page = null; });

const line = (attributes = "async") => `<script ${attributes} src="${endpoint.url}/widget.js"></script>`;

async function visit({ head = line(), body = "<h1>A website</h1>", headers, ...options } = {}) {
  site.pages["/"] = { html: `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>A website</title><link rel=icon href="${endpoint.url}/icon">${head}<body>${body}`, headers };
  page = await open(browser, site.url + "/", options);
}

const geometry = () => inside(page, root => [".launcher", ".panel", ".head", "h2", "textarea", ".small", ".visitor .bubble", ".rows li", ".about"].map(each => {
  const { x, y, width, height } = root.querySelector(each).getBoundingClientRect(), style = getComputedStyle(root.querySelector(each));
  return [each, x, y, width, height, style.color, style.fontFamily, style.textTransform, style.opacity, style.letterSpacing];
}));

test("the page's own style sheet changes nothing of it", async () => {
  const looks = [];
  for (const css of ["", `* { letter-spacing: 9px; line-height: 4; text-transform: uppercase; font: italic 40px serif; color: red; cursor: none; box-sizing: content-box; text-align: right; word-spacing: 9px }
    body > * { position: relative; z-index: 1; transform: scale(.5); opacity: .2; filter: blur(3px); margin: 50px; width: 10px; overflow: hidden; zoom: 2 } button, textarea, h2, ul { padding: 40px; background: red }`]) {
    await visit({ head: `<style>${css}</style>${line()}` });
    await openChat(page);
    await ask(page, "Which lasers remove tattoos?", 1);
    await animated(page);
    looks.push(await geometry());
    if (!css) await page.leave();
  }
  assert.deepEqual(looks[1], looks[0]);
});

test("what is typed in it is no shortcut of the page's", async () => {
  await visit({ body: "<script>window.heard = []; for (const name of ['keydown', 'keyup', 'keypress']) document.addEventListener(name, event => heard.push(event.key))</script>" });
  await openChat(page);
  await ask(page, "s/?", 1);
  await page.keyboard.press("Escape");
  assert.deepEqual(await page.evaluate(() => window.heard.filter(key => key !== "Escape")), []);
  await page.keyboard.press("s");  // the focus is on the launcher, outside of the window
  assert.deepEqual(await page.evaluate(() => [...new Set(window.heard)]), ["Escape", "s"]);
});

for (const [name, exchange] of [["the body", () => document.body.replaceWith(document.createElement("body"))], ["all that is in it", () => document.body.replaceChildren(document.createElement("main"))]]) {
  test(`a page that exchanges ${name} keeps the chat and its conversation`, async () => {
    await visit();
    await openChat(page);
    await ask(page, "Hello", 1);
    for (let count = 2; count < 4; ++count) {
      await page.evaluate(exchange);
      await ask(page, "Again", count);
      assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 1);
    }
    await page.evaluate(() => window.MTAChat.destroy());
    await page.evaluate(exchange);
    assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 0);
  });
}

test("a page that takes the element away by itself is not given it again", async () => {
  await visit();
  await page.evaluate(() => document.querySelector("mta-chat").remove());
  await pause(50);
  assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 0);
});

test("init() and destroy() before there is a body: the last word counts", async () => {
  const script = calls => `${line("data-manual")}<script>${calls}</script>`;
  await visit({ head: script('MTAChat.init({ title: "First" }); MTAChat.init({ title: "Second", open: true })') });
  await until(page, () => window.MTAChat.isOpen);
  assert.equal(await inside(page, root => root.querySelector("h2").textContent), "Second");
  await page.leave();
  site.pages["/"] = { html: `<!doctype html><title>t</title>${script("MTAChat.init({}); MTAChat.destroy()")}<body>` };
  const context = await browser.createBrowserContext();
  const bare = await context.newPage();
  await bare.goto(site.url + "/");
  assert.equal(await bare.evaluate(() => document.querySelectorAll("mta-chat").length), 0);
  page = { leave: () => context.close() };
});

test("as a module it has its attributes and its endpoint, too", async () => {
  await visit({ head: line('type=module data-title="My clinic"') });
  await openChat(page);
  assert.equal(await inside(page, root => root.querySelector("h2").textContent), "My clinic");
  await ask(page, "Hello", 1);
});

test("it runs under 'strict-dynamic' and a page's <base>", async () => {
  await visit({ head: `<base href="https://elsewhere.example/">${line("nonce=abc async")}`,
    headers: { "content-security-policy": `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; connect-src ${endpoint.url}; img-src ${endpoint.url}; require-trusted-types-for 'script'` } });
  await openChat(page);
  await ask(page, "Hello", 1);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test("where the window could not be loaded the button says so, and the next press tries again", async () => {
  await visit();
  const label = () => inside(page, root => root.querySelector(".launcher").getAttribute("aria-label"));
  endpoint.isPanelLost = true;
  await press(page, ".launcher");
  await until(page, () => /could not be loaded/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".launcher").getAttribute("aria-label")));
  endpoint.isPanelLost = false;
  await openChat(page);
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".launcher").getAttribute("aria-expanded") === "true");
  assert.equal(await label(), "Close chat");
});

test("a page that was open before the server was upgraded takes the window of now", async () => {
  await visit();
  endpoint.isUpgraded = true;
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  assert.deepEqual(endpoint.requests.filter(each => each.includes("widget-panel")).at(-1), "GET /widget-panel.js");
});

test("a page that has changed what arrays and strings can do is no harm", async () => {
  // As Prototype.js 1.6 does it.
  await visit({ before: () => { Object.prototype.extra = () => {}; Array.prototype.each = () => {}; } });
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  assert.equal(await inside(page, root => root.querySelectorAll(".rows li").length), 2);
});

test("what it cannot read of an earlier visit is forgotten", async () => {
  for (const kept of ["{", "null", "7", '{"entries":7}', '{"version":2}']) {
    await visit();
    await page.evaluate(([url, value]) => sessionStorage.setItem("mta-chat:" + url, value), [endpoint.url, kept]);
    await openChat(page);
    await ask(page, "Hello", 1);
    if (kept !== '{"version":2}') await page.leave();
  }
});

test("Enter that confirms what an input method proposes sends nothing, in Safari's order of events either", async () => {
  await visit();
  await openChat(page);
  await (await element(page, "textarea")).focus();
  await page.keyboard.type("Hello");
  await inside(page, root => {
    const field = root.querySelector("textarea");
    const enter = init => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true, cancelable: true, ...init }));
    enter({ isComposing: true });
    enter({ keyCode: 229 });
    field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, composed: true }));
    enter({ keyCode: 13 });
  });
  await pause(100);
  assert.deepEqual(endpoint.chats, []);
  await page.keyboard.press("Enter");
  await answered(page, 1);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["Hello"]);
});

test("a logo that cannot be loaded leaves the initials", async () => {
  await visit({ head: line(`async data-title="My Clinic" data-logo="${endpoint.url}/none.png"`) });
  await openChat(page);
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".avatar").textContent === "MC");
  assert.equal(await inside(page, root => root.querySelectorAll(".avatar img").length), 0);
});

test("a long page is not scrolled by what happens in the chat", async () => {
  await visit({ head: line("async data-leads"), body: "<p>text</p>".repeat(400) });
  await page.evaluate(() => scrollTo(0, 700));
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  await press(page, ".actions .first");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".lead"));
  await ask(page, "Which lasers remove tattoos?", 2);
  assert.equal(await page.evaluate(() => scrollY), 700);
});

test("words without end, code and wide tables stay inside", async () => {
  await visit({ size: [390, 844] });
  await openChat(page);
  const word = "x".repeat(300);
  endpoint.next = { text: `${word}\n\nhttps://example.com/${word}\n\n**${word}** \`${word}\`\n\n- ${word}\n\n| ${Array(12).fill("a column").join(" | ")} |\n${"|---".repeat(12)}|\n| ${Array(12).fill(word.slice(0, 40)).join(" | ")} |` };
  await ask(page, word, 1);
  const found = await inside(page, root => ({ sideways: root.querySelector(".log").scrollWidth - root.querySelector(".log").clientWidth,
    outside: [...root.querySelectorAll(".bubble")].filter(each => each.getBoundingClientRect().right > innerWidth || each.scrollWidth > each.clientWidth + 1).length,
    scrolls: root.querySelector(".scroll").scrollWidth > root.querySelector(".scroll").clientWidth }));
  assert.deepEqual(found, { sideways: 0, outside: 0, scrolls: true });
});

test("a keyboard on the screen does not cover the field", async () => {
  for (const size of [[390, 844], [820, 1180]]) {
    await visit({ size, before: () => {
      const seen = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
      Object.defineProperty(window, "visualViewport", { value: seen });
    } });
    await openChat(page);
    await animated(page);
    const edges = () => inside(page, root => [root.querySelector(".panel").getBoundingClientRect(), root.querySelector(".field").getBoundingClientRect()].map(({ top, bottom }) => [Math.round(top), Math.round(bottom)]));
    const before = await edges();
    const keyboard = (height, offsetTop, scale = 1) => page.evaluate(values => { Object.assign(visualViewport, values); visualViewport.dispatchEvent(new Event("resize")); }, { height, offsetTop, scale });
    await keyboard(size[1] - 340, 40);
    const [panel, field] = await edges();
    assert.ok(panel[0] >= 40 && panel[1] <= size[1] - 300 && field[1] < panel[1], JSON.stringify([panel, field]));
    await keyboard(size[1] / 2, 100, 2);
    assert.deepEqual(await edges(), before, "zoomed with two fingers it stays where it is");
    await keyboard(size[1], 0);
    assert.deepEqual(await edges(), before);
    if (size[0] === 390) await page.leave();
  }
});

test("a rating that the service has not kept is not shown, one that it has keeps the focus; a bad one asks why", async () => {
  await visit();
  await openChat(page);
  await ask(page, "Hello", 1);
  const pressed = () => inside(page, root => [...root.querySelectorAll("[data-rating]")].map(each => each.getAttribute("aria-pressed")));
  endpoint.feedbackStatus = [503];
  await press(page, "[data-rating=good]");
  for (let i = 0; i < 100 && (!endpoint.feedback.length || (await pressed())[0] === "true"); ++i) await pause(20);
  assert.deepEqual(await pressed(), ["false", "false"]);
  await (await element(page, "[data-rating=bad]")).focus();
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".why"));
  assert.equal(await inside(page, root => root.activeElement.dataset.rating), "bad");
  await assertAccessible(page, "asked what was wrong");
  await (await element(page, ".why input")).type("The price is old");
  await page.keyboard.press("Enter");
  await until(page, () => !document.querySelector("mta-chat").shadowRoot.querySelector(".why"));
  assert.deepEqual(await pressed(), ["false", "true"]);
  const about = { session_id: "s1", message_id: endpoint.feedback[0].message_id };
  assert.deepEqual(endpoint.feedback, [{ ...about, rating: "good" }, { ...about, rating: "bad" }, { ...about, rating: "bad", comment: "The price is old" }]);
  assert.deepEqual(await turns(page, "visitor"), ["Hello"], "it is no message");
});

test("an answer that is made while the window is closed is there when it is opened", async () => {
  await visit();
  await openChat(page);
  endpoint.pause = 10;
  await type(page, "Hello");
  await page.evaluate(() => window.MTAChat.close());
  await page.evaluate(() => window.MTAChat.open());
  await answered(page, 1);
  assert.equal(endpoint.chats.length, 1);
});
