"""What kind of document it is, who issued it, and how far that kind binds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.model import Authority
from corpus.opening import Opening
from corpus.titles import BODY, LETTER

_SG = r"(?:from|of|by) the secretary-general"
_ADOPTED = re.compile(r"adopted by the security council|resolution adopted by the general assembly", re.IGNORECASE)
_DRAFTS = (
    (r"\bamendments? to (?:the )?draft (?:resolution|decision)", "amendment to a draft resolution"),
    (r"(?:^|:\s)(?:revised )?draft resolution\b|\[draft\]", "draft resolution"),
    (r"^(?:revised )?draft decision\b", "draft decision"),
    (r"^draft report\b", "draft report"),
)
# Official documents: the first form that a heading has tells.
_FORMS = (
    (r"^corrigendum\b", "corrigendum"),
    (r"^(?:proposed (?:programme )?budget|budget (?:for|of|performance))\b", "budget"),
    (r"^(?:\w+ )*report of the secretary-general\b", "report of the Secretary-General"),
    (r"^note by the secretary-general\b", "note by the Secretary-General"),
    (r"^note by the secretariat\b", "note by the Secretariat"),
    (r"^note by the (?:co-)?(?:chairs?|president)\b", "note"),
    (r"^(?:annotated )?(?:provisional )?agenda\b|^adoption of the agenda\b", "agenda"),
    (r"^list of participants\b", "list of participants"),
    (r"^statement by the president of the security council\b", "presidential statement"),
    (r"^statement\b", "statement"),
    (r"^compendium of decisions\b|^decisions? adopted\b", "decisions"),
    (r"^request for the inclusion\b", "request for an agenda item"),
    (r"^(?:concept|background|discussion|working) (?:paper|note)\b", "concept paper"),
    (r"^guidelines\b", "guidelines"),
    (r"\breports?\b", "report"),
    (r"\breview\b", "review"),
)
# A policy says so in its first words: "Implementing the policy" is about one, and "Policy options" is none.
_POLICY = r"(?:the )?(?:\d{4} )?(?:[\w/-]+ ){0,2}polic(?:y|ies)(?= on\b| for\b| of\b|:|\W*$)"
# Documents of any house: words on the first page; the first row that stands there tells.
_WORDS = (
    (r"policy ?brief(?:ing)?", "policy brief"),
    (r"background (?:paper|note)", "background paper"),
    (r"concept (?:paper|note)", "concept note"),
    (r"(?:policy|working|discussion|occasional|issue|research|briefing) (?:paper|brief|memo|note)", "research paper"),
    (r"policy directive", "policy directive"),
    (r"standard operating procedures?|sops?", "standard operating procedure"),
    (r"guidelines?", "guidelines"),
    (r"handbook|field guide|toolkit|manual", "handbook"),
    (r"guidance(?: note)?", "guidance"),
    (r"directives?", "directive"),
    (_POLICY, "policy"),
    (r"(?:[\w-]+ ){0,3}(?:report|evaluation|assessment|audit|inquiry)", "report"),
)
# An enclosure is named by the heading of the annex, or by what the letter says that it transmits.
_ENCLOSED = (
    (r"concept (?:note|paper)", "concept note"),
    (r"chair(?:[’']?s|person’s|man’s)? summary|summary of the [\w-]+ (?:meeting|dialogue)", "Chair's summary"),
    (r"(national|action|implementation|joint|contingency) plan", r"\1 plan"),
    (r"explanatory memorandum", "explanatory memorandum"),
    (r"position paper", "position paper"),
    (r"terms of reference", "terms of reference"),
    (r"(?:[\w-]+ ){0,3}report\b", "report"),
    (r"(?:joint |press )?statement", "statement"),
    (r"communiqu[ée]|declaration", "declaration"),
)
_TRANSMIT = re.compile(
    r"(?:transmit|enclose|attach|prepared|submit|circulate)\w*(?: (?:to you|herewith|a copy of))*"
    r"(?: (?:the|a|an|my))? ([^.;(]{4,90})"
)
_REVIEW = re.compile(r"\b(strategic|independent|special) review\b", re.IGNORECASE)
_SENDER = re.compile(
    r"dated .*?\bfrom (?:the )?(.+?)(?:,? to the united nations)?(?:,? addressed to\b|$)", re.IGNORECASE
)
_OF = re.compile(
    r"(?:report|note|statement|paper) (?:of|by|prepared by) the (secretary-general|secretariat"
    r"|president of the security council|co-chairs|board of auditors"
    r"|advisory committee on administrative and budgetary questions"
    r"|panel of experts[^,]{0,60}"
    r"|office of internal oversight services|united nations high commissioner for [a-z ]+?"
    r"|special rapporteur[^,]{0,80})\b",
    re.IGNORECASE,
)
_SPONSORS = re.compile(r"([^:]+): (?:revised )?(?:draft resolution|amendment)\b")
_SUBMITTED = re.compile(r"^statement submitted by (?:the )?([^,]+)", re.IGNORECASE)
_ABOUT = re.compile(r"\bconference\b|\bsession\b", re.IGNORECASE)
_NAMES = {"secretary-general": "Secretary-General", "secretariat": "Secretariat", "co-chairs": "Co-Chairs"}
_ORGANS = (
    "Security Council",
    "General Assembly",
    "Economic and Social Council",
    "Human Rights Council",
    "Executive Board",
    "Chief Executives Board for Coordination",
)
_SHORT = 160
_LENGTHY = 10_000

_AUTHORITY = {
    Authority.POLICY: {"policy", "policy directive"},
    Authority.GUIDANCE: {"guidelines", "handbook", "guidance", "standard operating procedure", "directive"},
    Authority.REPORT: {"report", "note by the Secretary-General", "budget", "review"},
    Authority.UNKNOWN: {"", "decisions", "corrigendum"},
}


def type_of(opening: Opening, metadata: Mapping[str, str], title: str, symbols: tuple[str, ...]) -> str:
    """The kind of document in plain words; empty where nothing tells."""
    lines = [head.text for head in opening.heads] + [line for _, line in opening.lines if len(line) <= _SHORT]
    for pattern, kind in _DRAFTS:
        if any(re.search(pattern, line, re.IGNORECASE) for line in (*opening.masthead, *lines)):
            return kind
    if any("/RES/" in symbol for symbol in symbols) or any(_ADOPTED.search(line) for line in lines):
        return "resolution"
    if LETTER.match(title):
        return _letter_type(opening, title)
    if opening.is_official or any(symbol.startswith(("A/", "S/", "E/")) for symbol in symbols):
        return _form(lines)
    return _words(opening, metadata, title, lines)


def issuer_of(opening: Opening, metadata: Mapping[str, str], title: str, kind: str) -> str:
    """Who issued the document: a letter's sender, the author that a heading names, or the organ of the masthead."""
    sender = _SENDER.search(title) if LETTER.match(title) else _SPONSORS.match(title)
    if sender:
        return sender[1].strip()
    for line in (title, *(head.text for head in opening.heads)):
        match = _SUBMITTED.match(line) or _OF.search(line)
        if match:
            return _NAMES.get(match[1].casefold(), match[1])
    if not opening.is_official and not _organ(opening, kind):
        author = metadata.get("Author", "").strip()
        # The author of a file is often its typist: believed where the first pages name the same one.
        return author if author and author.casefold() in opening.text[:6000].casefold() else ""
    return _organ(opening, kind)


def _organ(opening: Opening, kind: str) -> str:
    """The committee or other body that a heading names, before the organ that it belongs to, else the masthead's."""
    bodies = [h.text for h in opening.heads if BODY.search(h.text) and not _ABOUT.search(h.text)]
    names = [name for name in bodies if name.casefold() != "united nations"] or bodies
    body = next((name for name in names if name not in _ORGANS), next(iter(names), ""))
    if body and kind != "resolution":
        return body
    masthead = " ".join(line for line in opening.masthead if not line.startswith("Distr"))
    organs = [organ for organ in _ORGANS if organ.casefold() in masthead.casefold()]
    return "Security Council" if kind == "resolution" and "Security Council" in organs else organs[0] if organs else ""


def authority_of(kind: str, issuer: str) -> Authority:
    """How far a kind of document binds: the Security Council's resolutions do; drafts and letters are background."""
    if kind == "resolution":
        return Authority.BINDING if issuer == "Security Council" else Authority.UNKNOWN
    for authority, kinds in _AUTHORITY.items():
        if kind in kinds:
            return authority
    reported = issuer == "Secretary-General" and re.search(r"\breport\b|\breview\b", kind)
    return Authority.REPORT if reported else Authority.BACKGROUND


def _letter_type(opening: Opening, title: str) -> str:
    """A letter with what it encloses; a concept note goes under its own name."""
    word = "note verbale" if title.casefold().startswith("note") else "letter"
    from_sg = re.search(rf"\b{_SG} addressed", title, re.IGNORECASE)
    enclosed = _enclosed(opening)
    if enclosed == "concept note":
        return enclosed
    if enclosed == "report" and from_sg and _is_own_report(opening):
        return f"{word} with report of the Secretary-General"
    if enclosed:
        return f"{word} with {enclosed}"
    # A letter of some length that was asked to bring a review is the review; a short one speaks of it.
    review = _REVIEW.search(" ".join(opening.paragraphs[:2])) if len(opening.text) > _LENGTHY else None
    if from_sg:
        return "letter of the Secretary-General" + (f" ({review[0].lower()})" if review else "")
    return word


def _enclosed(opening: Opening) -> str:
    """What the annex is: by its heading, else by the words of the letter that transmit it; empty without an annex."""
    if not opening.annex:
        return ""
    sent = [match[1] for match in _TRANSMIT.finditer(" ".join(opening.letter.split()))]
    for text in (*(f"^{line}" for line in opening.annex), *sent):
        for pattern, name in _ENCLOSED:
            match = re.search(rf"^\^?(?:the |a |my )?{pattern}", text, re.IGNORECASE)
            if match:
                return match.expand(name).casefold() if "\\" in name else name
    return ""


def _is_own_report(opening: Opening) -> bool:
    """A Secretary-General's letter transmits his own report unless it says whose report it is."""
    letter = " ".join(opening.letter.split())
    return not re.search(r"\breport of the (?!secretary-general)|\bmy report entitled\b", letter, re.IGNORECASE)


def _form(lines: list[str]) -> str:
    for pattern, kind in _FORMS:
        if any(re.search(pattern, line, re.IGNORECASE) for line in lines):
            return kind
    return ""


def _words(opening: Opening, metadata: Mapping[str, str], title: str, lines: list[str]) -> str:
    """By a line that is or begins with a kind's name, then by the title, then by what the text says that it is."""
    said = metadata.get("Subject", ""), *re.split(r"[,;]", metadata.get("Keywords", ""))
    for pattern, kind in _WORDS:
        begins = re.compile(rf"\s*(?:{pattern})\b", re.IGNORECASE)
        if any(begins.match(line) for line in (*lines, *said) if line):
            return kind
    for pattern, kind in _WORDS:
        if pattern is not _POLICY and re.search(rf"\b(?:{pattern})\b", title, re.IGNORECASE):
            return kind
    text = " ".join(opening.paragraphs)
    for pattern, kind in _WORDS:
        says = "policy" if pattern is _POLICY else pattern
        if re.search(rf"\b(?:this|the present) (?:{says})\b", text, re.IGNORECASE):
            return kind
    return ""
