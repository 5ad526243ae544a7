local drive = require("driver")

local function place(row, n, columns, rising, falling)
    if row == n then return 1 end
    local count = 0
    for column = 0, n - 1 do
        if not (columns[column] or rising[row + column] or falling[row - column + n]) then
            columns[column], rising[row + column], falling[row - column + n] = true, true, true
            count = count + place(row + 1, n, columns, rising, falling)
            columns[column], rising[row + column], falling[row - column + n] = false, false, false
        end
    end
    return count
end

local function work(n)
    return place(0, n, {}, {}, {})
end

drive(work)
