local drive = require("driver")

local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
end

local function work(n)
    return fib(n)
end

drive(work)
