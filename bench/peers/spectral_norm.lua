local drive = require("driver")

local function element(i, j)
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function multiply(n, vector, result)
    for i = 0, n - 1 do
        local total = 0.0
        for j = 0, n - 1 do total = total + element(i, j) * vector[j] end
        result[i] = total
    end
end

local function multiply_transposed(n, vector, result)
    for i = 0, n - 1 do
        local total = 0.0
        for j = 0, n - 1 do total = total + element(j, i) * vector[j] end
        result[i] = total
    end
end

local function work(n)
    local u, v, between = {}, {}, {}
    for i = 0, n - 1 do u[i] = 1.0 end
    for _ = 1, 5 do
        multiply(n, u, between)
        multiply_transposed(n, between, v)
        multiply(n, v, between)
        multiply_transposed(n, between, u)
    end
    local uv, vv = 0.0, 0.0
    for i = 0, n - 1 do
        uv = uv + u[i] * v[i]
        vv = vv + v[i] * v[i]
    end
    return string.format("%.9f", math.sqrt(uv / vv))
end

drive(work)
