// What every JavaScript program here shares: drive(work) runs `work(n)`, whose result is printed.
//
//     node PROGRAM SIZE                        prints the result
//     node PROGRAM SIZE SECONDS LEAST MOST     repeats it, as bench/worker.py does
"use strict";

module.exports = function drive(work) {
    const [size, seconds, least, most] = process.argv.slice(2).map(Number);
    if (seconds === undefined) {
        console.log(String(work(size)));
        return;
    }
    const times = [];
    let result;
    const begun = performance.now();
    while (times.length < most) {
        const started = performance.now();
        result = work(size);
        const ended = performance.now();
        times.push((ended - started) / 1000);
        if (times.length >= least && (ended - begun) / 1000 >= seconds) break;
    }
    console.log(`result ${result}`);
    for (const time of times) console.log(`time ${time.toFixed(9)}`);
};
