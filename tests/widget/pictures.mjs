// The two pictures of the README: the page at / of the shipped binary, in English and in Arabic. `node pictures.mjs
// FOLDER`; look at them before they are committed.

import { join } from "node:path";
import { ask, launch, open, pause, until } from "./browser.mjs";
import { startServer } from "./server.mjs";

const questions = { "en-US": "Prices of your tattoo lasers?", ar: "أي أجهزة تزيل الوشم وكم سعرها؟" };
const server = await startServer();
const browser = await launch();
for (const [language, question] of Object.entries(questions)) {
  const page = await open(browser, server.url + "/", { language });
  await until(page, () => window.MTAChat.isOpen);
  // The address of a server that visitors know.
  await page.evaluate(() => { const place = document.querySelector("#snippet"); place.textContent = place.textContent.replace(/http:[^"]*(?=\/widget)/, "https://chat.example.com"); });
  await ask(page, question, 1);
  await pause(500);
  await page.screenshot({ path: join(process.argv[2], `widget-${language.slice(0, 2)}.png`) });
  await page.leave();
}
await browser.close();
await server.stop();
