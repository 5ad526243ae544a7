local drive = require("driver")

local function work(n)
    local inside, rounds = 0, 0
    for row = 0, n - 1 do
        local imaginary = 2.0 * row / n - 1.0
        for column = 0, n - 1 do
            local real = 2.0 * column / n - 1.5
            local x, y, i = 0.0, 0.0, 0
            while i < 50 and x * x + y * y <= 4.0 do
                x, y = x * x - y * y + real, 2.0 * x * y + imaginary
                i = i + 1
            end
            rounds = rounds + i
            if i == 50 then inside = inside + 1 end
        end
    end
    return inside * 1000000 + rounds % 1000000
end

drive(work)
