"use strict";

function length(start) {
    let steps = 1;
    while (start !== 1) {
        start = start % 2 === 0 ? start / 2 : 3 * start + 1;
        steps++;
    }
    return steps;
}

function work(n) {
    let longest = 0;
    let best = 0;
    for (let start = 1; start < n; start++) {
        const steps = length(start);
        if (steps > longest) {
            longest = steps;
            best = start;
        }
    }
    return best * 1000 + longest;
}

require("./driver.js")(work);
