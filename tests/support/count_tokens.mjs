// Counts the tokens of texts as gpt-oss sees them (o200k_harmony). Reads a JSON array of strings from
// stdin and prints an array of numbers; with files as arguments, a line for each. Run it where
// gpt-tokenizer is installed (token_count.py does). Usage: node count_tokens.mjs [FILE...]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.cwd() + "/"));
const { encode } = require("gpt-tokenizer/encoding/o200k_harmony");
// What looks like a special token is text here: a visitor may write it.
const count = text => encode(text, { disallowedSpecial: new Set() }).length;

const files = process.argv.slice(2);
if (files.length > 0) for (const file of files) console.log(`${count(readFileSync(file, "utf8"))} ${file}`);
else console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(count)));
