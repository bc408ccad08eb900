"""Books with what web pages trip over: parts, formulas, images, nested tables, odd characters."""

from scholiast.book import Book, Image, Matter, Part
from tests import factory
from tests.test_images import png

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30v20z"/></svg>'
_FORMULA = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><msup><mi>x</mi>'
    "<mn>2</mn></msup></math>"
)


def rich_book() -> Book:
    """Return a book with a part, an appendix, images, formulas, deep headings and links."""
    one = factory.chapter(
        "one",
        f"<p>A formula {_FORMULA},[[m|In a note: {_FORMULA}.]] "
        '<span lang="zh-Hant">漢字</span>.</p>'
        '<figure id="f"><img src="images/a b.png" alt="A box"/><figcaption>Box[[c|On a box.]]'
        '</figcaption></figure><p><img src="images/d.svg" alt="A drawing"/></p>'
        '<h2 id="deep">Deep &amp; <em>deeper</em></h2><h3 id="deeper">Deeper</h3>'
        '<h2 id="up">Up</h2>'
        '<p><a href="#two-title">Two</a> <a href="#deep">Deep</a> '
        '<a href="#part-i">Part</a></p><h2 id="part-of-it">A part of it</h2>',
        title="“Quotes” &amp; &lt;tags&gt;",
        part="part-i",
    )
    return factory.book(
        factory.chapter("preface", "<p>First.</p>", kind="preface", matter=Matter.FRONT),
        one,
        factory.chapter("two", "<p>Text.[[漢|字。]]</p>", number=None, part="part-i"),
        factory.chapter("ends", "<p>End.</p>", kind="appendix", matter=Matter.BACK, number="A"),
        parts=[Part("part-i", "I", "First & Last", ("one", "two"))],
        images=[
            Image("images/a b.png", "image/png", png(30, 20), 30, 20),
            Image("images/d.svg", "image/svg+xml", _SVG, 30, 20),
        ],
        metadata={"cover": "images/a b.png"},
    )


def odd_book() -> Book:
    """Return a book with what XML and HTML write differently, and a chapter in another language."""
    odd = (
        "<p/><p>A<br/>B <em/> C &lt;script&gt; &amp;amp; <span title='a &quot;b&quot; &lt;c'/></p>"
        "<pre><code>\n\n  if a &lt; b &amp;&amp; c:\n</code></pre><hr/>"
        "<table><tbody><tr><td><table><tbody><tr><td>in</td></tr></tbody></table></td></tr></tbody>"
        "</table><p>Schluss.[[ü|Fußnote.]]</p>"
    )
    return factory.book(factory.chapter("odd", odd, title="A &amp; B", language="de"))
