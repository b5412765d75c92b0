// Searches the articles of this folder without asking anybody: the index lies beside it, in one file for each first sign
// of what is looked for. Pieces are cut exactly as app/models/grams.py cuts them.
"use strict";

const SIGN = "々-〇぀-ヿ㐀-䶿一-鿿가-힯\uf900-\ufaff\\u{20000}-\\u{3ffff}";
const RUN = new RegExp(`([${SIGN}]+)|(?:(?![${SIGN}])[\\p{L}\\p{N}])+`, "gu");
const MOST = 30;

const faq = {
  shards: {},
  waiting: {},
  // Called by each file of the index.
  load(number, pieces) {
    faq.shards[number] = pieces;
    for (const go of faq.waiting[number] || []) go(pieces);
    delete faq.waiting[number];
  },
};

function normal(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").normalize("NFKC");
}

function parts(words) {
  return [...new Set([...normal(words).matchAll(RUN)].map((run) => run[0]))].slice(0, 12);
}

function isSigns(part) {
  return new RegExp(`^[${SIGN}]`, "u").test(part);
}

function shard(piece) {
  const number = piece.codePointAt(0) % faq.count;
  if (faq.shards[number]) return Promise.resolve(faq.shards[number]);
  return new Promise((resolve) => {
    if (faq.waiting[number]) return faq.waiting[number].push(resolve);
    faq.waiting[number] = [resolve];
    const script = document.createElement("script");
    script.src = `index/${number}.js`;
    document.head.append(script);
  });
}

// Returns article -> score of what holds a piece: twice and one more where it stands in the title.
async function holding(piece, beginsSo) {
  const pieces = await shard(piece);
  const keys = beginsSo ? Object.keys(pieces).filter((key) => key.startsWith(piece)) : [piece];
  const found = new Map();
  for (const key of keys) {
    let place = 0;
    for (const step of (Object.hasOwn(pieces, key) && pieces[key]) || []) {
      place += step;
      found.set(place >> 1, Math.max(found.get(place >> 1) || 0, place & 1 ? 3 : 1));
    }
  }
  return found;
}

async function search(words) {
  let found = null;
  for (const part of parts(words)) {
    const signs = [...part];
    const exact = isSigns(part) && signs.length > 1;
    const pieces = exact ? signs.slice(1).map((sign, place) => signs[place] + sign) : [part];
    for (const piece of pieces) {
      const held = await holding(piece, !exact);
      const before = found || new Map([...held.keys()].map((id) => [id, 0]));
      found = new Map([...held].filter(([id]) => before.has(id)).map(([id, score]) => [id, score + before.get(id)]));
    }
  }
  return [...(found || [])].sort((one, other) => other[1] - one[1] || one[0] - other[0]).map(([id]) => id);
}

async function show(words) {
  const list = document.getElementById("found");
  const said = document.getElementById("said");
  const all = document.getElementById("all");
  const asked = parts(words).length > 0;
  const ids = await search(words);
  // Somebody has typed on meanwhile.
  if (document.getElementById("words").value !== words) return;
  all.hidden = asked;
  list.replaceChildren(
    ...ids.slice(0, MOST).map((id) => {
      const [file, title, begins] = faq.articles[id];
      const item = document.createElement("li");
      const link = document.createElement("a");
      const text = document.createElement("p");
      link.href = file;
      link.textContent = title;
      text.textContent = `${begins} …`;
      item.append(link, text);
      return item;
    })
  );
  said.textContent = asked ? (ids.length ? faq.words.found : faq.words.none).replace("{count}", ids.length) : "";
}

document.addEventListener("DOMContentLoaded", () => {
  const field = document.getElementById("words");
  field.addEventListener("input", () => show(field.value));
  field.form.addEventListener("submit", (event) => event.preventDefault());
  if (location.hash.length > 1) field.value = decodeURIComponent(location.hash.slice(1));
  if (field.value) show(field.value);
});
