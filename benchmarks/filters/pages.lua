-- Say on which page a place is, in each format's own way: `[](#id){.page}`.

local forms = {
  html = function(link)
    link.content = { pandoc.Str("page"), pandoc.Str("\u{a0}") }
    return link
  end,
  latex = function(_, id)
    return pandoc.RawInline("latex", "\\hyperref[" .. id .. "]{page~\\pageref*{" .. id .. "}}")
  end,
  typst = function(_, id)
    local place = "<" .. id .. ">"
    return pandoc.RawInline("typst",
      "#link(" .. place .. ")[page~#context counter(page).at(" .. place .. ").first()]")
  end,
}

local function page(link)
  local form = FORMAT:match("^%a+")
  if link.classes:includes("page") and forms[form] then
    return forms[form](link, link.target:sub(2))
  end
end

return { { Link = page } }
