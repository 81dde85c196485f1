"""The thread for followers: headline and link, then whole passages that stand alone, never half a sentence."""

from __future__ import annotations

from bot.core.errors import EmbargoError
from bot.core.measure import Measure
from bot.core.release import Finding, Release
from bot.core.rendition import Post, Thread
from bot.core.saying import saying
from bot.renditions.days import day_word, holds
from bot.renditions.environment import fill
from bot.renditions.inline import words
from bot.renditions.passages import Frame, Passages
from bot.renditions.pictures import leaving
from bot.renditions.sheet import Sheet
from bot.renditions.standing import post
from bot.renditions.story import tell
from bot.renditions.wording import marks

MOST_POSTS = 6


class HeadlineTooLong(EmbargoError):
    """The headline is too long for a post with its link: {weight} of {limit}.
    Shorten it, or give posts of your own for "{channel}" in the release."""


class PostTooLong(EmbargoError):
    """Post {number} that the release brings for "{channel}" is too long: {weight} of {limit}. Shorten it."""


class EmptyPost(EmbargoError):
    """Post {number} that the release brings for "{channel}" is empty. Write it, or take it out."""


def thread(release: Release, sheet: Sheet, measure: Measure) -> Thread:
    """The posts in order, each within `measure`. Posts that the release brings win.

    Raises HeadlineTooLong, PostTooLong, EmptyPost, TemplateFailed.
    """
    return _Setter(release, sheet, measure).thread()


def doubts(release: Release, sheet: Sheet, measure: Measure) -> list[Finding]:
    """What was left off the thread that somebody may look for, and why; or why there can be no thread."""
    setter = _Setter(release, sheet, measure)
    try:
        setter.thread()
    except (HeadlineTooLong, PostTooLong, EmptyPost) as error:
        return [Finding("thread-refused", error.saying)]
    return setter.findings()


class _Setter:
    def __init__(self, release: Release, sheet: Sheet, measure: Measure) -> None:
        self.release, self.sheet, self.measure = release, sheet, measure
        self.name = sheet.channel.name if sheet.channel else measure.kind
        day_words_hold = holds(release.release_date, sheet.lift_date)
        # A post shows pictures or a card: where it shows pictures, its link has to stand in the words.
        self.carded = measure.carded and not leaving(release, sheet.pictures)
        self.passages = Passages(release.language, day_words_hold, measure.fits)
        self.remarks: list[Finding] = []

    def thread(self) -> Thread:
        if self.sheet.removes or (self.sheet.after and self.sheet.after.note.remove):
            return Thread((), self.release.language, removes=self.sheet.removes, deletes=True)
        if after := self.sheet.after:
            return Thread((Post(post(self.release, self.sheet, after, self.measure)),), self.release.language)
        texts = self._own() or self._made()
        return Thread(tuple(Post(text) for text in texts), self.release.language)

    def findings(self) -> list[Finding]:
        return [*self.remarks, *self.passages.findings()]

    def _own(self) -> list[str]:
        brought = dict(self.release.posts)
        # `{link}` stands for the page's address, which nobody can know when the release is written.
        texts = [
            text.strip().replace("{link}", self.sheet.page_url)
            for text in brought.get(self.name) or brought.get(self.measure.kind) or ()
        ]
        for number, text in enumerate(texts, start=1):
            if not text:
                raise EmptyPost(number=number, channel=self.name)
            if not self.measure.fits(text):
                weight, limit = self.measure.weigh(text), self.measure.limit
                raise PostTooLong(number=number, channel=self.name, weight=weight, limit=limit)
        if texts and not self.carded and not any(self.sheet.page_url in text for text in texts):
            message = saying(
                "The release's own posts do not link to its page. Write {link} where the address should stand.",
                link="{link}",
            )
            self.remarks.append(Finding("posts-without-link", message))
        if len(set(texts)) < len(texts) and self.measure.once:
            message = saying(
                "Two of the release's own posts are alike; {network} refuses the second.", network=self.measure.network
            )
            self.remarks.append(Finding("posts-alike", message))
        return texts

    def _made(self) -> list[str]:
        posts = [self._headline()]
        if self.measure.carded and not self.carded and self.sheet.page_url not in posts[0]:
            posts.append(self.sheet.page_url)
        speeches = self._speeches()
        shares = _shares([len(speech) for speech in speeches], MOST_POSTS - len(posts))
        for speech, count in zip(speeches, shares, strict=True):
            posts += speech[:count]
        posts += self.passages.set(self._telling(), self._paragraph)[: MOST_POSTS - len(posts)]
        return list(dict.fromkeys(posts))

    def _headline(self) -> str:
        story = tell(self.release, self.sheet)
        text = self._fill("headline", story=story)
        if self.measure.carded and not self.measure.fits(text):
            text = self._fill("headline", story=story, page_url="")
        if not self.measure.fits(text):
            raise HeadlineTooLong(weight=self.measure.weigh(text), limit=self.measure.limit, channel=self.name)
        if (word := day_word(self.release.headline, self.release.language)) and not self.passages.day_words_hold:
            message = saying('The headline says "{word}", which may not be true on the day of the lift.', word=word)
            self.remarks.append(Finding("headline-day-word", message, place="headline"))
        return text

    def _speeches(self) -> list[list[str]]:
        """The posts that each quotation of the body can give, in order. Nobody is quoted without a name."""
        introduced: set[str] = set()
        speeches = []
        for part in self.release.body:
            if part.kind != "quote":
                continue
            quote = self.release.quotes[part.quote or 0]
            if not quote.speaker:
                message = saying("A quotation without a speaker is left off the thread. Say who speaks.")
                self.remarks.append(Finding("quote-without-speaker", message))
                continue
            texts = [_one_line(words(text)) for text in quote.paragraphs]
            speech = self.passages.set(texts, self._quote(quote.speaker, quote.role, introduced))
            speeches.append(speech)
            if speech:
                introduced.add(quote.speaker)
        return speeches

    def _quote(self, speaker: str, role: str | None, introduced: set[str]) -> Frame:
        setting = marks(self.release.language)

        def frame(text: str, first: bool) -> str:
            shown = role if first and speaker not in introduced else None
            return self._fill("quote", marks=setting, text=text, speaker=speaker, role=words(shown or ""))

        return frame

    def _telling(self) -> list[str]:
        """The body's own paragraphs; an empty text stands for what may not be posted, so that nothing leans on it."""
        return [_one_line(words(part.text)) if part.kind == "paragraph" else "" for part in self.release.body]

    def _paragraph(self, text: str, first: bool) -> str:
        return self._fill("paragraph", text=text)

    def _fill(self, template: str, **values: object) -> str:
        values = {"page_url": self.sheet.page_url, "office": self.sheet.office} | values
        return fill(f"{self.measure.kind}/{template}.txt", values, self.sheet.templates).strip()


def _shares(lengths: list[int], room: int) -> list[int]:
    """How many posts each quotation gets: everybody's first before anybody's second."""
    shares = [0] * len(lengths)
    while room and shares != lengths:
        for index, length in enumerate(lengths):
            if room and shares[index] < length:
                shares[index] += 1
                room -= 1
    return shares


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()
