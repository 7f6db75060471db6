"""Assembles the pipeline from `data/pipeline.cfg`'s component list and runs articles through it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import is_compatible_version, raise_error, registry

from kg_extract import profiles, resources
from kg_extract.errors import ModelError
from kg_extract.model import Article, Extraction
from kg_extract.nlp import collect, entry_points, matrices, pieces, prepare
from kg_extract.profiles import Profile
from kg_extract.recipe import DEFAULT_MODEL, Recipe

#: In this order, behind the base model's parser; then the facts, learned or by rule. Each is registered by the module of the same name.
COMPONENTS = ("kgx_amounts", "kgx_dates", "kgx_mentions", "kgx_clusters", "kgx_relations")
LEARNED = ("kgx_facts",)
BY_RULE = ("kgx_events", "kgx_assertion")

#: What kgx does when nothing else is asked for.
SHIPPED = Recipe()

#: What the base model must have.
NEEDED = ("tagger", "parser", "lemmatizer", "ner")

#: Characters parsed at once: enough for the vector units; the parser's arrays take 4 kB for each token.
BATCH = 60_000

#: A Doc, where it starts in its article, and the article with its number: the same article may come twice.
Placed = tuple[Doc, tuple[int, tuple[int, Article]]]

#: Told the article and what went wrong.
OnFault = Callable[[Article, str], None]


def load(recipe: Recipe = SHIPPED) -> Language:
    """The whole pipeline of a recipe, loaded once; `ModelError` if its spaCy package or its weights cannot be."""
    return _assembled(recipe, _profile(recipe))


def _profile(recipe: Recipe) -> Profile | None:
    """The recipe's profile as it is now."""
    if recipe.profile is None:
        return None
    profile = profiles.read(recipe.profile)
    profiles.learn(profile)
    return profile


@lru_cache(maxsize=4)
def _assembled(recipe: Recipe, profile: Profile | None) -> Language:
    nlp = base(recipe.model)
    from kg_extract.nlp import amounts, assertion, clusters, dates, events, facts, mentions, relations, sentences  # noqa: F401  (registers the factories)

    for _, pipe in nlp.pipeline:
        network = getattr(pipe, "model", None)
        if network is not None:
            matrices.quicken(network)  # a third less time, the same tags, heads and names
    nlp.add_pipe("kgx_sentences", first=True)
    settings: dict[str, dict[str, Any]] = {
        "kgx_mentions": {"weights": recipe.weights},
        "kgx_facts": {"weights": recipe.weights, "min_confidence": recipe.min_confidence},
    }
    for name in (*COMPONENTS, *(BY_RULE if recipe.rules_only else LEARNED)):
        nlp.add_pipe(name, config=settings.get(name, {}))
    if profile is not None:
        from kg_extract.nlp import profile_facts, profile_names  # noqa: F401  (registers the factories)

        nlp.add_pipe("kgx_profile_names", after="kgx_mentions", config={"profile": recipe.profile})
        nlp.add_pipe("kgx_profile_facts", config={"profile": recipe.profile, "min_confidence": recipe.min_confidence})
    return nlp


@registry.tokenizers("kgx.Bare.v1")  # type: ignore[untyped-decorator]
def _bare_tokenizer() -> Callable[[Language], Tokenizer]:
    """A tokenizer without rules, for those that the package has: by default spaCy first makes English ones, which takes as long again."""
    return lambda nlp: Tokenizer(nlp.vocab)


_BARE = {"nlp": {"tokenizer": {"@tokenizers": "kgx.Bare.v1"}}}


def base(model: str) -> Language:
    """The spaCy package or folder `model`, checked."""
    entry_points.group()
    try:
        with warnings.catch_warnings():
            # spaCy only warns of a model made for another version; _check refuses it.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            nlp = spacy.load(model, config=_BARE if model == DEFAULT_MODEL else {})
    except (OSError, ImportError, ValueError, KeyError) as fault:
        why = str(fault).split(". ")[0]
        install = f"Install it with: pip install {DEFAULT_MODEL.replace('_', '-')}" if model == DEFAULT_MODEL else "Name an installed one."
        raise ModelError(f"The language model {model} cannot be loaded ({why}).", install) from fault
    _check(nlp, model)
    _mend_lemmas(nlp)
    return nlp


def _mend_lemmas(nlp: Language) -> None:
    """Sets right which verbs the lemmatizer knows, if it works by rule."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is not None and lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        known = {row["lemma"]: row["known"] == "yes" for row in resources.read_csv("lexicon/lemmas.csv")}
        table["verb"] = (set(table["verb"]) - known.keys()) | {lemma for lemma, is_one in known.items() if is_one}


def _check(nlp: Language, model: str) -> None:
    """`ModelError` unless the components of kgx can build on this pipeline."""
    made_for = nlp.meta.get("spacy_version", "")
    if made_for and not is_compatible_version(spacy_version, made_for):
        raise ModelError(
            f"The language model {model} {nlp.meta.get('version', '')} was made for spaCy {made_for}; this is {spacy_version}.",
            f"Install the version that fits: pip install --upgrade {model.replace('_', '-')}",
        )
    missing = [name for name in NEEDED if name not in nlp.pipe_names]
    if nlp.lang != "en" or missing:
        lack = f"has no {', '.join(missing)}" if missing else f"is for the language {nlp.lang!r}"
        raise ModelError(f"The language model {model} {lack}.", f"Name an English pipeline with {', '.join(NEEDED)}, or leave out --model.")


def make_doc(nlp: Language, article: Article) -> Doc:
    """The tokenized Doc of an article: its text prepared (same length), its blocks and itself attached."""
    text, blocks = prepare.prepare(article.text)
    doc = nlp.make_doc(text)
    doc._.kgx_article = article
    doc._.kgx_blocks = blocks
    return doc


def extract(articles: Iterable[Article], recipe: Recipe = SHIPPED, on_fault: OnFault | None = None) -> Iterator[Extraction]:
    """The extraction of each article, in order.

    With `on_fault`, an article on which a component fails is told to it and left out, and the others go on.
    """
    nlp = load(recipe)
    profile = _profile(recipe)
    failed: set[Article] = set()

    def note(name: str, component: object, docs: list[Doc], fault: Exception) -> None:
        if isinstance(fault, ModelError):
            raise fault  # the weights are to blame, no article
        for doc in docs:
            whole = doc._context[1][1]
            failed.add(whole)
            if on_fault:
                on_fault(whole, f"{name}: {type(fault).__name__}: {fault}")

    # Not set_error_handler: spaCy 3.8's parser is a Cython class that refuses it. The default is what our own components use.
    nlp.default_error_handler = note if on_fault else raise_error
    parsed = (pair for batch in _batches(_docs(nlp, articles)) for pair in nlp.pipe(batch, as_tuples=True, batch_size=len(batch)))
    for (_, whole), parts in groupby(((place, collect.collect(doc)) for doc, place in parsed), key=lambda pair: pair[0][1]):
        found = pieces.join(whole, ((offset, part) for (offset, _), part in parts))
        if whole not in failed:
            yield replace(found, vocabulary=profile.vocabulary) if profile else found


def _batches(docs: Iterable[Placed]) -> Iterator[list[Placed]]:
    """The docs in batches of about `BATCH` characters."""
    batch: list[Placed] = []
    size = 0
    for doc, place in docs:
        length = len(doc._.kgx_article.text)
        if batch and size + length > BATCH:
            yield batch
            batch, size = [], 0
        batch.append((doc, place))
        size += length
    if batch:
        yield batch


def _docs(nlp: Language, articles: Iterable[Article]) -> Iterator[Placed]:
    """Every piece of every article, with where it starts in which article."""
    for number, article in enumerate(articles):
        for offset, piece in pieces.split(article):
            yield make_doc(nlp, piece), (offset, (number, article))
