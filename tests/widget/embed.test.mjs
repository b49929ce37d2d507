// The snippets of docs/embed.md, as they stand there but for the name of the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask, launch, open, openChat, pause } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";

const document = readFileSync(new URL("../../docs/embed.md", import.meta.url), "utf8");
const blocks = [...document.matchAll(/^ *```html\n([\s\S]*?)^ *```$/gm)].map(([, block]) => block);

let endpoint, site, browser;
before(async () => {
  endpoint = await new Endpoint().start();
  site = await new Endpoint().start();
  browser = await launch();
});
after(async () => { await browser?.close(); await endpoint?.stop(); await site?.stop(); });

const page = block => ({ html: `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>t</title><link rel=icon href="${endpoint.url}/icon"><body><p id=answer></p>${block.replaceAll("https://chat.example.com", endpoint.url)}` });

test("every snippet that puts the widget on a page does", async () => {
  const widgets = blocks.filter(block => block.includes("widget.js"));
  assert.equal(widgets.length, 3, "the line, the line with attributes, the tag of Google Tag Manager");
  for (const block of widgets) {
    site.pages["/"] = page(block);
    endpoint.chats = [];
    const shown = await open(browser, site.url + "/");
    await openChat(shown);
    await ask(shown, "Hello", 1);
    assert.equal(endpoint.chats.length, 1);
    assert.deepEqual(shown.problems, []);
    await shown.leave();
  }
});

test("the sample without the widget waits for a 429, tries again under the same key, and shows the answer", async () => {
  const [sample] = blocks.filter(block => block.includes("fetch("));
  site.pages["/"] = page(sample);
  endpoint.chats = [];
  endpoint.whole = true;
  endpoint.script = [{ status: 429, retry_after: 1 }, { refuse: true }, { status: 503, retry_after: 1 }, {}];
  const context = await browser.createBrowserContext();
  const shown = await context.newPage();
  await shown.goto(site.url + "/");
  const text = () => shown.evaluate(() => window.document.querySelector("#answer").textContent);
  for (const end = Date.now() + 20_000; Date.now() < end && !await text();) await pause(50);
  assert.match(await text(), /Two of our lasers/);
  assert.equal(new Set(endpoint.chats.map(chat => chat.key)).size, 1);
  assert.equal(endpoint.chats.length, 4);
  await context.close();
});
