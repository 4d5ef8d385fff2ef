"""Small PDFs, and what must hold for every answer."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from bot.saying import without_number
from corpus.model import BlockKind, Span, slices
from corpus.passages import block_at
from corpus.sentences import sentences_of

LANTERNS = (
    "The Lantern Office shall count every lantern in the harbour before dusk and report the number to the Harbour "
    "Master. It may ask the fishing crews for help when fog is expected.",
    "The Harbour Master should close the southern pier when fewer than forty lanterns are lit, because boats that "
    "return at night would not find the entrance between the rocks.",
)
WELLS = (
    "The Well Committee shall test the water of each village well every Monday and write the result on the board "
    "beside it. It shall close a well that fails the test.",
    "Elders could lend their own buckets to families whose well is closed, until the next test shows that the "
    "water is clean again and the committee has taken the notice down.",
)


def paper(path: Path, paragraphs: Sequence[str], title: str = "") -> Path:
    """Writes a PDF of plain paragraphs under a title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    styles = getSampleStyleSheet()
    story = [Paragraph(title or path.stem.capitalize(), styles["Title"]), Spacer(1, 12)]
    for text in paragraphs:
        story += [Paragraph(text, styles["BodyText"]), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A4, title=title or path.stem, invariant=1).build(story)
    return path


def faults(assistant: Assistant, answer: Answer) -> list[str]:
    """What is wrong with an answer's quotations, numbers and lists; empty where it is sound."""
    store = assistant.searcher().store
    found: list[str] = []
    if bool(answer.claims) != (answer.outcome is Outcome.ANSWERED):
        found.append("claims without an answer, or an answer without claims")
    places: dict[int, object] = {}
    for claim in answer.claims:
        text = store.document(claim.citations[0].document_id).text
        if claim.text != slices(text, tuple(Span(c.start, c.end) for c in claim.citations)):
            found.append(f"not made of its slices: {claim.text}")
        for c in claim.citations:
            if c.quote != text[c.start : c.end] or not c.quote.strip():
                found.append(f"no slice: {c.quote}")
            if not is_whole(assistant, c.document_id, c.start, c.end):
                found.append(f"a sentence is cut: {c.quote}")
            glyphs = {int(p) for p in store.glyphs(c.document_id).page[c.start : c.end] if p}
            if set(c.pages) != glyphs or not c.pages:
                found.append(f"pages {c.pages}, but the slice stands on {glyphs}")
            place = (c.document_id, c.section, c.paragraph, c.pages)
            if places.setdefault(c.n, place) != place:
                found.append(f"number {c.n} stands for two places")
    if sorted(places) != list(range(1, len(places) + 1)) or len(set(places.values())) != len(places):
        found.append(f"numbers {sorted(places)} for {len(set(places.values()))} places")
    if [p.rank for p in answer.passages] != list(range(1, len(answer.passages) + 1)):
        found.append("ranks are not 1, 2, 3 …")
    return found


def is_whole(assistant: Assistant, id_: str, start: int, end: int) -> bool:
    """Whether a slice begins and ends where sentences or blocks do."""
    document = assistant.searcher().store.document(id_)
    first, last = (document.blocks[block_at(document.blocks, at)] for at in (start, end - 1))
    begins = {first.start, *(s.start for s in sentences_of(document.text, first.start, first.end))}
    ends = {last.end, *(s.end for s in sentences_of(document.text, last.start, last.end))}
    begins.add(without_number(document, first, first.span).start)
    cells = BlockKind.TABLE in (first.kind, last.kind)
    return start in begins and (end in ends or cells)
