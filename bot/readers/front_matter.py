"""YAML front matter: a release's fields as they were written, never as YAML would convert them."""

from __future__ import annotations

import re
from difflib import get_close_matches

import yaml

from bot.core.release import Contact, File, Finding, Picture
from bot.core.saying import saying
from bot.readers import contacts
from bot.readers.anatomy import Given
from bot.readers.blocks import Block
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.doubts import doubt
from bot.readers.refusals import BadFrontMatter, UnclosedFrontMatter

FIELDS = ("kicker", "headline", "subhead", "dateline", "date", "language", "embargo", "notice")
LISTS = ("contacts", "pictures", "files", "posts", "silence", "beats")
_CONTACT = ("name", "email", "phone", "role")
_PICTURE = ("caption", "credit", "alt", "source", "licence")
_FILE = ("source", "title")
_OPENS, _CLOSES = re.compile(r"---[ ]*\n"), re.compile(r"^(?:---|\.\.\.)[ ]*$", re.MULTILINE)
_LONGEST = 100_000
_MOST_BRACKETS = 200  # the scanner takes time by the square of those that are open
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def split(file: str, text: str) -> tuple[str | None, str, int]:
    """(front matter or None, the rest, the rest's first line number). Raises UnclosedFrontMatter."""
    opening = _OPENS.match(text)
    if opening is None:
        if re.fullmatch(r"---[ ]*", text):
            raise UnclosedFrontMatter(file=file)
        return None, text, 1
    closing = _CLOSES.search(text, opening.end())
    if closing is None:
        raise UnclosedFrontMatter(file=file)
    rest = text[closing.end() :]
    return text[opening.end() : closing.start()], rest, text.count("\n", 0, closing.end()) + 1


def read_front_matter(file: str, text: str, findings: list[Finding]) -> Given:
    """The fields of a release. Raises BadFrontMatter with the line; what is not known is a finding."""
    tree = _composed(file, text)
    if tree is None:
        return Given()
    nodes = _entries(file, tree, (*FIELDS, *LISTS), findings)
    fields = {name: value for name in FIELDS if name in nodes and (value := _text(nodes[name], name, findings))}
    if "language" in fields and not _LANGUAGE.fullmatch(fields["language"]):
        problem = saying("write a code such as en, fr or pt-BR")
        findings.append(doubt("front-matter-value", _line(nodes["language"]), name="language", problem=problem))
        del fields["language"]
    return Given(
        fields,
        {name: _line(node) for name, node in nodes.items()},
        tuple(contact for node in _items(nodes.get("contacts")) for contact in _contact(file, node, findings)),
        tuple(picture for node in _items(nodes.get("pictures")) for picture in _picture(file, node, findings)),
        _posts(file, nodes["posts"], findings) if "posts" in nodes else (),
        tuple(code for node in _items(nodes.get("silence")) if (code := _text(node, "silence", findings))),
        tuple(one for node in _items(nodes.get("files")) for one in _file(file, node, findings)),
        tuple(dict.fromkeys(beat for node in _items(nodes.get("beats")) if (beat := _text(node, "beats", findings)))),
    )


class _PlainLoader(yaml.SafeLoader):
    """YAML without repeated values: unfolding them is how a small file becomes a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One node. Raises for a value that is named (&) or repeated (*)."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            problem = "& and * stand for repeated values; put the text in quotes"
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)


def _composed(file: str, text: str) -> yaml.Node | None:
    """YAML's tree and not its values: `2026-03-05 00:01` stays what was written."""
    if len(text) > _LONGEST:
        raise BadFrontMatter(file=file, line=2, problem="it is longer than a release")
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise BadFrontMatter(file=file, line=2, problem="it has too many brackets; put texts with brackets below it")
    try:
        return yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        # Of something left open YAML tells the end of the text as the place of the problem; where it opens helps more.
        left_open = error.context is not None and not error.context.startswith("while parsing a block")
        mark = (error.context_mark if left_open else None) or error.problem_mark
        line = mark.line + 2 if mark else 2
        raise BadFrontMatter(file=file, line=line, problem=_plain(str(error.problem or error))) from None
    except yaml.YAMLError as error:
        raise BadFrontMatter(file=file, line=2, problem=_plain(str(error))) from None
    except RecursionError:
        raise BadFrontMatter(file=file, line=2, problem="its lists are too deep") from None


def _entries(
    file: str, node: yaml.Node, known: tuple[str, ...] | None, findings: list[Finding]
) -> dict[str, yaml.Node]:
    """A map's entries; a name given twice is an error (the last one would silently win), an unknown one a finding."""
    if not isinstance(node, yaml.MappingNode):
        raise BadFrontMatter(file=file, line=_line(node), problem="these are not fields")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = squeeze(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in found:
            raise BadFrontMatter(file=file, line=_line(key), problem=f'"{name}" is given twice')
        if known is None or name in known:
            found[name] = value
        else:
            near = get_close_matches(name.lower(), known, n=1)
            hint = saying(" (did you mean {near}?)", near=near[0]) if near else ""
            findings.append(doubt("front-matter-unknown", _line(key), name=name, hint=hint))
    return found


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    """A list's entries; one thing alone stands for a list of one."""
    if node is None or _is_empty(node):
        return []
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _text(node: yaml.Node, name: str, findings: list[Finding], rows: bool = False) -> str | None:
    """A text as it was written, on one line unless `rows`; None for an empty value."""
    if not isinstance(node, yaml.ScalarNode):
        findings.append(doubt("front-matter-value", _line(node), name=name, problem=saying("it must be one text")))
        return None
    if _is_empty(node):
        return None
    text = clean_again(node.value, _line(node), findings)
    return "\n".join(map(squeeze, text.strip().split("\n"))) if rows else squeeze(text) or None


def _contact(file: str, node: yaml.Node, findings: list[Finding]) -> list[Contact]:
    if isinstance(node, yaml.ScalarNode):
        text = _text(node, "contacts", findings) or ""
        found, left = contacts.read([Block("paragraph", text, _line(node))])
        if left or not any(contact.email or contact.phone for contact in found):
            problem = saying('"{words}" has no phone number and no address', words=text)
            findings.append(doubt("front-matter-value", _line(node), name="contacts", problem=problem))
            return []
        return found
    entries = _entries(file, node, _CONTACT, findings)
    values = {name: _text(entries[name], name, findings) for name in entries}
    return [Contact(**values)] if any(values.values()) else []


def _picture(file: str, node: yaml.Node, findings: list[Finding]) -> list[Picture]:
    if isinstance(node, yaml.ScalarNode):
        findings.append(
            doubt(
                "front-matter-value",
                _line(node),
                name="pictures",
                problem=saying("each picture has caption, credit, alt, source"),
            )
        )
        return []
    entries = _entries(file, node, _PICTURE, findings)
    values = {name: _text(entries[name], name, findings) for name in entries}
    return [Picture(**values)] if any(values.values()) else []


def _file(file: str, node: yaml.Node, findings: list[Finding]) -> list[File]:
    """A file's path alone, or `source` and `title`."""
    if isinstance(node, yaml.ScalarNode):
        source = _text(node, "files", findings)
        return [File(source)] if source else []
    entries = _entries(file, node, _FILE, findings)
    values = {name: _text(entries[name], name, findings) for name in entries}
    source = values.get("source")
    if not source:
        problem = saying("each file has a source, which is its path, and may have a title")
        findings.append(doubt("front-matter-value", _line(node), name="files", problem=problem))
        return []
    return [File(source, values.get("title"))]


def _posts(file: str, node: yaml.Node, findings: list[Finding]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`posts:` by channel or kind, each a text or a list of texts; a text may have several lines."""
    if _is_empty(node):
        return ()
    found = []
    for name, listed in _entries(file, node, None, findings).items():
        texts = tuple(text for one in _items(listed) if (text := _text(one, f"posts: {name}", findings, rows=True)))
        if texts:
            found.append((name, texts))
    return tuple(found)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null" and node.style is None


def _line(place: yaml.Node | yaml.Token) -> int:
    return int(place.start_mark.line) + 2


def _plain(problem: str) -> str:
    return squeeze(problem)
