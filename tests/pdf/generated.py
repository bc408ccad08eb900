"""Large books made by rule, the same each time."""

import random

from scholiast.book import Book, Chapter
from tests import factory

_COMMON_WORDS = """
    the of and to in a that it is was for on as with his they at be this from have or by one
    had not but what all were when we there can an your which their said if do will each about
    how up out them then she many some so these would other into has more her two like him see
    time could no make than first been its who now people my made over did down only way find
    use may water long little very after words called just where most know"""
COMMON = _COMMON_WORDS.split()
_RARE_WORDS = """
    abbey archive basilica boundary calendar cathedral chancellor chronicle commentary copyist
    corruption council decline dispute doctrine emperor empire exegesis expedition fragment
    frontier garrison grammarian harbour hermitage historian illumination inheritance
    inscription interpretation jurisdiction legion liturgy manuscript margin merchant
    metropolis monastery mosaic navigation observation parchment patriarch pilgrim province
    quarrel rampart relic rhetoric sanctuary scholiast senator sovereign subscription
    testimony tradition translation treasury tribute usurper vellum viaduct witness"""
RARE = _RARE_WORDS.split()


def sentence(chance: random.Random, length: int) -> str:
    """Return a sentence of so many words, some of them emphasised."""
    words = [chance.choice(COMMON if chance.random() < 0.55 else RARE) for _ in range(length)]
    for index in range(3, length - 2):
        roll = chance.random()
        if roll < 0.07:
            words[index] += ","
        elif roll < 0.09:
            words[index] = f"<em>{words[index]}</em>"
    return f"{words[0].capitalize()} {' '.join(words[1:])}."


def note(chance: random.Random, serial: int) -> str:
    """Return the body of a note: mostly short, at times of a page or more, some in paragraphs."""
    length = chance.choice([6, 9, 12, 15, 20, 25, 35, 50, 70])
    if serial % 41 == 0:
        length = 260
    if serial % 211 == 0:
        length = 650
    end = f"{chance.choice(COMMON)} q{serial}z."
    if length > 60 and chance.random() < 0.5:
        return (
            f"<p>{sentence(chance, length // 2)}</p>\n<p>{sentence(chance, length // 2)} {end}</p>"
        )
    return f"{sentence(chance, length)} {end}"


def chapter(number: int, *, words: int = 3500, notes: int = 36) -> Chapter:
    """Return a chapter of about so many words and notes, with what else chapters hold."""
    chance = random.Random(number)
    name = f"c{number}"
    out: list[str] = []
    serial, written = number * 1000, 0
    every = words // notes
    since = 0
    while written < words:
        block = len(out)
        if block % 9 == 5:
            out.append(
                f'<h2 id="{name}-s{block}">{sentence(chance, 4)[:-1].title()}</h2>'.replace(
                    "<Em>", ""
                ).replace("</Em>", "")
            )
            continue
        sentences: list[str] = []
        for _ in range(chance.randint(3, 8)):
            length = chance.randint(8, 26)
            written, since = written + length, since + length
            said = sentence(chance, length)
            if since >= every:
                since -= every
                serial += 1
                said += f"[[n{serial}|{note(chance, serial)}]]"
            sentences.append(said)
        out.append(_block(block, sentences))
    return factory.chapter(name, "\n".join(out), title=sentence(chance, 3)[:-1], number=str(number))


def _block(index: int, sentences: list[str]) -> str:
    text = " ".join(sentences)
    if index % 13 == 7:
        return f"<blockquote><p>{text}</p></blockquote>"
    if index % 17 == 11:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in sentences) + "</ul>"
    if index % 19 == 13:
        rows = "".join(f"<tr><td>{n}</td><td>{item}</td></tr>" for n, item in enumerate(sentences))
        return (
            f"<table><thead><tr><th>No.</th><th>Text</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    return f"<p>{text}</p>"


def book(chapters: int, *, words: int = 3500, notes: int = 36) -> Book:
    """Return a book of so many chapters."""
    return factory.book(*(chapter(n, words=words, notes=notes) for n in range(1, chapters + 1)))
