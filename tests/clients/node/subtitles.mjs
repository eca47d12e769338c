// subtitles.mjs FILE...: reads subtitles with the parsers of other projects (webvtt-parser for .vtt, srt-parser-2 for .srt). Prints a JSON
// array with an object for each file: its errors, and its cues with times in ms, text and the times of its words.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import SrtParser from 'srt-parser-2';

const require = createRequire(import.meta.url);
const { WebVTTParser } = require('webvtt-parser');
const entities = require('webvtt-parser/html-entities.json');
const milliseconds = (seconds) => Math.round(1000 * seconds);

console.log(JSON.stringify(process.argv.slice(2).map((path) => (path.endsWith('.vtt') ? readVtt : readSrt)(readFileSync(path, 'utf8')))));

function readVtt(file) {
  const { cues, errors } = new WebVTTParser(entities).parse(file, 'captions');
  return {
    errors: errors.map(({ line, message }) => `${line}: ${message}`),
    cues: cues.map(({ startTime, endTime, tree }) => {
      const nodes = all(tree);
      return {
        start: milliseconds(startTime),
        end: milliseconds(endTime),
        text: nodes.filter(({ type }) => type === 'text').map(({ value }) => value).join(''),
        words: nodes.filter(({ type }) => type === 'timestamp').map(({ value }) => milliseconds(value)),
      };
    }),
  };
}

function readSrt(file) {
  const cues = new SrtParser().fromSrt(file);
  return {
    errors: cues.filter(({ id }, index) => id !== String(index + 1)).map(({ id }) => `The number ${id} is out of order`),
    cues: cues.map(({ startSeconds, endSeconds, text }) => ({
      start: milliseconds(startSeconds), end: milliseconds(endSeconds), text, words: [],
    })),
  };
}

/** A node with all below it, in the order of the text. */
function all(node) {
  return [node, ...(node.children ?? []).flatMap(all)];
}
