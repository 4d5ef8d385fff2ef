"""Made-up documents, and a home that holds them."""

import re
from pathlib import Path

import numpy as np

from corpus.model import Block, BlockKind, Card, CitedDocument, Document, Mark, Page, Passage, Span
from index import BuildOptions, Embedder, Manifest, SnapshotBuilder

SENTENCE = re.compile(r"\S[^.]*\.")

PATROLS = (
    "The Force Commander shall plan patrols around the camp at night. Patrols may use force against armed groups.",
    "The Civil Affairs Section keeps contact with village elders. It reports rumours of attacks within a day.",
)
ALERTS = (
    "The Joint Operations Centre sends an early-warning message when a threat is imminent. Nobody may delay it.",
    "Community liaison assistants carry radios. The radios are checked every morning.",
    "Resolution S/RES/2779 (2025) extends the mandate of the mission. It names four tasks.",
)


def document(id_: str, paragraphs: tuple[str, ...], **card: object) -> tuple[Document, list[Passage]]:
    """A document of one page, one block and passage per paragraph; ``card`` fills its catalogue entry."""
    text = "\n".join(paragraphs)
    starts = np.cumsum([0] + [len(paragraph) + 1 for paragraph in paragraphs]).tolist()
    spans = [Span(start, start + len(paragraph)) for start, paragraph in zip(starts, paragraphs, strict=False)]
    made = Document(
        id=id_,
        card=Card.model_validate({"names": (f"{id_}.pdf",), **card}),
        text=text,
        blocks=tuple(Block(BlockKind.PARAGRAPH, *span, label=str(n)) for n, span in enumerate(spans, 1)),
        pages=(Page(1, "i", 595.0, 842.0),),
        marks=(Mark(3, "1"),),
        glyph_page=np.ones(len(text), dtype=np.uint16),
        glyph_box=np.arange(4 * len(text), dtype=np.float32).reshape(-1, 4),
        cited=(CitedDocument("S/RES/1", (0, 5)),),
    )
    return made, [passage(made, n, span) for n, span in enumerate(spans)]


def passage(made: Document, block: int, span: Span) -> Passage:
    """One paragraph as a passage, cut into sentences at full stops."""
    found = SENTENCE.finditer(made.text, span.start, span.end)
    return Passage(
        document=made.id,
        kind=BlockKind.PARAGRAPH,
        spans=(span,),
        blocks=(block,),
        sentences=tuple(Span(*match.span()) for match in found),
        section=("Tasks", "Patrols"),
        label=str(block + 1),
        context=f"{made.card.symbol} {' '.join(made.card.missions)}".strip(),
    )


def build(
    home: Path, embedder: Embedder, *documents: tuple[Document, list[Passage]], options: BuildOptions | None = None
) -> Manifest:
    """Build and publish a snapshot of documents."""
    with SnapshotBuilder(home, embedder, options or BuildOptions()) as builder:
        for made, passages in documents:
            builder.add(made, passages)
        builder.finish()
        return builder.publish()
