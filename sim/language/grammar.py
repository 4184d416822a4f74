"""The grammar of expressions, amounts and effects: text in, syntax tree out, or a complaint that says what is missing.

A syntax tree is lark's, with a position for every node; `sim.language.reader` and its rules give it types and meanings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from sim.errors import Complaint, FoldedPlace, Place, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

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
NAME: /(?!(and|or|not|if|else|per|to)\b)[^\W\d]\w*(\.\w+)*/
%ignore /\s+/
"""

RESERVED_WORDS = frozenset({"and", "or", "not", "if", "else", "per", "to", "true", "false", "day"})
"""Words that no name of a scenario may be, since expressions use them."""

LONGEST_TEXT = 10_000
DEEPEST_NESTING = 100
LARGEST_TREE = 10_000

Word = Token
"""A leaf of the syntax tree: a piece of the text, with its position."""

Node = Tree[Word]
"""A node of the syntax tree, named (`node.data`) by its rule of the grammar."""


def nodes_of(node: Node) -> list[Node]:
    """The children that are nodes."""
    return [child for child in node.children if isinstance(child, Tree)]


def words_of(node: Node) -> list[Word]:
    """The children that are words: names, digits, operators."""
    return [child for child in node.children if isinstance(child, Token)]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text together with the place of the whole of it in a file."""

    text: str
    place: Place

    def at(self, start: int, end: int) -> Place:
        """The place of `text[start:end]`.

        A place shows one line. Of a text that goes on below it, or that the file writes with escapes, only what stands
        there letter by letter can be marked; for the rest it is the whole text.
        """
        if isinstance(self.place, FoldedPlace):
            return self.place.narrowed(start, end - start)
        line = self.place.text
        if not line or line.startswith(self.text[:end], self.place.column - 1):
            return self.place.narrowed(start, end - start)
        return self.place

    def place_of(self, node: Node | Word) -> Place:
        """Where a node stands."""
        return self.at(*span(node))

    def wording(self, node: Node | Word) -> str:
        """A node as the file writes it, on one line."""
        start, end = span(node)
        return " ".join(self.text[start:end].split())

    def wrong(self, node: Node | Word, code: str, message: str, hint: str = "") -> ScenarioError:
        """The error, with one complaint, that `node` is wrong."""
        return ScenarioError([Complaint(self.place_of(node), code, message, hint)])


def span(node: Node | Word) -> tuple[int, int]:
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
        raise ScenarioError([_explained(passage, error, start)]) from None
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
        waiting += [(child, depth + 1) for child in nodes_of(node)]
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
    "+=": "effects alone change a value; to compare write `==`",
    "-=": "effects alone change a value; to compare write `==`",
    "'": "names stand without quotation marks",
    '"': "names stand without quotation marks",
    ".": "numbers below 1 are written `0.5`",
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
"""What people write from habit, and what is meant; of two that begin alike the longer one comes first."""

DISTRIBUTION_INSIDE = (
    "a distribution stands as the whole value of a delay, an amount or a parameter, never inside an expression"
)


def _explained(passage: Passage, error: UnexpectedInput, start: str) -> Complaint:
    """The complaint that tells a person what lark met."""
    text = passage.text
    if start == "moment":
        return Complaint(passage.at(0, len(text)), "date", f"{WANTED[start]} was expected, this is `{text}`")
    begin = cast("int", error.pos_in_stream)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return _ends_early(passage, start, error.accepts)
    if (slip := _slip(text, begin)) and not (start == "effect" and slip[1] in ("+=", "-=")):
        first, word, hint = slip
        place = passage.at(first, first + len(word))
        return Complaint(place, "syntax", f"`{word}` is not of this language", hint)
    if isinstance(error, UnexpectedToken):
        code = {"=": "assignment", "to": "distribution-inside"}.get(str(error.token), "syntax")
        told = _unexpected(text, error.token, start, error.accepts)
        return Complaint(passage.place_of(error.token), code, *told)
    return Complaint(passage.at(begin, begin + 1), "syntax", f"the character `{text[begin]}` means nothing here")


def _slip(text: str, begin: int) -> tuple[int, str, str] | None:
    """Where a well-known slip begins, the slip and its hint, if one stands at `begin` or a character before."""
    word = re.match(r"[^\W\d]\w*", text[begin:])
    if word and word.group() in SLIPS:
        return begin, word.group(), SLIPS[word.group()]
    for first in (max(0, begin - 1), begin):
        for slip, hint in SLIPS.items():
            found = not slip.isalpha() and text.startswith(slip, first) and first + len(slip) > begin
            if found and not text.startswith("!=", first) and not (slip == "." and not _beside_digit(text, first)):
                return first, slip, hint
    return None


def _beside_digit(text: str, position: int) -> bool:
    return any(character.isdigit() for character in text[max(0, position - 1) : position + 2])


def _unexpected(text: str, found: Word, start: str, accepted: AbstractSet[str]) -> tuple[str, str]:
    """Message and hint for a token that cannot stand where it does."""
    word, begin = str(found), span(found)[0]
    before, rest = text[:begin].rstrip(), text[begin:]
    if word == "=":
        if text[begin - 1 : begin + 1] == "==" and start == "effect":
            return "`==` compares; to set a value write `=`", ""
        return "`=` sets a value; to compare write `==`", ""
    if word == "to":
        return DISTRIBUTION_INSIDE, ""
    if word == ")" and before.count("(") <= before.count(")"):
        return "this bracket closes none", "leave it out, or open one before"
    if word == "," and re.search(r"\d$", before) and re.match(r",\d{3}\b", rest):
        return "a comma stands only between arguments", "thousands are written `5_000`"
    if word in "*/" and re.search(r"\bper\s+\w+$", before):
        return f"`per` takes all that stands on its left, so `{word}` cannot follow it", "put the rate in brackets"
    if start == "effect" and not before:
        return f"{WANTED[start]} was expected, not `{word}`", ""
    if "NUMBER" in accepted:
        return f"a value was expected before `{word}`", "put it in brackets: `(not …)`" if word == "not" else ""
    if start == "effect" and "TO" in accepted:
        return f"only `to` and a level may follow here, not `{word}`", "`raise front to border`"
    if found.type in ("NAME", "NUMBER", "DATE") or word in ("(", "not"):
        return f"an operator (such as `and`, `+`, `==`) is missing before `{word}`", ""
    return f"`{word}` cannot stand here", ""


def _ends_early(passage: Passage, start: str, accepted: AbstractSet[str]) -> Complaint:
    """The complaint about a text that ends too early: something is missing, or a bracket open."""
    text = passage.text.rstrip()
    last = re.search(r"\w+$|\S$", text)
    begin = last.start() if last else 0
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "(":
            opened.append(position)
        elif character == ")" and opened:
            opened.pop()
    if opened and "RPAR" in accepted:
        place = passage.at(opened[-1], opened[-1] + 1)
        return Complaint(place, "syntax", "this bracket is not closed", "close it with `)`")
    place = passage.at(begin, len(text))
    if "ELSE" in accepted:
        return Complaint(place, "syntax", "this `if` has no `else`", "write `a if condition else b`")
    wanted = "a value" if "NUMBER" in accepted else WANTED[start] if start == "effect" else "a unit of time"
    return Complaint(place, "syntax", f"the text ends after `{text[begin:]}`; {wanted} was expected")
