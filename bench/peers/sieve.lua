local drive = require("driver")

local function work(n)
    local is_prime = {}
    for i = 0, n - 1 do is_prime[i] = true end
    is_prime[0] = false
    is_prime[1] = false
    local i = 2
    while i * i < n do
        if is_prime[i] then
            for multiple = i * i, n - 1, i do is_prime[multiple] = false end
        end
        i = i + 1
    end
    local count = 0
    for k = 0, n - 1 do
        if is_prime[k] then count = count + 1 end
    end
    return count
end

drive(work)
