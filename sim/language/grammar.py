"""The grammar of expressions, amounts and effects: text in, syntax tree out, or a complaint that says what is missing.

A syntax tree is lark's, with a position for every node; `sim.language.reading` gives it types and meanings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from sim.errors import Complaint, Place, ScenarioError

GRAMMAR = r"""
?amount: conditional | range
range: sum "to" sum

?conditional: disjunction | disjunction "if" disjunction "else" conditional -> conditional
?disjunction: conjunction ("or" conjunction)*
?conjunction: inversion ("and" inversion)*
?inversion: comparison | "not" inversion -> negation
?comparison: sum (COMPARE sum)*
?sum: product | sum (PLUS | MINUS) product -> arithmetic | sum "per" NAME -> per
?product: factor | product (TIMES | OVER) factor -> arithmetic
?factor: atom | MINUS factor -> negative
?atom: NUMBER -> number
     | NUMBER "%" -> percent
     | NUMBER NAME -> duration
     | DATE -> date
     | NAME -> name
     | NAME "(" (argument ("," argument)*)? ")" -> call
     | "(" conditional ")"
argument: conditional ("=" conditional)?

?effect: NAME (SET | ADD | TAKE) amount -> assign
       | (RAISE | LOWER) NAME ("to" conditional)? -> shift
       | "let" NAME "=" amount -> let
       | "cancel" NAME -> cancel

?moment: DATE -> date | NUMBER NAME -> duration | "day" NUMBER -> day_number

COMPARE: /==|!=|<=|>=|<|>/
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
SET: "="
ADD: "+="
TAKE: "-="
RAISE: "raise"
LOWER: "lower"
DATE.2: /\d{4}-\d{1,2}-\d{1,2}(?![\d.])([ T]\d{1,2}:\d{2}(:\d{2})?(Z|[+-]\d{2}(:?\d{2})?)?)?/
NUMBER: /\d+(_\d+)*(\.\d+(_\d+)*)?([eE][+-]?\d+)?/
NAME: /[^\W\d]\w*(\.\w+)*/
%ignore /\s+/
"""

RESERVED_WORDS = frozenset({"and", "or", "not", "if", "else", "per", "to", "true", "false", "day"})
"""Words that no name of a scenario may be, since expressions use them."""

LONGEST_TEXT = 10_000
DEEPEST_NESTING = 100

Node = Tree[Token]
"""A node of the syntax tree, named (`node.data`) by its rule of the grammar."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text together with the place of the whole of it in a file."""

    text: str
    place: Place

    def at(self, start: int, end: int) -> Place:
        """The place of `text[start:end]`.

        A place shows one line. A text that the file quotes or folds over several lines does not stand there letter by
        letter; then the same words are looked for on the line, and failing that the whole text is marked.
        """
        line, first, words = self.place.text, self.place.column - 1, self.text[start:end]
        for shift in (0, 1):
            if line.startswith(words, first + shift + start):
                return self.place.narrowed(shift + start, end - start)
        found = first - 1
        for _ in range(self.text.count(words, 0, start) + 1 if words else 0):
            found = line.find(words, found + 1)
            if found < 0:
                break
        return self.place.narrowed(found - first, end - start) if words and found >= first else self.place

    def place_of(self, node: Node | Token) -> Place:
        """Where a node stands."""
        return self.at(*span(node))

    def words_of(self, node: Node | Token) -> str:
        """A node as the file writes it, on one line."""
        start, end = span(node)
        return " ".join(self.text[start:end].split())

    def wrong(self, node: Node | Token, code: str, message: str, hint: str = "") -> ScenarioError:
        """The error, with one complaint, that `node` is wrong."""
        return ScenarioError([Complaint(self.place_of(node), code, message, hint)])


def span(node: Node | Token) -> tuple[int, int]:
    """First character of a node and the one after its last, in the text."""
    where = node if isinstance(node, Token) else node.meta
    return where.start_pos or 0, where.end_pos or 0


@cache
def parser() -> Lark:
    """The one parser of all texts; making it takes some 20 ms."""
    return Lark(GRAMMAR, parser="lalr", start=["amount", "effect", "moment"], propagate_positions=True)


def syntax_tree(passage: Passage, start: str) -> Node:
    """The syntax tree of a passage read as `start`: "amount", "effect" or "moment".

    Raises:
        ScenarioError: the text is empty, too long, too deeply nested or not of the grammar.
    """
    text = passage.text
    if not text.strip():
        raise ScenarioError(
            [Complaint(passage.place, "syntax", f"nothing is written here; {WANTED[start]} was expected")]
        )
    if len(text) > LONGEST_TEXT:
        message = f"this text is {len(text):,} characters long; at most {LONGEST_TEXT:,} are read"
        raise ScenarioError([Complaint(passage.place, "too-long", message, BREAK_UP)])
    try:
        tree = parser().parse(text, start=start)
    except UnexpectedInput as error:
        _explain(passage, error, start)
    if _depth(tree) > DEEPEST_NESTING:
        message = f"this is nested more than {DEEPEST_NESTING} levels deep"
        raise ScenarioError([Complaint(passage.place, "too-deep", message, BREAK_UP)])
    return tree


WANTED = {
    "amount": "an expression",
    "effect": "an effect (such as `truce = true`, `raise front`, `let toll = 20 to 120`, `cancel trigger`)",
    "moment": "a date (`2020-11-10`, `2020-11-10 06:00`), `day 12` or a duration (`12 days`)",
}
BREAK_UP = "give its parts names under `define`"


def _depth(tree: Node) -> int:
    """How many nodes lie on the longest way down, found without recursion."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node.children if isinstance(child, Tree)]
    return deepest


# -- what is wrong with a text that the grammar does not know ------------------------------------------------------

SLIPS = {
    "&&": "write `and`",
    "&": "write `and`",
    "||": "write `or`",
    "|": "write `or`",
    "!": "write `not`",
    "=>": "write `>=`",
    "=<": "write `<=`",
    "<>": "write `!=`",
    "**": "write `x * x`",
    "'": "names stand without quotation marks",
    '"': "names stand without quotation marks",
    ".": "write `0.5`, not `.5` or `5.`",
    "≥": "write `>=`",
    "≤": "write `<=`",
    "≠": "write `!=`",
    "−": "write `-`",
    "–": "write `-`",
    "×": "write `*`",
    "AND": "write `and`",
    "OR": "write `or`",
    "NOT": "write `not`",
    "is": "write `==`",
    "then": "write `a if condition else b`",
}
"""What people write from habit, and what is meant, longest first where one begins another."""


def _explain(passage: Passage, error: UnexpectedInput, start: str) -> NoReturn:
    """Raise the complaint that tells a person what lark met."""
    text = passage.text
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        _raise_at_end(passage, start)
    if isinstance(error, UnexpectedToken):
        token, (begin, end) = error.token, span(error.token)
        value_wanted = "NUMBER" in (error.accepts or error.expected)
    else:
        begin = error.pos_in_stream
        token, end, value_wanted = Token("", text[begin]), begin + 1, False
    place = passage.at(begin, end)
    code, message, hint = _told(passage, token, begin, value_wanted=value_wanted, start=start)
    if isinstance(error, UnexpectedCharacters) and not hint:
        code, message = "syntax", f"the character `{text[begin]}` means nothing here"
    raise ScenarioError([Complaint(place, code, message, hint)])


def _told(passage: Passage, token: Token, begin: int, *, value_wanted: bool, start: str) -> tuple[str, str, str]:
    """Code, message and hint for a token that cannot stand where it does."""
    text, word = passage.text, str(token)
    before, rest = text[:begin].rstrip(), text[begin:]
    slip = next(
        (hint for slip, hint in SLIPS.items() if rest.startswith(slip) and (not slip.isalpha() or slip == word)), ""
    )
    if slip:
        return "syntax", f"`{next(s for s in SLIPS if rest.startswith(s))}` is not of this language", slip
    if word in ("=", "+=", "-="):
        return "assignment", f"`{word}` sets a value; to compare write `==`", ""
    if word == "==" and start == "effect":
        return "syntax", "`==` compares; to set a value write `=`", ""
    if word == "to":
        return "distribution-inside", DISTRIBUTION_INSIDE, ""
    if word == ")" and before.count("(") <= before.count(")"):
        return "syntax", "this bracket closes none", "leave it out, or open one before"
    if word == "," and re.search(r"\d$", before) and re.match(r",\d{3}\b", rest):
        return "syntax", "a comma stands only between arguments", "thousands are written `5_000`"
    if word in "*/" and re.search(r"\bper\s+\w+$", before):
        return (
            "syntax",
            f"`per` takes all that stands on its left, so `{word}` cannot follow it",
            "put the rate in brackets",
        )
    if value_wanted:
        return "syntax", f"a value was expected before `{word}`", ""
    if start == "effect" and not before:
        return "syntax", f"{WANTED[start]} was expected, not `{word}`", ""
    if token.type in ("NAME", "NUMBER", "DATE") or word in ("(", "not"):
        return "syntax", f"an operator (such as `and`, `+`, `==`) is missing before `{word}`", ""
    return "syntax", f"`{word}` cannot stand here", ""


DISTRIBUTION_INSIDE = (
    "a distribution stands as the whole value of a delay, an amount or a parameter, never inside an expression"
)


def _raise_at_end(passage: Passage, start: str) -> NoReturn:
    """Raise the complaint about a text that ends too early: an open bracket, or something missing."""
    text = passage.text.rstrip()
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "(":
            opened.append(position)
        elif character == ")" and opened:
            opened.pop()
    last = re.search(r"\w+$|\S$", text)
    begin = last.start() if last else 0
    if opened and not re.search(r"(?:[-+*/=<>,(]|\b(?:and|or|not|if|else|per|to))$", text):
        complaint = Complaint(
            passage.at(opened[-1], opened[-1] + 1), "syntax", "this bracket is not closed", "close it with `)`"
        )
    else:
        what = WANTED[start] if start == "moment" else "a unit of time" if text.endswith("per") else "something more"
        message = f"the text ends after `{text[begin:]}`; {what} was expected"
        complaint = Complaint(passage.at(begin, len(text)), "syntax", message)
    raise ScenarioError([complaint])
