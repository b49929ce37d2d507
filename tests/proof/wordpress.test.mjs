// Driven by tests/proof/wordpress.py, which has started WordPress with the plugin.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, inside, launch, open, openChat, pause } from "../widget/browser.mjs";
import { Endpoint } from "../widget/endpoint.mjs";

const url = process.env.WORDPRESS_URL;
let endpoint, browser, admin;

before(async () => {
  endpoint = await new Endpoint().start();
  browser = await launch();
  admin = await (await browser.createBrowserContext()).newPage();
  await admin.goto(url + "/wp-login.php");
  await admin.type("#user_login", "owner");
  await admin.type("#user_pass", "secret-of-the-test");
  await Promise.all([admin.waitForNavigation(), admin.click("#wp-submit")]);
});
after(async () => { await browser?.close(); await endpoint?.stop(); });

async function save(values) {
  await admin.goto(url + "/wp-admin/options-general.php?page=mta-chat");
  await admin.evaluate(given => {
    for (const [name, value] of Object.entries(given)) {
      const input = document.querySelector("#mta-chat-" + name);
      if (input.type === "checkbox") input.checked = value;
      else input.value = value;
    }
  }, values);
  await Promise.all([admin.waitForNavigation(), admin.click("#submit")]);
  return admin.evaluate(() => document.querySelector(".notice, .error")?.textContent.trim());
}

const hasChat = async path => {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.goto(url + path);
  await pause(700);
  const found = await page.evaluate(() => [!!document.querySelector("script[src*='mta-chat/widget.js']"), !!document.querySelector("mta-chat"), document.body.innerText.includes("Warning:")]);
  await page.browserContext().close();
  assert.equal(found[2], false, "PHP warns of nothing");
  return found.slice(0, 2);
};

test("without an address there is no chat", async () => {
  assert.deepEqual(await hasChat("/"), [false, false]);
});

test("an owner sets it up, and a visitor has an answer", async () => {
  assert.match(await save({ endpoint: endpoint.url, color: "#7a1f5c", language: "ar" }), /saved/i);
  const page = await open(browser, url + "/");
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  assert.equal(await inside(page, root => root.querySelector(".root").dir), "rtl");
  assert.equal(await inside(page, root => getComputedStyle(root.querySelector(".launcher")).backgroundColor), "rgb(122, 31, 92)");
  assert.equal(endpoint.chats.length, 1);
  assert.deepEqual(endpoint.requests.filter(each => each.includes(".js")), [], "the plugin carries the widget");
  await page.leave();
});

test("what is no address and no colour is not kept", async () => {
  assert.match(await save({ endpoint: "javascript:alert(1)" }), /must begin with https/);
  await save({ endpoint: endpoint.url, color: "red\"><script>" });
  await admin.goto(url + "/wp-admin/options-general.php?page=mta-chat");
  assert.equal(await admin.evaluate(() => document.querySelector("#mta-chat-color").value), "");
});

test("it stands where the owner wants it", async () => {
  await save({ show: "only", pages: "2" });
  assert.deepEqual([await hasChat("/"), await hasChat("/?page_id=2")], [[false, false], [true, true]]);
  await save({ show: "except", pages: "2" });
  assert.deepEqual([await hasChat("/"), await hasChat("/?page_id=2")], [[true, true], [false, false]]);
  await save({ show: "everywhere" });
});

test("with the WP Consent API it waits for consent where the owner says so; without it nothing is held up", async () => {
  await save({ consent: true });
  assert.equal(await admin.evaluate(() => document.querySelector("#mta-chat-consent").checked), true);
  assert.deepEqual(await hasChat("/"), [true, true]);
  assert.deepEqual([await hasChat("/?consent=functional"), await hasChat("/?consent=none")], [[true, true], [true, false]]);
  const page = await (await browser.createBrowserContext()).newPage();
  await page.goto(url + "/?consent=none");
  await pause(700);
  await page.evaluate(() => document.dispatchEvent(new CustomEvent("wp_listen_for_consent_change", { detail: { functional: "allow" } })));
  assert.equal(await page.evaluate(() => !!document.querySelector("mta-chat")), true);
  await page.browserContext().close();
  await save({ consent: false });
  assert.equal(await admin.evaluate(() => document.querySelector("#mta-chat-consent").checked), false);
});

test("the privacy guide has its text", async () => {
  await admin.goto(url + "/wp-admin/options-privacy.php?tab=policyguide");
  assert.match(await admin.evaluate(() => document.body.textContent), /chat with an automated assistant/);
});
