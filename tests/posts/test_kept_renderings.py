"""Texts that are rendered when they are read: once, and kept up to a bound."""

from threading import Barrier, Thread

from blog.core.html import render
from blog.core.markdown.style import HouseStyle
from blog.posts.kept_renderings import KeptRenderings

ENGLISH, GERMAN = HouseStyle("en"), HouseStyle("de")


def test_it_is_what_publication_would_store() -> None:
    text = '# "Tides"\n\nA *plain* fact.[^1]\n\n[^1]: A note.'
    kept = KeptRenderings()
    assert kept.render(text, ENGLISH) == render(text, ENGLISH)
    assert kept.render(text, GERMAN) == render(text, GERMAN) != render(text, ENGLISH)


def test_the_same_text_is_rendered_once() -> None:
    kept = KeptRenderings()
    assert kept.render("Tides", ENGLISH) is kept.render("Tides", ENGLISH)


def test_many_at_once_wait_for_one_rendering() -> None:
    kept, start, found = KeptRenderings(), Barrier(8), []

    def ask() -> None:
        start.wait()
        found.append(kept.render("Tides *and* mud. " * 200, ENGLISH))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(rendered) for rendered in found}) == 1


def test_beyond_the_bound_what_was_asked_for_longest_ago_is_let_go() -> None:
    kept = KeptRenderings(most=3 * len(render("One").html))
    one, two = kept.render("One", ENGLISH), kept.render("Two", ENGLISH)
    kept.render("Six", ENGLISH)
    assert kept.render("One", ENGLISH) is one
    kept.render("Ten", ENGLISH)
    assert kept.render("One", ENGLISH) is one
    assert kept.render("Two", ENGLISH) is not two


def test_a_text_that_is_longer_than_the_bound_is_kept_until_the_next() -> None:
    kept = KeptRenderings(most=10)
    long = kept.render("A text that is too long.", ENGLISH)
    assert kept.render("A text that is too long.", ENGLISH) is long
    kept.render("Another text that is too long.", ENGLISH)
    assert kept.render("A text that is too long.", ENGLISH) is not long
