"""Passages of a text that can be read on their own: whole paragraphs, else whole sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bot.core.release import Finding
from bot.core.saying import saying
from bot.core.sentences import balanced, spans
from bot.renditions.days import day_word

# (passage, whether it is the first of its text) → the post it makes.
Frame = Callable[[str, bool], str]

# What opens a sentence that leans on the one before it.
_LEANING: Mapping[str, str] = {
    "en": "he|she|it|they|this|these|that|those|his|her|hers|its|their|however|but|and|also|so|yet|such|both|instead"
    "|meanwhile|moreover|furthermore|nevertheless|therefore|then|there|similarly|likewise|additionally",
    "fr": "il|elle|ils|elles|ce|cet|cette|ces|cela|ceci|c['’]est|mais|et|aussi|ainsi|cependant|toutefois|pourtant|donc"
    "|son|sa|ses|leur|leurs",
    "de": "er|sie|es|dies|diese|dieser|dieses|diesen|das|aber|und|auch|doch|jedoch|damit|dabei|dazu|dadurch|deshalb"
    "|daher|ihr|ihre|sein|seine",
    "es": "él|ella|ello|ellos|ellas|esto|este|esta|estos|estas|eso|pero|y|también|además|su|sus|así|sin embargo"
    "|por eso",
}
_LEANS = {language: re.compile(rf"[“«„\"'‘(]*(?:{words})(?!\w)", re.IGNORECASE) for language, words in _LEANING.items()}
_SHOWN_WORDS = 6


class Passages:
    """Finds those of one release that a post can hold, and remembers what it had to leave out."""

    def __init__(self, language: str, day_words_hold: bool, fits: Callable[[str], bool]) -> None:
        self.language, self.day_words_hold = language, day_words_hold
        self._fits = fits
        self._too_long: list[str] = []
        self._of_a_day: list[str] = []

    def set(self, paragraphs: list[str], frame: Frame) -> list[str]:
        """The posts that the paragraphs of one text give, in order: whole paragraphs, or neighbouring whole sentences.

        The first may open with "This …": it follows the headline. A later one may only if what it leans on was kept.
        """
        posts: list[str] = []
        connected = True
        for paragraph in paragraphs:
            for passage in self._within(paragraph, lambda text: frame(text, not posts)):
                connected = passage is not None and (connected or not self._leans(passage))
                if connected and passage is not None:
                    posts.append(frame(passage, not posts))
        return posts

    def findings(self) -> list[Finding]:
        """What was left out, each reason once."""
        found = []
        if self._too_long:
            passages = _opening_words(self._too_long)
            message = saying("No post can hold this whole, so it stays on the page: {passages}.", passages=passages)
            found.append(Finding("thread-too-long", message))
        if self._of_a_day:
            passages = _opening_words(self._of_a_day)
            message = saying(
                "This names a day that may be another at the lift, so it stays on the page: {passages}.",
                passages=passages,
            )
            found.append(Finding("thread-day-word", message))
        return found

    def _within(self, paragraph: str, made: Callable[[str], str]) -> Iterator[str | None]:
        """The passages of one paragraph; None where something is left out."""
        if not paragraph or paragraph.endswith(":"):
            yield None
        elif not self._dated(paragraph) and self._fits(made(paragraph)):
            yield paragraph
        else:
            yield from self._sentences(paragraph, made)

    def _sentences(self, paragraph: str, made: Callable[[str], str]) -> Iterator[str | None]:
        run: tuple[int, int] | None = None
        for start, end in spans(paragraph):
            sentence = paragraph[start:end]
            if run and not self._dated(sentence) and self._fits(made(paragraph[run[0] : end])):
                run = (run[0], end)
                continue
            if run:
                yield paragraph[slice(*run)]
            run = (start, end) if self._stands(sentence, made) else None
            if run is None:
                yield None
        if run:
            yield paragraph[slice(*run)]

    def _stands(self, sentence: str, made: Callable[[str], str]) -> bool:
        if self._dated(sentence):
            self._of_a_day.append(sentence)
            return False
        if not self._fits(made(sentence)):
            self._too_long.append(sentence)
            return False
        return balanced(sentence) and not sentence.endswith(":")

    def _dated(self, text: str) -> bool:
        return not self.day_words_hold and day_word(text, self.language) is not None

    def _leans(self, passage: str) -> bool:
        pattern = _LEANS.get(self.language.split("-")[0].lower())
        return pattern is not None and pattern.match(passage) is not None


def _opening_words(passages: list[str]) -> str:
    return ", ".join(f"“{' '.join(passage.split()[:_SHOWN_WORDS])} …”" for passage in passages)
