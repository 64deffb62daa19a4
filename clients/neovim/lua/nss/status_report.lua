--- The answer of nss/status as lines for people, the same in :Nss status and :checkhealth nss. Sends nothing.
local M = {}

---@param count integer
---@param noun string
---@return string
local function counted(count, noun)
  return ('%d %s%s'):format(count, noun, count == 1 and '' or 's')
end

---@param bytes integer
---@return string
local function size(bytes)
  if bytes < 1e6 then
    return ('%.0f kB'):format(bytes / 1e3)
  end
  return bytes < 1e9 and ('%.1f MB'):format(bytes / 1e6) or ('%.1f GB'):format(bytes / 1e9)
end

---@param index nss.protocol.IndexSummary
---@return string[]
local function index_lines(index)
  local languages = {} ---@type string[]
  for _, entry in ipairs(index.languages) do
    table.insert(languages, ('%s %d'):format(entry.language, entry.files))
  end
  local holds = { counted(index.files, 'file'), counted(index.chunks, 'chunk'), counted(index.symbols, 'symbol') }
  local left_out = ('%d skipped, %d failed'):format(index.skipped, index.failed)
  local vectors = index.pending_vectors == 0 and 'complete' or counted(index.pending_vectors, 'chunk') .. ' to come'
  return {
    ('holds:      %s, %s of text'):format(table.concat(holds, ', '), counted(index.lines, 'line')),
    'left out:   ' .. left_out .. ' (:Nss why PATH says why)',
    'languages:  ' .. table.concat(languages, ', '),
    ('meaning:    %s, model %s'):format(vectors, index.model),
    ('on disk:    %s for %s of source'):format(size(index.database_bytes), size(index.source_bytes)),
  }
end

---@param host nss.protocol.HostResult
---@return string[]
local function host_lines(host)
  if not host.running then
    return { 'host:       not running; the next search starts it' }
  end
  local lines = { ('host:       process %d, up for %d min'):format(host.pid, math.floor(host.uptime_seconds / 60)) }
  for _, root in ipairs(host.roots) do
    local problem = (root.problem or '') ~= '' and '; ' .. root.problem or ''
    table.insert(lines, ('  root:     %s: %s%s'):format(root.root, root.state, problem))
  end
  for _, job in ipairs(host.jobs) do
    table.insert(lines, ('  job:      %s'):format(job.kind or job.id))
  end
  for _, request in ipairs(host.slow) do
    table.insert(lines, ('  slow:     %s, %.1f s'):format(request.method, (request.milliseconds or 0) / 1000))
  end
  return lines
end

---@param status nss.protocol.StatusResult
---@return string[]
function M.lines(status)
  local fresh = status.freshness ~= '' and ', ' .. status.freshness or ''
  local lines = { 'root:       ' .. status.root, ('index:      %s%s'):format(status.state, fresh) }
  if status.problem ~= '' then
    table.insert(lines, 'problem:    ' .. status.problem)
  end
  if status.index then
    vim.list_extend(lines, index_lines(status.index))
  end
  return vim.list_extend(lines, host_lines(status.host))
end

return M
