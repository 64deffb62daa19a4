; Headings outside lists and quotations, and fenced code, which is not cut where it fits.
(section (atx_heading) @heading)
(section (setext_heading) @heading)
