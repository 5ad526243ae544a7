"use strict";

class Tree {
    constructor(left, right) {
        this.left = left;
        this.right = right;
    }

    count() {
        if (this.left === null) return 1;
        return 1 + this.left.count() + this.right.count();
    }
}

function grow(depth) {
    if (depth === 0) return new Tree(null, null);
    return new Tree(grow(depth - 1), grow(depth - 1));
}

function work(n) {
    let total = 0;
    for (let depth = 2; depth <= n; depth++) {
        for (let i = 0; i < 1 << Math.floor((n - depth) / 2); i++) total += grow(depth).count();
    }
    return total;
}

require("./driver.js")(work);
