// What a partner's own server makes of our webhook: verified by the packages "standardwebhooks" and "svix".
// Arguments: the package, its folder of node_modules. Standard input: {"secret", "headers", "body", "at"} as JSON, `at` in
// Unix seconds: when the partner looks. Prints {"verified": what the body says} or {"refused": why}.
"use strict";
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const [name, modules] = process.argv.slice(2);
const { Webhook } = createRequire(path.join(modules, "here.js"))(name);
const { secret, headers, body, at } = JSON.parse(readFileSync(0, "utf8"));
Date.now = () => at * 1000;
try {
  console.log(JSON.stringify({ verified: new Webhook(secret).verify(body, headers) }));
} catch (error) {
  console.log(JSON.stringify({ refused: error.message }));
}
