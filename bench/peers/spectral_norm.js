"use strict";

function element(i, j) {
    return 1 / (((i + j) * (i + j + 1)) / 2 + i + 1);
}

function multiply(n, vector, result) {
    for (let i = 0; i < n; i++) {
        let total = 0;
        for (let j = 0; j < n; j++) total += element(i, j) * vector[j];
        result[i] = total;
    }
}

function multiplyTransposed(n, vector, result) {
    for (let i = 0; i < n; i++) {
        let total = 0;
        for (let j = 0; j < n; j++) total += element(j, i) * vector[j];
        result[i] = total;
    }
}

function work(n) {
    const u = new Array(n).fill(1.0);
    const v = new Array(n).fill(0.5);
    const between = new Array(n).fill(0.5);
    for (let round = 0; round < 5; round++) {
        multiply(n, u, between);
        multiplyTransposed(n, between, v);
        multiply(n, v, between);
        multiplyTransposed(n, between, u);
    }
    let uv = 0;
    let vv = 0;
    for (let i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    return Math.sqrt(uv / vv).toFixed(9);
}

require("./driver.js")(work);
