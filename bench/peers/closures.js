"use strict";

function makeCounter(step) {
    let value = 0;
    return () => (value += step);
}

function compose(f, g) {
    return (x) => g(f(x));
}

function add(a) {
    return (b) => a + b;
}

function work(n) {
    const counters = [1, 2, 3, 4, 5].map(makeCounter);
    let pipeline = (x) => x;
    for (let k = 0; k < 5; k++) pipeline = compose(pipeline, add(k));
    let total = 0;
    for (let i = 0; i < n; i++) {
        total += counters[i % 5]();
        total = (total + pipeline(i) + add(i)(1)) % 1000000007;
    }
    return total;
}

require("./driver.js")(work);
