// What a website can say about its chat, in attributes and in init(), and what it is told: the table of docs/embed.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { ask, element, inside, launch, open, openChat, pause, press, until } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";

let endpoint, site, browser, page;
before(async () => {
  endpoint = await new Endpoint().start();
  site = await new Endpoint().start();
  browser = await launch();
});
after(async () => { await browser?.close(); await endpoint?.stop(); await site?.stop(); });
afterEach(async () => { await page?.leave(); page = null; });

async function visit(attributes = "", options = {}) {
  site.pages["/"] = { html: `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>A website</title><link rel=icon href="data:,"><script async src="${endpoint.url}/widget.js" ${attributes}></script><body><h1>A website</h1>` };
  page = await open(browser, site.url + "/", options);
}

const given = {
  language: "fr", position: "left", color: "#7a1f5c", theme: "dark", radius: 7, title: "Clinique", subtitle: "Sous-titre", greeting: "Bienvenue",
  note: "Une note", examples: ["Un ?", "Deux ?"], privacy: "https://example.com/privacy", whatsapp: "+971 50 123 4567", leads: true, hours: "9 h à 17 h", zIndex: 77, open: true,
};
const attribute = ([name, value]) => `data-${name.replace(/[A-Z]/g, letter => "-" + letter.toLowerCase())}="${[].concat(value).join("|")}"`;

const shown = () => inside(page, root => {
  const text = selector => root.querySelector(selector).textContent, style = selector => getComputedStyle(root.querySelector(selector));
  return {
    language: root.querySelector(".root").lang, isLeft: root.querySelector(".launcher").getBoundingClientRect().left < 100, color: style(".launcher").backgroundColor,
    isDark: root.querySelector(".root").classList.contains("dark"), radius: style(".panel").borderRadius, title: text("h2"), subtitle: text(".titles p"), greeting: text(".greeting"),
    note: text(".small"), examples: [...root.querySelectorAll(".examples button")].map(each => each.textContent), privacy: root.querySelector(".small a").href,
    menu: [...root.querySelectorAll(".menu li")].map(each => each.textContent), whatsapp: root.querySelector(".menu a").href, zIndex: getComputedStyle(root.host).zIndex,
  };
});

const expected = {
  language: "fr", isLeft: true, color: "rgb(122, 31, 92)", isDark: true, radius: "7px", title: "Clinique", subtitle: "Sous-titre", greeting: "Bienvenue",
  note: "Une note · Confidentialité", examples: ["Un ?", "Deux ?"], privacy: "https://example.com/privacy",
  menu: ["Nouvelle conversation", "Laisser votre numéro", "WhatsApp", "Horaires: 9 h à 17 h"], whatsapp: "https://wa.me/971501234567", zIndex: "77",
};

test("each attribute is heard", async () => {
  await visit(Object.entries(given).map(attribute).join(" "));
  await until(page, () => window.MTAChat.isOpen);
  assert.deepEqual(await shown(), expected);
});

test("each option of init() is heard, and stronger than an attribute and the server's settings", async () => {
  endpoint.settings = { title: "The server's", radius: 20, texts: { fr: { greeting: "Du serveur" } } };
  await visit('data-title="The attribute\'s" data-language=ar');
  await page.evaluate(options => window.MTAChat.init(options), given);
  await until(page, () => window.MTAChat.isOpen);
  assert.deepEqual(await shown(), expected);
  endpoint.settings = {};
});

test("each option that docs/embed.md names is known, and each that is known is named there", () => {
  const document = readFileSync(new URL("../../docs/embed.md", import.meta.url), "utf8");
  const rows = document.split("\n").filter(row => row.startsWith("| `data-"));
  const named = rows.flatMap(row => [...row.split("|")[1].matchAll(/`data-([a-z-]+)`/g)].map(([, name]) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())));
  assert.deepEqual(named.filter(name => !/endpoint|logo|manual/.test(name)).sort(), Object.keys(given).sort());
});

test("wrong values do no harm", async () => {
  await visit('data-position=middle data-color="url(javascript:1)" data-theme=blue data-radius=99999 data-language=xx data-privacy="javascript:alert(1)" data-logo="javascript:alert(1)" data-z-index=high data-whatsapp=none');
  await openChat(page);
  const found = await inside(page, root => [root.querySelector(".root").lang, getComputedStyle(root.querySelector(".panel")).borderRadius, root.querySelectorAll(".small a, .avatar img, .menu a").length,
    getComputedStyle(root.querySelector(".launcher")).backgroundColor]);
  assert.deepEqual(found, ["en", "32px", 0, "rgb(11, 92, 102)"]);
});

test("a website is told what happens, never what was written, until it wants no more", async () => {
  await visit("data-leads");
  await page.evaluate(() => {
    window.told = [];
    for (const name of ["open", "message", "answer", "error", "lead", "close"]) {
      const off = window.MTAChat.on(name, detail => window.told.push([name, Object.keys(detail).join()]));
      if (name === "close") off();
      document.addEventListener("mta-chat:" + name, event => window.told.push(["mta-chat:" + name, Object.keys(event.detail).join()]));
    }
  });
  await openChat(page);
  await until(page, () => window.told.length);
  endpoint.script = [{ status: 403 }];
  await (await element(page, "textarea")).type("secret");
  await page.keyboard.press("Enter");
  await until(page, () => window.told.some(([name]) => name === "error"));
  await ask(page, "secret", 1);
  await page.evaluate(() => window.MTAChat.close());
  const both = (name, keys) => [[name, keys], ["mta-chat:" + name, keys]];
  assert.deepEqual(await page.evaluate(() => window.told), [...both("open", ""), ...both("message", ""), ...both("error", "reason,status"), ...both("message", ""), ...both("answer", "messageId"), ["mta-chat:close", ""]]);
});

test("the form from the menu, cancelled, leaves the conversation and the focus as they were", async () => {
  await visit("data-leads");
  await openChat(page);
  await ask(page, "Hello", 1);
  await press(page, "[aria-controls=menu]");
  await press(page, ".menu li:nth-child(2) button");
  assert.equal(await inside(page, root => root.activeElement.name), "phone");
  await press(page, ".lead .actions button:last-child");
  assert.deepEqual(await inside(page, root => [root.querySelectorAll(".lead").length, root.activeElement.localName, root.querySelectorAll(".turn").length]), [0, "textarea", 2]);
  assert.deepEqual(endpoint.leads, []);
});

test("an answer is copied as it is read, without its signs, and that is said; without a clipboard there is no button", async () => {
  await visit("", { before: () => Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied = text; } } }) });
  await openChat(page);
  endpoint.next = { text: "# A heading\n\n**Bold**, `code`:\n- one" };
  await ask(page, "Hello", 1);
  await press(page, ".about [aria-label^=Copy]");
  await until(page, () => window.copied);
  assert.equal(await page.evaluate(() => window.copied), "A heading\n\nBold, code:\n- one");
  assert.equal(await inside(page, root => root.querySelector("[role=status]").textContent), "Copied");
  await page.leave();
  await visit("", { before: () => Object.defineProperty(navigator, "clipboard", { value: undefined }) });
  await openChat(page);
  await ask(page, "Hello", 1);
  await pause(50);
  assert.deepEqual(await inside(page, root => [...root.querySelectorAll(".about button")].map(each => each.getAttribute("aria-label"))), ["Good answer", "Bad answer"]);
});
