-- Put each note beside its call, numbered by chapter, for style sheets that float it to the page foot.
--
-- White space in a note becomes one space: where notes float, WeasyPrint keeps the ends of lines.

local number = 0
local serial = 0

local function flowing(blocks)
  return blocks:walk({
    SoftBreak = function() return pandoc.Space() end,
  })
end

local function paragraphs(blocks)
  local parts = pandoc.List()
  for _, block in ipairs(flowing(blocks)) do
    local inlines = pandoc.utils.blocks_to_inlines({ block })
    parts:insert(pandoc.Span(inlines, pandoc.Attr("", { "paragraph" })))
  end
  return parts
end

local function numbered_anew(header)
  if header.level == 1 then
    number = 0
  end
end

local function beside(note)
  number = number + 1
  serial = serial + 1
  local call_id, note_id = "call-" .. serial, "note-" .. serial
  local call = pandoc.Link(tostring(number), "#" .. note_id, "",
    pandoc.Attr(call_id, { "note-ref" }))
  local back = pandoc.Link(tostring(number) .. ".", "#" .. call_id, "",
    pandoc.Attr("", { "note-back" }))
  local parts = paragraphs(note.content)
  parts[1].content:insert(1, pandoc.Space())
  parts[1].content:insert(1, back)
  return { call, pandoc.Span(parts, pandoc.Attr(note_id, { "note" })) }, false
end

return { { traverse = "topdown", Header = numbered_anew, Note = beside } }
