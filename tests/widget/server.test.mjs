// On another origin's page with the shipped binary: a lead as it is kept, and cuts that cost one model call.

import assert from "node:assert/strict";
import { createServer, request as ask_server } from "node:http";
import { after, afterEach, before, test } from "node:test";
import { answered, ask, assertAccessible, element, inside, launch, open, openChat, press, turns, type, until } from "./browser.mjs";
import { Endpoint } from "./endpoint.mjs";
import { startServer } from "./server.mjs";

let browser, site;
let ending = [];  // what a test has started, failed or not
before(async () => { [site, browser] = await Promise.all([new Endpoint().start(), launch()]); });
after(async () => { await browser?.close(); await site?.stop(); });

afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

async function visit(endpoint, attributes = "") {
  site.pages["/"] = { html: `<!doctype html><html lang=en><meta charset=utf-8><title>A website</title><link rel=icon href="data:,"><script async src="${endpoint}/widget.js" ${attributes}></script><body><h1>A website</h1>` };
  const page = await open(browser, site.url + "/");
  ending.push(() => page.leave());
  await openChat(page);
  return page;
}

async function serve(...settings) {
  const server = await startServer(...settings);
  ending.push(() => server.stop());
  return server;
}

test("a lead from the form is kept with the devices that the answer named", async () => {
  const server = await serve();
  const page = await visit(server.url);
  await ask(page, "Which machines remove tattoos?", 1);
  await press(page, ".actions .first");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".lead .consent input:enabled"));
  await assertAccessible(page, "the form");
  const fill = async phone => {
    await (await element(page, ".lead [name=phone]")).type(phone);
    if (!await inside(page, root => root.querySelector(".lead [type=checkbox]").checked)) await press(page, ".lead [type=checkbox]");
    await press(page, ".lead [type=submit]");
  };
  await fill("12");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".lead [aria-invalid=true]"));
  assert.equal(await inside(page, root => root.querySelector(".lead [aria-invalid=true]").name), "phone");
  await inside(page, root => { root.querySelector(".lead [name=phone]").value = ""; });
  await fill("+971 55 000 0000");
  await until(page, () => document.querySelector("mta-chat").shadowRoot.querySelector(".note"));
  const [lead, ...others] = await server.leads();
  assert.deepEqual(others, []);
  assert.match(lead, /\+971550000000/);
  assert.match(lead, /Q-Switched Nd:YAG Laser/);
  assert.deepEqual(page.problems, []);
});

const close = server => { server.closeAllConnections(); server.close(); };

/** A model of OpenAI's format that counts its calls. */
async function startModel(text) {
  const model = createServer(async (request, response) => {
    for await (const piece of request) void piece;
    model.calls++;
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of text.split(/(?<= )/)) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: word } }] })}\n\n`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 9, completion_tokens: 9 } })}\n\ndata: [DONE]\n\n`);
  });
  model.calls = 0;
  await new Promise(resolve => model.listen(0, "127.0.0.1", resolve));
  ending.push(() => close(model));
  return model;
}

/** Between browser and server; cuts the first `cuts` answers of /chat, each a little later than the one before. */
async function startProxy(target, cuts) {
  const proxy = createServer((request, response) => {
    const forwarded = ask_server(target + request.url, { method: request.method, headers: request.headers }, answer => {
      response.writeHead(answer.statusCode, answer.headers);
      const isCut = request.method === "POST" && request.url === "/chat" && proxy.chats++ < cuts;
      let left = isCut ? 40 * proxy.chats : Infinity;
      answer.on("data", piece => {
        response.write(piece.subarray(0, left), () => left <= 0 && response.destroy());
        left -= piece.length;
      });
      answer.on("end", () => response.end());
    });
    forwarded.on("error", () => response.destroy());
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  proxy.chats = 0;
  await new Promise(resolve => proxy.listen(0, "127.0.0.1", resolve));
  ending.push(() => close(proxy));
  proxy.url = `http://127.0.0.1:${proxy.address().port}`;
  return proxy;
}

test("ten cuts between browser and server: one answer, one model call", async () => {
  const text = "A clinic keeps its laser in a dry room, away from the sun, and has it looked at once a year.";
  const model = await startModel(text);
  const server = await serve("model.provider=openai", `model.base_url=http://127.0.0.1:${model.address().port}/v1`);
  const proxy = await startProxy(server.url, 10);
  const page = await visit(proxy.url, "data-retry-delay=20");
  await type(page, "Where does a clinic keep a machine?");
  await answered(page, 1);
  assert.deepEqual([await turns(page, "assistant"), proxy.chats, model.calls], [[text], 11, 1]);
  assert.deepEqual(page.problems, []);
});
