"use strict";

function work(n) {
    let total = 0;
    for (let i = 0; i < n; i++) {
        if (i % 3 === 0) total += (i * i) % 7;
        else total -= Math.floor(i / 5) % 11;
    }
    return total;
}

require("./driver.js")(work);
