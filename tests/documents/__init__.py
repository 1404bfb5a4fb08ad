"""Documents as clinics have them, and what they say.

`articles.py` is what they say; `make.py` has real programs write it as web pages, Word documents and PDFs, which lie in
the folders beside it.
"""
