"""Which characters are these bytes?

For files that other programs save in an encoding of their own: a byte order mark decides, then what the file declares,
then UTF-8 where the bytes are UTF-8, and else windows-1252, which is what Western programs wrote before.
"""

import codecs

from faq_bot.content.readers import Source

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WESTERN = {"ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso8859-1"}  # to the web, all windows-1252


def decoded(source: Source, declared: str = "") -> str:
    """The bytes as text, line ends made plain. Raises CorpusError where they are no text at all."""
    text = _decoded(source.data, declared.strip().lower())
    if "\0" in text:
        raise source.error("holds NUL bytes, so this is not a text file", "save it again as its name says, in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, declared: str) -> str:
    marked = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "")
    declared = "cp1252" if declared in _WESTERN else "" if declared.startswith("utf-16") else declared
    for encoding in filter(None, (marked, declared, "utf-8", "cp1252")):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):  # of other bytes, and of a name that is no encoding
            continue
    return data.decode("latin-1")  # windows-1252 leaves five bytes open; this takes any
