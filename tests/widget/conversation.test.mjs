// A conversation with the shipped binary, on the page at / : in browsers of both languages, with axe in every state.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, ask, assertAccessible, inside, launch, onScreen, open, places, press, turns, until } from "./browser.mjs";
import { startServer } from "./server.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

const menu = page => press(page, "[aria-controls=menu]");

const visitors = [
  { language: "en-US", dir: "ltr", question: "How much is the 7D HIFU machine?", follow: "and the kegel chair?", newChat: "New chat", price: "$6,600" },
  { language: "ar", dir: "rtl", question: "كم سعر جهاز الهايفو؟", follow: "وكرسي كيجل؟", newChat: "محادثة جديدة", price: "$6,600" },
];

for (const visitor of visitors) {
  test(`a conversation in a browser of the language ${visitor.language}`, async () => {
    const page = await open(browser, server.url + "/", { language: visitor.language });
    const requests = [];
    page.on("request", request => request.url().startsWith("data:") || requests.push(new URL(request.url()).origin));
    await until(page, () => window.MTAChat.isOpen);
    assert.equal(await inside(page, root => root.querySelector(".root").dir), visitor.dir);
    await assertAccessible(page, "empty");

    await ask(page, visitor.question, 1);
    const [first] = await turns(page, "assistant");
    assert.ok(first.includes(visitor.price), first);
    await assertAccessible(page, "answered");
    await ask(page, visitor.follow, 2);
    assert.ok((await turns(page, "assistant"))[1].includes("$3,200"), "the session leans on the turn before");

    const kept = page.waitForResponse(response => response.url().endsWith("/feedback") && response.request().method() === "POST");
    await press(page, "[data-rating=good]");
    assert.equal((await kept).status(), 204);
    assert.equal(await inside(page, root => [...root.querySelectorAll("[data-rating=good]")].at(-1).getAttribute("aria-pressed")), "true");

    await menu(page);
    await assertAccessible(page, "menu");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => window.MTAChat.isOpen), true, "Escape closes the menu first");

    await page.reload();
    await until(page, () => window.MTAChat?.isOpen);
    await answered(page, 2);
    await menu(page);
    assert.equal(await inside(page, root => root.querySelector(".menu button").textContent), visitor.newChat);
    await press(page, ".menu li:first-child button");
    await assertAccessible(page, "a new chat asks first");
    await press(page, ".ask .first");
    await until(page, () => !document.querySelector("mta-chat").shadowRoot.querySelector(".turn"));
    assert.deepEqual([...new Set(requests)], [server.url], "no request to anybody else");
    assert.deepEqual(page.problems, []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    await page.leave();
  });

  test(`each line of the catalogue stands in its order, in a browser of the language ${visitor.language}`, async () => {
    const page = await open(browser, server.url + "/", { language: visitor.language });
    await until(page, () => window.MTAChat.isOpen);
    await ask(page, "كم سعر كرسي كيجل؟", 1);
    assert.deepEqual(onScreen(await places(page, "visitor")), ["كيجل؟ كرسي سعر كم"]);
    await ask(page, "How much is the EMS Kegel Chair?", 2);
    assert.deepEqual(onScreen(await places(page, "visitor")), ["How much is the EMS Kegel Chair?"]);
    await page.leave();
  });
}
