local drive = require("driver")

local floor = math.floor

local function work(n)
    local total = 0
    for i = 0, n - 1 do
        if i % 3 == 0 then
            total = total + i * i % 7
        else
            total = total - floor(i / 5) % 11
        end
    end
    return total
end

drive(work)
