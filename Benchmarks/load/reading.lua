-- wrk … -- FORM-SECRET PATHS FIRST COUNT [IF-NONE-MATCH]: the pages of PATHS, a comma between two, by turns, as accounts
-- FIRST, FIRST + 1, … by turns. Without accounts (COUNT is 0) as a stranger.

done = require("Benchmarks.load.report").done

local requests, place = {}, 0

function init(arguments)
    local secret, paths = arguments[1], arguments[2]
    local first, count = tonumber(arguments[3]), tonumber(arguments[4])
    for path in paths:gmatch("[^,]+") do
        for number = first, first + math.max(count, 1) - 1 do
            local headers = {}
            if count > 0 then headers["Cookie"] = string.format("agentor-session=%064x%s", number, secret) end
            if arguments[5] then headers["If-None-Match"] = arguments[5] end
            requests[#requests + 1] = wrk.format("GET", path, headers)
        end
    end
end

function request()
    place = place % #requests + 1
    return requests[place]
end
