local drive = require("driver")

local function make(n, seed)
    local matrix = {}
    for i = 0, n - 1 do
        local row = {}
        for j = 0, n - 1 do row[j] = (i * seed + j * 7) % 10 - 4.5 end
        matrix[i] = row
    end
    return matrix
end

local function work(n)
    local a, b, c = make(n, 3), make(n, 5), {}
    for i = 0, n - 1 do
        local row, target = a[i], {}
        for j = 0, n - 1 do
            local total = 0.0
            for k = 0, n - 1 do total = total + row[k] * b[k][j] end
            target[j] = total
        end
        c[i] = target
    end
    local trace = 0.0
    for i = 0, n - 1 do trace = trace + c[i][i] * (i % 7 + 1) + c[i][n - 1 - i] end
    return string.format("%.3f", trace)
end

drive(work)
