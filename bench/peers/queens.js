"use strict";

function place(row, n, columns, rising, falling) {
    if (row === n) return 1;
    let count = 0;
    for (let column = 0; column < n; column++) {
        if (columns[column] || rising[row + column] || falling[row - column + n]) continue;
        columns[column] = rising[row + column] = falling[row - column + n] = true;
        count += place(row + 1, n, columns, rising, falling);
        columns[column] = rising[row + column] = falling[row - column + n] = false;
    }
    return count;
}

function work(n) {
    const board = (size) => new Array(size).fill(false);
    return place(0, n, board(n), board(2 * n), board(2 * n + 1));
}

require("./driver.js")(work);
