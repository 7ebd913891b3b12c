// Segment's browser SDK as its npm package ships it, made to know no other host than the one it was loaded from.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const HOME = dirname(createRequire(import.meta.url).resolve("@segment/analytics-next/package.json"));
const MODULES = join(HOME, "../..");
const BUILT = join(HOME, "dist/umd");
// Its maker's own packages inside it, which its source map names by their place in the maker's repository.
const MAKERS = "next core generic-utils page-tools".split(" ").map((name) => `@segment/analytics-${name}`);
// The parts it fetches when they are needed. The others are for destinations in the browser and for video
// platforms, which the settings that Percorso answers never switch on.
const PARTS = /^(auto-track|queryString|schemaFilter)\.bundle\.[0-9a-f]+\.js$/;
// Where the SDK falls back on its maker's hosts (to report its own errors, for instance), and what stands there instead.
const AWAY: Record<string, string> = {
  '"api.segment.io/v1"': "percorsoApi",
  '"https://cdn.segment.com"': "percorsoCdn",
  '"https://cdn.segment.com/analytics.js/v1/"': '(percorsoCdn+"/analytics.js/v1/")',
  '"https://cdn.segment.com/analytics-next/bundles/"': '(percorsoCdn+"/analytics-next/bundles/")',
  // Only browsers of before 2017 ask for this, and they can do without.
  '"https://cdnjs.cloudflare.com/ajax/libs/babel-polyfill/7.7.0/polyfill.min.js"': '"data:text/javascript,"',
};
const HERE =
  'var percorsoCdn=new URL(document.currentScript.src).href.split("/analytics.js/v1/")[0],' +
  'percorsoApi=percorsoCdn.replace(/^https?:\\/\\//,"").replace(/\\/cdn$/,"")+"/v1";';

export function browserSdk(): Plugin {
  return {
    name: "percorso-browser-sdk",
    generateBundle() {
      const { version } = manifest(HOME);
      const notice = `/*! @segment/analytics-next ${version} (MIT); hosts replaced by Percorso; notices: /cdn/licences.txt */\n`;
      const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
      emit("analytics.min.js", `${notice}!function(){${HERE}${stayingHere(read("standalone.js"))}}();\n`);
      for (const part of readdirSync(BUILT).filter((name) => PARTS.test(name))) {
        emit(`bundles/${part}`, notice + unmapped(read(part)));
      }
      emit("licences.txt", notices());
    },
  };
}

function read(name: string): string {
  return readFileSync(join(BUILT, name), "utf8");
}

/** Leave out the address of a source map that is not shipped. */
function unmapped(text: string): string {
  return text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "");
}

/** Replace every foreign host, each of which stands once: a newer SDK that has others fails the build. */
function stayingHere(text: string): string {
  let here = unmapped(text);
  for (const [away, instead] of Object.entries(AWAY)) {
    const around = here.split(away);
    if (around.length !== 2) throw new Error(`The SDK names ${away} ${around.length - 1} times, not once.`);
    here = around.join(instead);
  }
  return here;
}

/** Collect the notices of every package inside, as the SDK's own source map names them. */
function notices(): string {
  const sources: string[] = JSON.parse(read("standalone.js.map")).sources;
  const inside = sources.flatMap((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []);
  const names = [...new Set([...MAKERS, ...inside])].sort();
  return names.map((name) => notice(name, join(MODULES, name))).join("\n\n");
}

function notice(name: string, folder: string): string {
  const { version, license } = manifest(folder);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  // Packages of one repository may leave the text to the one beside them.
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license} (no text in the package)`;
  return `${name} ${version}\n${"=".repeat(name.length + version.length + 1)}\n${text}\n`;
}

function manifest(folder: string): { version: string; license: string } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
