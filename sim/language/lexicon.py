"""The names of a scenario in running text: titles that fit inside a sentence, proper names with their capitals.

A title is written to stand alone (`The ceasefire`, `Yerevan accepts terms`); inside a sentence it loses its capital
unless the word is a proper name. Which words are proper names is read off the scenario's own texts: a word with a
capital in the middle of a title or note, and never without one anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.kinds import Kind
from sim.language.words import capitalised, quoted, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.language.scenario import Scenario

WORD = re.compile(r"[^\W\d_][\w'’]*")
SMALL_WORDS = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "no", "some", "any", "each", "every", "all", "both"}
    | {"another", "one", "two", "three", "four", "five", "once", "on", "in", "at", "by", "from", "to", "of", "for"}
    | {"with", "without", "under", "over", "what", "how", "where", "when", "why", "who", "which", "whether", "there"}
    | {"it", "its", "they", "their", "his", "her", "more", "less", "fewer", "most", "least"}
)
"""Words that no proper name begins with, so that their capital at the head of a title says nothing."""
COMMON_ENDINGS = ("ing", "tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ancy", "ency", "ship", "age")
QUESTIONS = frozenset({"what", "how", "where", "when", "why", "who", "which", "whether"})
HEAD_ENDS = frozenset(
    {"of", "on", "in", "at", "by", "from", "to", "for", "with", "without", "under", "over", "between", "among"}
    | {"against", "about", "since", "until", "that", "which", "who", "whose", "near", "inside", "outside", "across"}
    | {"along", "after", "before", "still"}
)
"""Words that end the head of a noun phrase: what stands before them decides between `is` and `are`."""
AUXILIARIES = frozenset({"is", "are", "has", "have", "was", "were", "will", "can", "may", "must"})
CLAUSE_WORDS = frozenset({"that", "which", "who", "whose", "what", "when", "where", "if", "how", "why"})
"""Words that begin a clause inside a clause, whose verb is not the one to deny."""
PLURALS = frozenset({"people", "men", "women", "children", "troops", "dead", "wounded", "police", "forces"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A variable or parameter as the subject of a sentence: `the road to Shusha`, and whether it is many things."""

    phrase: str
    plural: bool = False
    question: bool = False
    """a clause such as `where the fighting is`, which already ends in a verb, or a thing that has none"""

    @property
    def is_(self) -> str:
        """`is` or `are`; `stands at` after a clause that ends in one of them."""
        if self.question and self.phrase.endswith((" is", " are")):
            return "stands at"
        return "are" if self.plural else "is"

    @property
    def stands(self) -> str:
        """`stands` or `stand`."""
        return "stand" if self.plural else "stands"

    def verb(self, stem: str) -> str:
        """A verb that agrees: `rises` or `rise`, `goes` or `go`, `becomes` or `become`."""
        if self.plural:
            return stem
        return f"{stem}es" if stem.endswith(("o", "s", "sh", "ch")) else f"{stem}s"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How the names of one scenario are said. Made by `lexicon_of`."""

    scenario: Scenario
    proper: frozenset[str]
    """proper names, with their capitals"""
    common: frozenset[str]
    """words that the scenario's texts write without a capital"""

    def named(self, name: str) -> str:
        """A name of the file as it is said, proper names with their capitals: `inside Karabakh`."""
        capitals = {word.lower(): word for word in self.proper}
        words = spoken(name).split(" ")
        return " ".join(capitals.get(word, word) for word in words)

    def inline(self, title: str, *, statement: bool = False) -> str:
        """A title as it stands inside a sentence; of a `statement` the first word may well be a name."""
        match = WORD.match(title)
        if match is None or self._keeps_capital(match.group(), title, statement=statement):
            return title
        return title[:1].lower() + title[1:]

    def _keeps_capital(self, word: str, title: str, *, statement: bool) -> bool:
        stem = re.sub(r"['’]s?$", "", word)
        if any(character.isupper() for character in stem[1:]) or stem in self.proper:
            return True
        if stem.lower() in SMALL_WORDS or stem.lower() in self.common:
            return False
        if stem != word or title[len(word) :].startswith(("/", "-")):
            return True
        common_shape = stem.endswith(COMMON_ENDINGS) or (stem.endswith("s") and not stem.endswith("ss"))
        return statement and not common_shape

    # -- titles --------------------------------------------------------------------------------------------------------

    def actor(self, name: str) -> str:
        """An actor by its title, or by its name with capitals."""
        actor = self.scenario.actors.get(name)
        return actor.title if actor and actor.title else " ".join(map(capitalised, spoken(name).split(" ")))

    def trigger(self, name: str) -> str:
        """The title of a trigger, or `Russia: intervene`, made of its name."""
        trigger = self.scenario.triggers.get(name)
        if trigger and trigger.title:
            return trigger.title
        owner, _, own = name.rpartition(".")
        who = " ".join(map(capitalised, spoken(owner).split(" ")))
        return f"{who}: {self.named(own)}" if owner else capitalised(self.named(own))

    def option(self, trigger: str, option: int) -> str:
        """The title of an option, else its name, else its number."""
        taken = self.scenario.triggers[trigger].options[option] if trigger in self.scenario.triggers else None
        if taken is None or not (taken.title or taken.name):
            return f"option {option + 1}"
        return taken.title or capitalised(self.named(taken.name))

    def happens(self, trigger: str, option: int | None) -> str:
        """A trigger, or one of its options, as that which happens: `“Baku strikes”`, `“Arms” of “Moscow agrees”`."""
        told = quoted(self.trigger(trigger))
        return told if option is None else f"{quoted(self.option(trigger, option))} of {told}"

    def titled(self, name: str, title: str) -> str:
        """A title, or failing one the name with a capital."""
        return title or capitalised(self.named(name))

    # -- subjects ------------------------------------------------------------------------------------------------------

    def subject(self, name: str) -> Subject:
        """A variable, by its full name, as the subject of a sentence."""
        variable = self.scenario.variables[name]
        if not variable.title:
            owner, _, own = name.rpartition(".")
            phrase = self.named(own)
            if owner:
                phrase = f"{' '.join(map(capitalised, spoken(owner).split(' ')))}'s {phrase}"
            return Subject(phrase, variable.type.kind is Kind.NUMBER and is_plural(self.named(own)))
        phrase = self.inline(variable.title)
        return Subject(phrase, is_plural(phrase), _is_question(phrase))

    def statement(self, name: str, title: str, *, so: bool) -> str:
        """A flag as a clause, from a title that says or asks it (`Yerevan accepts terms`), else from its name."""
        if title.endswith("?"):
            return f"the answer to {quoted(title)} is {'yes' if so else 'no'}"
        if len(title.split()) < 3:
            return f"{quoted(self._short(name, title))} {'holds' if so else 'does not hold'}"
        clause = self._clause(title)
        return clause if so else (_denied(clause, "not") or f"it is not so that {clause}")

    def becomes(self, name: str, title: str, *, so: bool) -> str:
        """A flag as it is set: `Yerevan has now asked for help`, `it is no longer so that Yerevan accepts terms`."""
        if title.endswith("?"):
            return f"the answer to {quoted(title)} becomes {'yes' if so else 'no'}"
        if len(title.split()) < 3:
            return f"{quoted(self._short(name, title))} {'holds from now on' if so else 'holds no longer'}"
        clause = self._clause(title)
        if so:
            return _denied(clause, "now") or f"from now on {clause}"
        return f"it is no longer so that {clause}"

    def _clause(self, title: str) -> str:
        """A title as a clause; `Whether` is what a condition says by itself."""
        bare = title.removeprefix("Whether ")
        return self.inline(bare if bare == title else capitalised(bare), statement=True)

    def _short(self, name: str, title: str) -> str:
        """A flag too short for a clause, as a name."""
        owner, _, own = name.rpartition(".")
        return self.inline(title) if title else self.named(own) + (f" of {self.actor(owner)}" if owner else "")


def _denied(clause: str, word: str) -> str:
    """A clause with `not` or `now` behind its verb, "" where the verb cannot be told for certain."""
    for place, verb in enumerate(words := clause.split(" ")):
        if verb in CLAUSE_WORDS:
            return ""
        if place and verb in AUXILIARIES:
            return " ".join([*words[: place + 1], word, *words[place + 1 :]])
    return ""


def _is_question(phrase: str) -> bool:
    return phrase.partition(" ")[0].lower() in QUESTIONS


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase speaks of many things, as far as its head tells.

    >>> is_plural("deaths on both sides"), is_plural("the amount of aid"), is_plural("Moscow's displeasure with Turkey")
    (True, False, False)
    """
    if _is_question(phrase):
        return False
    head: list[str] = []
    for word in phrase.split():
        if head and word in HEAD_ENDS:
            break
        head.append(word)
    noun = head[-1].lower().rstrip(",;:") if head else ""
    return noun in PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s")))


def _texts(scenario: Scenario) -> Iterator[str]:
    """Titles and notes: the running text of a scenario."""
    yield scenario.title
    groups = (
        scenario.actors,
        scenario.variables,
        scenario.triggers,
        scenario.parameters,
        scenario.outcomes,
        scenario.assertions,
    )
    for group in groups:
        for item in group.values():
            yield item.title
            yield item.provenance.note
    for rung in scenario.ladder:
        yield rung.title
        yield rung.provenance.note
    for trigger in scenario.triggers.values():
        yield from (option.title for option in trigger.options)
    yield from (variant.title for variant in scenario.variants.values())
    yield from (rate.definition for rate in scenario.base_rates.values())


def lexicon_of(scenario: Scenario) -> Lexicon:
    """The lexicon of a scenario, read off its own texts."""
    capitals: set[str] = set()
    common: set[str] = set()
    actors = {word for actor in scenario.actors.values() for word in WORD.findall(actor.title)}
    for text in _texts(scenario):
        for match in WORD.finditer(text):
            word = re.sub(r"['’]s?$", "", match.group())
            if word[0].islower():
                common.add(word)
            elif not _heads(text, match.start()):
                capitals.add(word)
    capitals |= {word for word in actors if word[0].isupper()}
    proper = frozenset(word for word in capitals if word.lower() not in common and word.lower() not in SMALL_WORDS)
    return Lexicon(scenario, proper, frozenset(common))


def _heads(text: str, start: int) -> bool:
    """Whether a word stands at the head of a sentence, where its capital tells nothing."""
    before = text[:start].rstrip(' “"(‘')
    return not before or before.endswith((".", "?", "!", ":"))
