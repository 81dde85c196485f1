// A Bluesky server (PDS) with a directory (PLC) that forgets, both on loopback. Prints their addresses in one line of JSON once
// they answer; ends when its standard input does. Arguments: the folder of node_modules, a data folder.
"use strict";
const { createRequire } = require("node:module");
const { randomBytes } = require("node:crypto");
const { once } = require("node:events");
const path = require("node:path");

const [modules, data] = process.argv.slice(2);
const from = createRequire(path.join(modules, "here.js"));
const { PlcServer, Database } = from("@did-plc/server");
const { PDS, envToCfg, envToSecrets } = from("@atproto/pds");
const secret = () => randomBytes(32).toString("hex");

async function main() {
  const plc = PlcServer.create({ db: Database.mock() });
  const directory = await plc.start();
  const adminPassword = secret();
  const env = {
    hostname: "localhost",
    port: 0,
    devMode: true,
    dataDirectory: data,
    blobstoreDiskLocation: path.join(data, "blobs"),
    didPlcUrl: `http://127.0.0.1:${directory.address().port}`,
    serviceHandleDomains: [".test"],
    inviteRequired: false,
    rateLimitsEnabled: true,
    crawlers: [],
    jwtSecret: secret(),
    dpopSecret: secret(),
    adminPassword,
    plcRotationKeyK256PrivateKeyHex: secret(),
  };
  const pds = await PDS.create(envToCfg(env), envToSecrets(env));
  const server = await pds.start();
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}`, admin: adminPassword }));
  process.stdin.resume();
  await once(process.stdin, "end");
  await pds.destroy();
  await plc.destroy();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
