// The pictures of README and docs/embed.md: the page at / of the shipped binary, in English and in Arabic, and the chat
// on phones. `node pictures.mjs FOLDER`; look at them before they are committed.

import { join } from "node:path";
import { animated, ask, inside, launch, open, pause, press, until } from "./browser.mjs";
import { startServer } from "./server.mjs";

const questions = { "en-US": "Prices of your tattoo lasers?", ar: "أي أجهزة تزيل الوشم وكم سعرها؟" };
const folder = process.argv[2];
const server = await startServer("contact.whatsapp=+971500000000");
const browser = await launch();

async function visit(language, options, question) {
  const page = await open(browser, server.url + "/", { language, ...options });
  if (!await page.evaluate(() => window.MTAChat.isOpen)) await page.evaluate(() => window.MTAChat.open());
  await until(page, () => window.MTAChat.isOpen);
  if (question) await ask(page, question, 1);
  return page;
}

async function shoot(page, options) {
  await animated(page);
  await pause(300);
  const picture = await page.screenshot(options);
  await page.leave();
  return picture;
}

for (const [language, question] of Object.entries(questions)) {
  const page = await visit(language, {}, question);
  // The address of a server that visitors know.
  await page.evaluate(() => { const place = document.querySelector("#snippet"); place.textContent = place.textContent.replace(/http:[^"]*(?=\/widget)/, "https://chat.example.com"); });
  await shoot(page, { path: join(folder, `widget-${language.slice(0, 2)}.png`) });
}

const phone = { size: [390, 760] }, dark = [{ name: "prefers-color-scheme", value: "dark" }];
const form = await visit("en-US", phone, questions["en-US"]);
await press(form, ".actions .first");
await until(form, () => document.querySelector("mta-chat").shadowRoot.querySelector(".lead input:enabled[type=checkbox]"));
await inside(form, root => root.querySelector(".lead").scrollIntoView({ block: "end" }));
const phones = [await shoot(await visit("en-US", phone)), await shoot(await visit("ar", { ...phone, media: dark }, questions.ar)), await shoot(form)];
const sheet = await browser.newPage();
await sheet.setViewport({ width: 1000, height: 660 });
await sheet.setContent(`<body style="margin:0;height:660px;display:flex;align-items:center;justify-content:center;gap:22px;background:#f3f1ed">${phones.map(picture =>
  `<img style="width:314px;border-radius:22px;box-shadow:0 0 0 1px #0001,0 12px 32px #0002" src="data:image/png;base64,${Buffer.from(picture).toString("base64")}">`).join("")}`);
await pause(300);
await sheet.screenshot({ path: join(folder, "widget-phone.png") });
await browser.close();
await server.stop();
