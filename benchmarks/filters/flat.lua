-- Look for pictures beside the page that is made, not beside the chapter's folder.

local function beside(image)
  image.src = image.src:gsub("^%.%./", "")
  return image
end

return { { Image = beside } }
