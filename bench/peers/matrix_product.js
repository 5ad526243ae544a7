"use strict";

function make(n, seed) {
    const matrix = [];
    for (let i = 0; i < n; i++) {
        const row = [];
        for (let j = 0; j < n; j++) row.push(((i * seed + j * 7) % 10) - 4.5);
        matrix.push(row);
    }
    return matrix;
}

function product(a, b, n) {
    const result = [];
    for (let i = 0; i < n; i++) {
        const row = a[i];
        const target = new Array(n).fill(0.5);
        for (let j = 0; j < n; j++) {
            let total = 0;
            for (let k = 0; k < n; k++) total += row[k] * b[k][j];
            target[j] = total;
        }
        result.push(target);
    }
    return result;
}

function work(n) {
    const c = product(make(n, 3), make(n, 5), n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += c[i][i] * ((i % 7) + 1) + c[i][n - 1 - i];
    return trace.toFixed(3);
}

require("./driver.js")(work);
