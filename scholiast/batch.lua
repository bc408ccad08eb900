-- Reads, writes or cites many texts in one pandoc process, each on its own.
-- stdin: {"task": "read" | "write" | "markdown" | "cite", "items": [...]}
-- stdout: [{"result" | "error", "html", "log"}, ...]; `html` is what was read, if it can be written

-- A first line that begins with % is text as any other; pandoc would take it for a title, and away.
local READER = {
  format = 'markdown',
  extensions = {yaml_metadata_block = false, pandoc_title_block = false},
}
local WRITER_OPTIONS = pandoc.WriterOptions {
  html_math_method = 'mathml',
  wrap_text = 'none',
  email_obfuscation = 'none',
}

-- As it is read again, but for quotation marks and dashes, which stay the characters they are.
local MARKDOWN = {format = 'markdown', extensions = {smart = false, yaml_metadata_block = false}}
local MARKDOWN_OPTIONS = pandoc.WriterOptions {wrap_text = 'none'}

local tasks = {}

-- What pandoc takes for a quotation, with the marks of the text's language around it.
local function requoted(doc, marks)
  return doc:walk {
    Quoted = function(quoted)
      local first = quoted.quotetype == 'DoubleQuote' and 1 or 3
      local inlines = pandoc.Inlines {pandoc.Str(marks[first])}
      inlines:extend(quoted.content)
      inlines:insert(pandoc.Str(marks[first + 1]))
      return inlines
    end,
  }
end

-- An empty read environment: the reader can open no file and no address.
function tasks.read(item)
  local doc = pandoc.read(item.text or item, READER, nil, {})
  if item.quotes then doc = requoted(doc, item.quotes) end
  return pandoc.write(doc, 'json'), doc
end

function tasks.write(tree)
  return pandoc.write(pandoc.read(tree, 'json'), 'html5', WRITER_OPTIONS)
end

function tasks.markdown(tree)
  return pandoc.write(pandoc.read(tree, 'json'), MARKDOWN, MARKDOWN_OPTIONS)
end

-- Style and works are in the metadata, so citeproc has nothing to fetch.
function tasks.cite(tree)
  return pandoc.write(pandoc.utils.citeproc(pandoc.read(tree, 'json')), 'json')
end

local request = pandoc.json.decode(io.read('a'), false)
local task = tasks[request.task]
local answers = pandoc.List {}
for _, item in ipairs(request.items) do
  local answer, doc = {}, nil
  local messages = pandoc.log.silence(function()
    local good, result, read = pcall(task, item)
    if good then answer.result, doc = result, read else answer.error = tostring(result) end
  end)
  if doc then
    pandoc.log.silence(function()  -- what is said of writing is not said of the text
      local good, html = pcall(pandoc.write, doc, 'html5', WRITER_OPTIONS)
      if good then answer.html = html end
    end)
  end
  answer.log = pandoc.List(messages):map(function(message)
    return pandoc.json.decode(pandoc.json.encode(message), false)
  end)
  answers:insert(answer)
end
io.write(pandoc.json.encode(answers))
