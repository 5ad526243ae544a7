"use strict";

const WORDS = "the quick brown fox jumps over a lazy dog while seven wise owls count stars".split(" ");

function makeText(n) {
    const words = [];
    let seed = 7;
    for (let i = 0; i < n; i++) {
        seed = (seed * 16807) % 2147483647;
        let word = WORDS[seed % WORDS.length];
        if (seed % 5 === 0) word = word.toUpperCase();
        if (seed % 7 === 0) word += ",";
        if (seed % 11 === 0) word += String(seed % 50);
        words.push(word);
    }
    return words.join(" ");
}

function count(text) {
    const counts = new Map();
    for (let word of text.split(" ")) {
        word = word.replace(/^[,.]+|[,.]+$/g, "").toLowerCase();
        counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts;
}

function work(n) {
    const counts = count(makeText(n));
    const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const top = ranked.slice(0, 5).map(([word, number]) => `${word}=${number}`);
    return `${counts.size} ${top.join(" ")}`;
}

require("./driver.js")(work);
