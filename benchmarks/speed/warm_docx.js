// Seconds of each of several Word files by docx-js in one process: node warm_docx.js memo.json RUNS
const fs = require("fs");
const docx = require("docx");

const parts = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const HEADINGS = { title: docx.HeadingLevel.TITLE, heading: docx.HeadingLevel.HEADING_1, post: docx.HeadingLevel.HEADING_2 };

function run([kind, value], footnotes) {
  if (kind === "note") {
    const number = Object.keys(footnotes).length + 1;
    footnotes[number] = { children: [new docx.Paragraph({ children: value.map((inner) => run(inner, footnotes)) })] };
    return new docx.FootnoteReferenceRun(number);
  }
  if (kind === "address") {
    return new docx.ExternalHyperlink({ link: encodeURI(value), children: [new docx.TextRun(value)] });
  }
  return new docx.TextRun({ text: value, italics: kind === "emphasis" });
}

function build() {
  const footnotes = {};
  const children = parts.map(([kind, runs]) => new docx.Paragraph({
    heading: HEADINGS[kind],
    bullet: kind === "item" ? { level: 0 } : undefined,
    children: runs.map((one) => run(one, footnotes)),
  }));
  return docx.Packer.toBuffer(new docx.Document({ footnotes, sections: [{ children }] }));
}

(async () => {
  const taken = [];
  for (let i = 0; i < Number(process.argv[3]) + 3; i += 1) {
    const start = performance.now();
    const made = await build();
    taken.push((performance.now() - start) / 1000);
    if (process.argv[4]) fs.writeFileSync(process.argv[4], made);
  }
  console.log(JSON.stringify(taken.slice(3)));
})();
