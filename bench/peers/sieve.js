"use strict";

function work(n) {
    const isPrime = new Array(n).fill(true);
    isPrime[0] = false;
    isPrime[1] = false;
    for (let i = 2; i * i < n; i++) {
        if (isPrime[i]) {
            for (let multiple = i * i; multiple < n; multiple += i) isPrime[multiple] = false;
        }
    }
    let count = 0;
    for (let i = 0; i < n; i++) if (isPrime[i]) count++;
    return count;
}

require("./driver.js")(work);
