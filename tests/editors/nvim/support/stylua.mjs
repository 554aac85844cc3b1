// stylua, as its library of WebAssembly: node stylua.mjs PACKAGE SETTINGS [--write] FILE...
//
// Names the files that it would write otherwise and ends with 1; with --write writes them.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [packageFolder, settingsFile, ...rest] = process.argv.slice(2);
const stylua = createRequire(import.meta.url)(`${packageFolder}/stylua_lib_node.cjs`);
const isWriting = rest[0] === '--write';
const files = isWriting ? rest.slice(1) : rest;

const values = { indent_type: stylua.IndentType, quote_style: stylua.QuoteStyle };
const lines = readFileSync(settingsFile, 'utf8').split('\n').filter(Boolean);

// Formatting takes the settings with it.
function settings() {
  const config = stylua.Config.new();
  config.syntax = stylua.LuaVersion.LuaJIT;
  for (const line of lines) {
    const [key, value] = line.replaceAll('"', '').split(' = ');
    config[key] = values[key] ? values[key][value] : Number(value);
  }
  return config;
}

let different = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const formatted = stylua.formatCode(text, settings(), undefined, stylua.OutputVerification.Full);
  if (formatted !== text) {
    different += 1;
    if (isWriting) writeFileSync(file, formatted);
    else console.log(`${file} is not formatted`);
  }
}
process.exit(different && !isWriting ? 1 : 0);
