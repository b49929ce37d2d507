// What the widget does on a stranger's page: what it may not do there, what becomes of messages when the network or
// the service fails, and who can use it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { answered, ask, assertAccessible, element, inside, isChromium, launch, open, openChat, pause, press, turns, type, until } from "./browser.mjs";
import { Endpoint, bundle } from "./endpoint.mjs";

let endpoint, site, browser, page;

const html = (attributes = "", more = "") =>
  `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>A website</title><link rel=icon href="${endpoint.url}/icon"><script nonce=abc async src="${endpoint.url}/widget.js" data-endpoint="${endpoint.url}" ${attributes}></script>${more}<body><h1>A website</h1><p><a href="#x">a link</a>`;

before(async () => {
  endpoint = await new Endpoint().start();
  site = await new Endpoint().start();  // the website is another origin than the endpoint
  const policy = `default-src 'none'; script-src 'nonce-abc'; connect-src ${endpoint.url}; img-src ${endpoint.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  site.pages = {
    "/": { html: html("data-leads data-whatsapp='+971 50 000 0000' data-examples='First?|Second?'") },
    "/strict": { html: html(), headers: { "content-security-policy": policy } },
    "/twice": { html: html("", `<script async src="${endpoint.url}/widget.js?again"></script>`) },
    "/arabic": { html: html("data-language=ar data-leads") },
    "/manual": { html: html("data-manual") },
    "/dark": { html: html("data-theme=dark data-leads") },
  };
  browser = await launch();
});
after(async () => { await browser?.close(); await endpoint?.stop(); await site?.stop(); });
beforeEach(() => {
  Object.assign(endpoint, { chats: [], leads: [], feedback: [], requests: [], script: [], models: 0, leadStatus: [], next: undefined, pause: 0, whole: false });
  endpoint.kept.clear();
});

async function visit(path = "/", options = {}) {
  page = await open(browser, site.url + path, options);
  return page;
}

afterEach(async () => { await page?.leave().catch(() => {}); page = null; });

async function leave() {
  assert.deepEqual(page.problems, []);
}

const notice = () => inside(page, root => root.querySelector(".state").hidden ? "" : root.querySelector(".state span").textContent);

// --- on a stranger's page

test("it runs under a strict policy with Trusted Types, in streams and whole answers", async () => {
  await visit("/strict");
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  endpoint.whole = true;
  await ask(page, "Which lasers remove tattoos?", 2);
  assert.equal(await inside(page, root => root.querySelectorAll(".rows").length), 2);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.equal(await inside(page, root => root.querySelectorAll("style, [style*=color]").length), 0);
  await leave();
});

test("nothing is stored and nothing is asked for before it is opened", async () => {
  await visit();
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);
  assert.deepEqual(endpoint.requests.filter(each => each !== "GET /icon"), ["GET /widget.js"]);
  await openChat(page);
  await ask(page, "Hello", 1);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.ok(await page.evaluate(() => Object.values(sessionStorage).some(value => value.includes('"session":"s1"'))));
  assert.deepEqual(site.requests.filter(each => !/GET \/($|favicon)/.test(each)).filter(each => !/strict/.test(each)), []);
  await leave();
});

test("it works where storage throws", async () => {
  await visit("/", { before: () => Object.defineProperty(window, "sessionStorage", { get() { throw new Error("no storage"); } }) });
  await openChat(page);
  await ask(page, "Hello", 1);
  await ask(page, "Hello", 2);
  assert.equal(endpoint.chats[1].body.session_id, "s1");
  await leave();
});

test("loaded twice it is there once", async () => {
  await visit("/twice");
  await pause(300);
  assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 1);
  await openChat(page);
  await ask(page, "Hello", 1);
  assert.equal(endpoint.chats.length, 1);
  await leave();
});

test("a hundred mounts leave no element and no listener", { skip: !isChromium && "counted by Chromium alone" }, async () => {
  await visit();
  await openChat(page);
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  const listeners = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(each => each.name === "JSEventListeners").value;
  };
  const mount = times => page.evaluate(async count => {
    for (let i = 0; i < count; ++i) {
      window.MTAChat.init({});
      await window.MTAChat.open();
      window.MTAChat.destroy();
    }
  }, times);
  await mount(2);
  const first = await listeners();
  await mount(100);
  for (let i = 0; i < 20 && await listeners() > first; ++i) await pause(100);  // what is collected later
  assert.ok(await listeners() <= first, `${await listeners()} listeners, ${first} before`);
  assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 0);
  await leave();
});

test("init() mounts it anew with other options, events tell what happens", async () => {
  page = await (async () => {
    const context = await browser.createBrowserContext();
    const made = await context.newPage();
    made.problems = [];
    await made.goto(site.url + "/manual");
    made.leave = () => context.close();
    return made;
  })();
  for (let i = 0; i < 100 && !await page.evaluate(() => !!window.MTAChat); ++i) await pause(25);
  assert.equal(await page.evaluate(() => document.querySelectorAll("mta-chat").length), 0);
  await page.evaluate(endpointUrl => {
    window.told = [];
    for (const name of ["open", "close", "message", "answer"]) window.MTAChat.on(name, () => window.told.push(name));
    window.MTAChat.init({ endpoint: endpointUrl, language: "fr", title: "Clinique", position: "left", color: "#ffee00" });
    return window.MTAChat.open();
  }, endpoint.url);
  assert.equal(await inside(page, root => root.querySelector("h2").textContent), "Clinique");
  await ask(page, "Bonjour", 1);
  await page.evaluate(() => window.MTAChat.close());
  assert.deepEqual(await page.evaluate(() => window.told), ["open", "message", "answer", "close"]);
  assert.ok(await inside(page, root => root.querySelector(".launcher").getBoundingClientRect().left < 100));
});

test("the launcher has at most 10 KB, everything at most 30 KB", () => {
  const size = name => gzipSync(readFileSync(bundle + name), { level: 9 }).length;
  const panel = readdirSync(bundle).find(name => /^widget-panel-.*\.js$/.test(name));
  assert.ok(size("widget.js") <= 10_000);
  assert.ok(size("widget.js") + size(panel) <= 30_000);
});

// --- when something fails

test("ten cuts: one key, the same bytes, one model call, one answer", async () => {
  await visit();
  await page.evaluate(url => window.MTAChat.init({ endpoint: url, retryDelay: 20 }), endpoint.url);
  await openChat(page);
  await inside(page, root => {
    window.lengths = [];
    new MutationObserver(() => window.lengths.push(root.querySelector(".assistant .bubble")?.textContent.length || 0))
      .observe(root.querySelector(".log"), { childList: true, characterData: true, subtree: true });
  });
  endpoint.script = [{ refuse: true }, { lost: true }, ...Array.from({ length: 8 }, (_, i) => ({ cutAfter: 12 * i })), {}];
  await type(page, "Which lasers remove tattoos?");
  await answered(page, 1);
  const lengths = await page.evaluate(() => window.lengths);
  assert.deepEqual(lengths, [...lengths].sort((one, other) => one - other), "what stands there is never taken away");
  assert.equal(endpoint.chats.length, 11);
  assert.deepEqual([new Set(endpoint.chats.map(chat => chat.key)).size, new Set(endpoint.chats.map(chat => chat.raw)).size, endpoint.models], [1, 1, 1]);
  assert.equal((await turns(page, "assistant")).length, 1);
  assert.equal(await notice(), "");
  await ask(page, "And HIFU?", 2);
  assert.notEqual(endpoint.chats.at(-1).key, endpoint.chats[0].key, "another message has another key");
  await leave();
});

test("what is typed before the window has been drawn is asked once, and goes on as any other", async () => {
  await visit();
  endpoint.pause = 10;
  await inside(page, root => {
    new MutationObserver((_, observer) => {
      const panel = root.querySelector(".panel:not([hidden])");
      if (!panel) return;
      observer.disconnect();
      panel.querySelector("textarea").value = "Hello";
      panel.querySelector("form").requestSubmit();
    }).observe(root, { attributes: true, childList: true, subtree: true });
  });
  await openChat(page);
  await answered(page, 1);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["Hello"]);
  await ask(page, "Again", 2);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.session_id), [undefined, "s1"]);
  await leave();
});

test("a launcher that is pressed twice opens the window once", async () => {
  await visit();
  await page.evaluate(() => {
    window.told = [];
    window.MTAChat.on("open", () => window.told.push("open"));
    const launcher = document.querySelector("mta-chat").shadowRoot.querySelector(".launcher");
    launcher.click();
    launcher.click();
  });
  await until(page, () => window.told.length);
  await pause(300);
  assert.deepEqual(await page.evaluate(() => [window.told, window.MTAChat.isOpen]), [["open"], true]);
  await leave();
});

test("offline a message is kept, said so, and sent by itself", { skip: !isChromium && "no emulation of a lost network" }, async () => {
  await visit();
  await openChat(page);
  await page.setOfflineMode(true);
  await type(page, "Which lasers remove tattoos?");
  await until(page, () => /offline/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".state:not([hidden])")?.textContent));
  await assertAccessible(page, "offline");
  assert.equal(endpoint.chats.length, 0);
  await page.setOfflineMode(false);
  await answered(page, 1);
  assert.deepEqual([endpoint.chats.length, await notice()], [1, ""]);
  await leave();
});

test("429: the send button counts down, then the message goes out under its key", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ status: 429, retry_after: 2 }];
  await type(page, "Hello");
  await until(page, () => /^[12] s$/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".send").textContent));
  await assertAccessible(page, "429");
  await type(page, "and this");  // waits behind it
  await answered(page, 2);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["Hello", "Hello", "and this"]);
  assert.equal(endpoint.chats[0].key, endpoint.chats[1].key);
  await leave();
});

test("a limit that lasts for hours closes the field for two minutes at most", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ status: 503, retry_after: 2_000_000 }];
  await type(page, "Hello");
  await until(page, () => /cannot answer/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".state:not([hidden])")?.textContent));
  assert.equal(await inside(page, root => root.querySelector(".send").textContent), "2 min");
  assert.ok(await inside(page, root => root.querySelector(".state button").disabled));
  await leave();
});

test("an answer that breaks off is marked, what came stays, and it is tried again under the same key", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ broken: true }];
  await type(page, "Which lasers remove tattoos?");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".state:not([hidden])"));
  assert.match(await notice(), /broke off/);
  assert.match((await turns(page, "assistant"))[0], /Two of our lasers/);
  await assertAccessible(page, "broken off");
  await press(page, ".state button");
  await answered(page, 1);
  assert.equal(endpoint.chats[0].key, endpoint.chats[1].key);
  assert.equal(await notice(), "");
  await leave();
});

test("a refused message says why and holds up nothing", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ status: 403 }];
  await type(page, "Hello");
  await until(page, () => /may not use/.test(document.querySelector("mta-chat").shadowRoot.textContent));
  await ask(page, "Again", 1);
  await leave();
});

test("what is typed while an answer is made is sent as one message after it", async () => {
  await visit();
  await openChat(page);
  let release;
  endpoint.script = [{ hold: { after: 12, until: new Promise(resolve => { release = resolve; }) } }];
  await type(page, "first");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".assistant .bubble p"));
  await type(page, "second");
  await type(page, "third");
  await assertAccessible(page, "queued");
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["first"]);
  release();
  await answered(page, 2);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["first", "second\nthird"]);
  await leave();
});

test("an answer can be stopped, and is not asked for again", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ hold: { after: 12, until: new Promise(() => {}) } }];
  await type(page, "first");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".assistant .bubble p"));
  await press(page, ".send");
  await answered(page, 1);
  assert.match(await inside(page, root => root.querySelector(".assistant").innerText), /Stopped/);
  await pause(700);
  assert.equal(endpoint.chats.length, 1);
  await leave();
});

test("a message without an answer outlives a reload, under its key", async () => {
  await visit();
  await openChat(page);
  endpoint.script = [{ hold: { after: 0, until: new Promise(() => {}) } }];
  await type(page, "Hello");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".typing"));
  await page.reload();
  await until(page, () => window.MTAChat?.isOpen);
  await answered(page, 1);
  assert.equal(endpoint.chats[0].key, endpoint.chats[1].key);
  assert.equal(endpoint.chats[0].raw, endpoint.chats[1].raw);
  await leave();
});

test("a new chat takes nothing from an answer under way", async () => {
  await visit();
  await openChat(page);
  let release;
  endpoint.script = [{ hold: { after: 12, until: new Promise(resolve => { release = resolve; }) } }];
  await type(page, "Hello");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".assistant .bubble p"));
  await press(page, "[aria-controls=menu]");
  await press(page, ".menu li:first-child button");
  await press(page, ".ask .first");
  release();
  await pause(300);
  assert.deepEqual([await turns(page, "visitor"), await turns(page, "assistant")], [[], []]);
  await ask(page, "Hello", 1);
  assert.equal("session_id" in endpoint.chats[1].body, false);
  await leave();
});

// --- leads

test("a lead: unticked it is not sent, a changed wording is shown and asked again, then it is made", async () => {
  await visit();
  await openChat(page);
  await ask(page, "Which lasers remove tattoos?", 1);
  await press(page, ".actions .first");
  await until(page, () => /agree/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".lead .consent").textContent));
  assert.equal(await inside(page, root => root.querySelector(".lead [type=checkbox]").checked), false);
  await assertAccessible(page, "lead form");
  const submit = () => press(page, ".lead [type=submit]");
  await submit();
  assert.match(await inside(page, root => root.querySelector(".lead .problem").textContent), /phone number or an e-mail/);
  await (await element(page, ".lead [name=phone]")).type("+971 55 000 0000");
  await (await element(page, ".lead [name=country]")).select("AE");
  await submit();
  assert.match(await inside(page, root => root.querySelector(".lead .problem").textContent), /tick the box/);
  await assertAccessible(page, "lead form with a problem");
  assert.equal(endpoint.leads.length, 0);
  endpoint.leadStatus = [409];
  await press(page, ".lead [type=checkbox]");
  await submit();
  await until(page, () => /changed/.test(document.querySelector("mta-chat").shadowRoot.querySelector(".lead .problem").textContent));
  assert.equal(await inside(page, root => root.querySelector(".lead [type=checkbox]").checked), false);
  await press(page, ".lead [type=checkbox]");
  await submit();
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".note"));
  const { body } = endpoint.leads.at(-1);
  assert.deepEqual([body.phone, body.country, body.consent, body.website, body.session_id, body.devices], ["+971 55 000 0000", "AE", { version: "v2", given: true }, "", "s1",
    ["Q-Switched Nd:YAG Laser", "Picosecond Tattoo Removal Machine"]]);
  assert.equal(body.page, site.url + "/");
  await assertAccessible(page, "lead made");
  await leave();
});

test("an answer that asks for consent has buttons that say yes and no", async () => {
  await visit();
  await openChat(page);
  endpoint.next = { text: "May we contact you at this number?", lead: { state: "consent", missing: [] } };
  await ask(page, "call me", 1);
  assert.deepEqual(await inside(page, root => [...root.querySelectorAll(".actions > *")].map(each => each.textContent)), ["Yes, contact me", "No"]);
  await assertAccessible(page, "asked for consent");
  await press(page, ".actions .first");
  await answered(page, 2);
  assert.deepEqual(endpoint.chats.map(chat => chat.body.message), ["call me", "Yes"]);
  await leave();
});

test("an answer that hands over carries the link to WhatsApp, and no other", async () => {
  await visit();
  await openChat(page);
  endpoint.next = { text: "A colleague helps you.", handoff: { url: "https://wa.me/971500000000?text=HIFU", kind: "whatsapp" } };
  await ask(page, "a person please", 1);
  assert.equal(await inside(page, root => root.querySelector(".actions a").href), "https://wa.me/971500000000?text=HIFU");
  endpoint.next = { text: "A colleague helps you.", handoff: { url: "https://evil.example/", kind: "whatsapp" } };
  await ask(page, "a person please", 2);
  assert.equal(await inside(page, root => [...root.querySelectorAll(".actions a")].at(-1).href), "https://wa.me/971500000000");
  await leave();
});

// --- for everybody

test("by the keyboard alone: it does not trap, Escape closes it and gives the focus back", async () => {
  await visit();
  for (let i = 0; i < 10 && await page.evaluate(() => document.activeElement?.localName) !== "mta-chat"; ++i) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await until(page, () => window.MTAChat.isOpen);
  const focus = () => inside(page, root => root.activeElement?.localName + "." + (root.activeElement?.className || ""));
  await until(page, () => document.querySelector("mta-chat").shadowRoot.activeElement?.localName === "textarea");
  await page.keyboard.type("Hello");
  await page.keyboard.press("Enter");
  await answered(page, 1);
  assert.equal(await focus(), "textarea.");
  const visited = new Set();
  for (let i = 0; i < 24; ++i) {
    await page.keyboard.press("Tab");
    visited.add(await page.evaluate(() => document.activeElement?.localName));
  }
  assert.ok(visited.has("a") || visited.has("body"), "Tab leaves it");
  await (await element(page, "textarea")).focus();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => window.MTAChat.isOpen), false);
  assert.equal(await focus(), "button.launcher");
  await leave();
});

test("an example gives the focus back to the field", async () => {
  await visit();
  await openChat(page);
  await press(page, ".examples li:first-child button");
  await answered(page, 1);
  assert.deepEqual([endpoint.chats[0].body.message, await inside(page, root => root.activeElement.localName)], ["First?", "textarea"]);
  await leave();
});

test("one announcement a message, of whole sentences", async () => {
  await visit();
  await openChat(page);
  await inside(page, root => {
    window.announced = [];
    new MutationObserver(() => window.announced.push(root.querySelector("[role=status]").textContent)).observe(root.querySelector("[role=status]"), { childList: true, subtree: true });
  });
  assert.deepEqual(await inside(page, root => { const log = root.querySelector("[role=log]"); return [log.getAttribute("aria-live"), !!log.getAttribute("aria-label")]; }), ["off", true]);
  endpoint.next = { text: "It costs **6600 USD**. Shall I say more?" };
  endpoint.pause = 5;
  await ask(page, "price", 1);
  await pause(100);
  assert.deepEqual(await page.evaluate(() => window.announced), ["It costs 6600 USD. Shall I say more?"]);
  await leave();
});

const states = [
  ["a phone", { size: [390, 844] }], ["200 % zoom", { size: [640, 400] }], ["400 % zoom", { size: [320, 256] }],
  ["dark", { media: [{ name: "prefers-color-scheme", value: "dark" }] }], ["forced colours", { media: [{ name: "forced-colors", value: "active" }] }],
  ["reduced motion", { media: [{ name: "prefers-reduced-motion", value: "reduce" }] }],
];
for (const [name, options] of states) {
  for (const path of ["/", "/arabic"]) {
    test(`${name}, ${path === "/" ? "English" : "Arabic"}: usable, nothing overflows`, { skip: options.media && !isChromium && "emulated by Chromium alone" }, async () => {
      await visit(path, options);
      await openChat(page);
      await assertAccessible(page, name + ", empty");
      await ask(page, path === "/" ? "Which lasers remove tattoos?" : "أي أجهزة الليزر تزيل الوشم؟", 1);
      await assertAccessible(page, name);
      const found = await inside(page, root => {
        const log = root.querySelector(".log");
        const small = [...root.querySelectorAll("button, textarea, .actions a")].filter(each => each.checkVisibility?.() ?? each.offsetWidth).map(each => each.getBoundingClientRect())
          .filter(box => box.width > 0 && (box.width < 24 || box.height < 24)).length;
        return { small, sideways: log.scrollWidth - log.clientWidth, page: document.documentElement.scrollWidth - innerWidth };
      });
      assert.deepEqual(found, { small: 0, sideways: 0, page: 0 });
      await leave();
    });
  }
}

test("any configured colour can be read, in both themes", async () => {
  await visit();
  for (const color of ["#ffff00", "#777777", "#ff0000", "#000000", "#ffffff", "rebeccapurple", "hsl(160 60% 45%)"]) {
    for (const theme of ["light", "dark"]) {
      await page.evaluate(options => { sessionStorage.clear(); window.MTAChat.init(options); return window.MTAChat.open(); }, { endpoint: endpoint.url, color, theme, leads: true, examples: ["One?"] });
      await assertAccessible(page, `${color}, ${theme}, empty`, "color-contrast");
      await ask(page, "Which lasers remove tattoos?", 1);
      await assertAccessible(page, `${color}, ${theme}`, "color-contrast");
    }
  }
  await leave();
});

test("who reads further up is not pulled down", async () => {
  await visit("/", { size: [1280, 560] });
  await openChat(page);
  for (let count = 1; count < 4; ++count) await ask(page, "Which lasers remove tattoos?", count);
  let release;
  endpoint.script = [{ hold: { after: 20, until: new Promise(resolve => { release = resolve; }) } }];
  await type(page, "more");
  await until(page, () => [...document.querySelector("mta-chat").shadowRoot.querySelectorAll(".assistant")].at(-1).querySelector("p"));
  await inside(page, root => { root.querySelector(".log").scrollTop = 40; });
  await pause(100);
  release();
  await answered(page, 4);
  assert.equal(await inside(page, root => root.querySelector(".log").scrollTop), 40);
  await press(page, ".jump");
  await until(page, () => { const log = document.querySelector("mta-chat").shadowRoot.querySelector(".log"); return log.scrollHeight - log.scrollTop - log.clientHeight < 3; });
  await leave();
});

test("who scrolls up a little while an answer comes is not pulled down again, who scrolls back follows it", async () => {
  await visit("/", { size: [1280, 700] });
  await openChat(page);
  for (let count = 1; count < 4; ++count) await ask(page, "Which lasers remove tattoos?", count);
  const held = async () => {
    let release;
    endpoint.script = [{ hold: { after: 150, until: new Promise(resolve => { release = resolve; }) } }];
    await type(page, "more");
    await until(page, () => /Indicative/.test([...document.querySelector("mta-chat").shadowRoot.querySelectorAll(".assistant .bubble")].at(-1).textContent));
    await pause(100);
    return release;
  };
  const rest = () => inside(page, root => { const log = root.querySelector(".log"); return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); });
  const scroll = by => inside(page, (root, pixels) => { root.querySelector(".log").scrollTop += pixels; }, by);
  let release = await held();
  await scroll(-12);
  const top = await inside(page, root => root.querySelector(".log").scrollTop);
  await pause(100);
  release();
  await answered(page, 4);
  assert.equal(await inside(page, root => root.querySelector(".log").scrollTop), top);
  release = await held();
  await scroll(-12);
  await pause(100);
  await scroll(1000);
  await pause(100);
  release();
  await answered(page, 5);
  await pause(100);
  assert.ok(await rest() < 3, `${await rest()} pixels below`);
});
