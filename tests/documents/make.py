"""How were the documents made? `python -m tests.documents.make`, with LibreOffice and Chromium at hand.

Each article as a web page in the manner of some site, as a Word document (LibreOffice's or python-docx's) and as a PDF
(LibreOffice's or Chromium's, in one column or two). The tests read what lies here and need neither program.
"""

import io
import json
import subprocess
import tempfile
from html import escape
from pathlib import Path

import docx

from tests.documents.articles import ARTICLES, Article, Block, Rows

HERE = Path(__file__).parent


def block_html(block: Block) -> str:
    match block:
        case str():
            return f"<p>{escape(block)}</p>"
        case list() | tuple():
            tag = "ul" if isinstance(block, list) else "ol"
            return f"<{tag}>" + "".join(f"<li>{escape(item)}</li>" for item in block) + f"</{tag}>"
        case Rows(rows):
            cells = [[escape(cell) for cell in row] for row in rows]
            head = "".join(f"<th>{cell}</th>" for cell in cells[0])
            body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:])
            return f'<table border="1" cellpadding="8"><tr>{head}</tr>{body}</table>'


def blocks_html(blocks: tuple[Block, ...]) -> str:
    return "\n".join(map(block_html, blocks))


def article_html(article: Article) -> str:
    """The article and nothing around it."""
    sections = "".join(f"<h2>{escape(heading)}</h2>\n{blocks_html(blocks)}\n" for heading, blocks in article.sections)
    return f"<h1>{escape(article.title)}</h1>\n{blocks_html(article.intro)}\n{sections}"


def wordpress(article: Article) -> str:
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8"><title>{article.title} &#8211; Riverside Clinic</title>
<link rel="canonical" href="https://riverside.example/{article.title.lower().replace(" ", "-")}/">
<meta property="article:modified_time" content="2026-03-04T09:00:00+00:00">
<style>body {{ color: #333 }}</style><script>window.dataLayer = ["<p>not text</p>"];</script></head>
<body class="post-template-default single has-cookie-banner"><a class="skip-link screen-reader-text" href="#c">Skip</a>
<header id="masthead"><p class="site-title">Riverside</p><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<div id="content"><main><article class="post"><header class="entry-header"><h1 class="entry-title">{article.title}</h1>
</header><div class="entry-content">{article_html(article).split("</h1>")[1]}
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Facebook</a></li></ul></div></div>
<footer class="entry-footer"></footer></article>
<div id="comments" class="comments-area"><h2>2 thoughts</h2><ol><li>Great clinic!</li></ol></div></main>
<aside id="secondary"><h2>Recent posts</h2><ul><li>News</li></ul></aside></div>
<footer id="colophon"><p>Proudly powered by WordPress</p></footer>
<div class="cookie-notice-container"><p>We use cookies.</p><button>OK</button></div></body></html>"""


def nhs(article: Article) -> str:
    body = article_html(article).replace("<h2>", '<h2 class="nhsuk-heading-l">')
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{article.title} - Mill Lane Surgery</title></head><body>
<header role="banner"><div>Mill Lane Surgery</div><form role="search"><label>Search<input></label></form></header>
<nav class="nhsuk-breadcrumb"><ol><li><a href="/">Home</a></li><li>{article.title}</li></ol></nav>
<div class="nhsuk-width-container"><main id="maincontent" role="main">{body}
<p hidden>Draft, do not publish</p><span aria-hidden="true">»</span></main></div>
<footer role="contentinfo"><h2>Support links</h2><ul><li>Accessibility</li></ul></footer></body></html>"""


def div_soup(article: Article) -> str:
    body = article_html(article).replace("<p>", "<div>").replace("</p>", "</div>")
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>{article.title} | The Centre</title></head><body><div class="wrap"><div class="social-share"><a>Tweet</a></div>
<div class="breadcrumbs">Home</div><div class="inner"><div>{body}</div></div></div></body></html>"""


def accordion(article: Article) -> str:
    sections = "".join(
        f'<li><h3><button aria-expanded="false" aria-controls="p{n}">{escape(heading)}<svg><title>+</title></svg>'
        f'</button></h3><div id="p{n}" hidden>{blocks_html(blocks)}</div></li>'
        for n, (heading, blocks) in enumerate(article.sections)
    )
    return f"""<!doctype html><meta charset=utf-8><title>{article.title}</title><main><h1>{article.title}</h1>
{blocks_html(article.intro)}<ul class="accordion">{sections}</ul></main>"""


def details(article: Article) -> str:
    sections = "".join(
        f"<details><summary>{escape(heading)}</summary>{blocks_html(blocks)}</details>"
        for heading, blocks in article.sections
    )
    return f"""<!doctype html><meta charset=utf-8><title>{article.title}</title><article><h1>{article.title}</h1>
{blocks_html(article.intro)}{sections}</article>"""


def schema(article: Article) -> str:
    questions = [
        {"@type": "Question", "name": heading, "acceptedAnswer": {"@type": "Answer", "text": blocks_html(blocks)}}
        for heading, blocks in article.sections
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "FAQPage", "mainEntity": questions}]})
    return f"""<!doctype html><html><head><meta charset=utf-8><title>{article.title}</title>
<script type="application/ld+json">{data}</script></head><body><main>{article_html(article)}</main></body></html>"""


def one_form(article: Article) -> str:
    return f"""<html><head><title>{article.title}</title></head><body><form method="post" action="./Default.aspx">
<input type="hidden" name="__VIEWSTATE" value="x"><table role="presentation"><tr><td><div role="menu">Menu</div>
</td><td>{article_html(article)}</td></tr></table></form></body></html>"""


def word_page(article: Article) -> str:
    body = (
        article_html(article).replace("<p>", "<p class=MsoNormal><span lang=EN-GB>").replace("</p>", "<o:p></o:p></p>")
    )
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><meta name=Generator content="Word 15">
<title>{article.title}</title><!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB><div class=WordSection1>{body}</div></body></html>"""


def plain_page(article: Article) -> str:
    return f"<!DOCTYPE html><title>{article.title}</title>{article_html(article)}"


def layout_table(article: Article) -> str:
    return f"""<HTML><HEAD><TITLE>{article.title}</TITLE></HEAD><BODY><TABLE WIDTH=700><TR><TD>
{article_html(article)}</TD></TR></TABLE></BODY></HTML>"""


THEMES = [wordpress, accordion, nhs, details, word_page, schema, div_soup, one_form, layout_table, plain_page]


def word_document(article: Article) -> bytes:
    """As python-docx writes it, by Word's own styles."""
    document = docx.Document()
    document.add_heading(article.title, 0)

    def add(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            match block:
                case str():
                    document.add_paragraph(block)
                case list() | tuple():
                    for item in block:
                        document.add_paragraph(item, "List Bullet" if isinstance(block, list) else "List Number")
                case Rows(rows):
                    table = document.add_table(0, len(rows[0]))
                    for n, row in enumerate(rows):
                        for cell, text in zip(table.add_row().cells, row, strict=True):
                            cell.paragraphs[0].add_run(text).bold = n == 0

    add(article.intro)
    for heading, blocks in article.sections:
        document.add_heading(heading, 1)
        add(blocks)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


STYLES = {
    "one": "body { font: 12pt/1.4 sans-serif }",
    "two": "body { font: 10pt/1.3 serif; columns: 2; column-gap: 30pt } h1 { column-span: all }"
    " p { text-align: justify; hyphens: auto }",
}


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)


def main() -> None:
    for n, (name, article) in enumerate(ARTICLES.items()):
        theme = THEMES[n]
        encoding = "cp1252" if theme in (div_soup, word_page) else "utf-8"
        (HERE / "html" / f"{name}.html").write_bytes(theme(article).encode(encoding))
        with tempfile.TemporaryDirectory() as folder:
            styles = STYLES["two" if n % 4 == 2 else "one"]
            page = Path(folder, f"{name}.html")
            page.write_text(
                f"<!doctype html><html lang=en><meta charset=utf-8><title>{article.title}</title>"
                f"<style>{styles}</style>{article_html(article)}",
                "utf-8",
            )
            run("soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "odt:writer8", "--outdir",
                folder, page)  # fmt: skip
            odt = page.with_suffix(".odt")
            if n % 2:
                (HERE / "docx" / f"{name}.docx").write_bytes(word_document(article))
                run("soffice", "--headless", "--convert-to", "pdf", "--outdir", HERE / "pdf", odt)
            else:
                run("soffice", "--headless", "--convert-to", "docx", "--outdir", HERE / "docx", odt)
                run("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    f"--print-to-pdf={HERE / 'pdf' / f'{name}.pdf'}", page.as_uri())  # fmt: skip


if __name__ == "__main__":
    main()
