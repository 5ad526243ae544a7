"use strict";

function work(n) {
    let inside = 0;
    let rounds = 0;
    for (let row = 0; row < n; row++) {
        const imaginary = (2 * row) / n - 1;
        for (let column = 0; column < n; column++) {
            const real = (2 * column) / n - 1.5;
            let x = 0;
            let y = 0;
            let i = 0;
            while (i < 50 && x * x + y * y <= 4) {
                const next = x * x - y * y + real;
                y = 2 * x * y + imaginary;
                x = next;
                i++;
            }
            rounds += i;
            if (i === 50) inside++;
        }
    }
    return inside * 1000000 + (rounds % 1000000);
}

require("./driver.js")(work);
