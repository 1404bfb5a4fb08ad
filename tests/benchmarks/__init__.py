"""How fast is it, how much does it need, and how do others fare?

`make bench` runs the measurements of this folder, all but three, and writes docs/benchmarks.md. Reading order: `words`
and `corpora` invent what is searched; `timing` measures; `postings` and `peers` are what BM25 is put beside; `ranking`,
`asking`, `building`, `starting`, `memory`, `serving` and `growth` each measure one thing; `results` is what they
return; `charts` and `report` show it. Three stand on their own: `stages` prints where an answer's time goes, `painting`
how long a visitor waits to see one, and `live_load` loads a site whose content changes.
"""
