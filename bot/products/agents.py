"""Whether a sentence says what a role does, may do or must do, or only mentions it.

Not a parser: the words right before and right behind the role's name decide. In doubt the sentence is left out, since a
line that only mentions a role reads as if the documents gave it a task.
"""

from __future__ import annotations

import re

_GROUP = (
    r"(?:sections?|units?|components?|divisions?|offices?|officers?|advisers?|advisors?|teams?|staff|personnel|"
    r"colleagues|"
    r"elements|leaders?|members|representatives|experts|counterparts|headquarters|leadership|mechanisms?|networks?)"
)
_NAME = (
    r"(?:the |its |their |local |national |senior |other |relevant |all )?[A-Z]?[\w’'/-]+(?: [A-Z(]?[\w’'/()-]+){0,4}"
)
_BETWEEN = (
    rf"(?:,? ?\([^()]{{1,60}}\)|(?:’s|'s)? {_GROUP}|,? (?:and|or|as well as|together with|along with) {_NAME}|"
    rf", {_NAME}(?=,| and| or)|"
    r" (?:of|in|from|at|for|on) (?:the |each |every |its |this |a )?[\w’'-]+(?: [\w’'-]+){0,5}|, as [^,;.]{1,50},|"
    r", (?:including|in particular|especially|together with|in (?:coordination|cooperation|collaboration|"
    r"partnership) with|"
    r"with|through|under|where|when|if)\b[^,;.]{1,90},|"
    r",? (?:also|further|therefore|then|not|jointly|typically|usually|often|regularly|continuously|generally|"
    r"primarily|directly|closely|still|only|all|each|both|\w+ly)|,)*"
)
_NO_TASK = (
    r"(?! (?:not )?(?:face|lose|fail|struggle|suffer|"
    r"be (?:compromised|affected|viewed|seen|difficult|problematic|designated|condemned|held|punished)))"
)
_MODAL = (
    rf"(?:(?:shall|should|must|may|might|could|can|cannot|will|would){_NO_TASK}|ha(?:s|ve) to|needs? to|"
    r"(?:is|are|was|were) (?:also |further )?(?:to|not to|responsible|accountable|authori[sz]ed|mandated|tasked|"
    r"expected|"
    r"required|charged|entitled|obliged|involved|deployed|designed|able|identified|guided|bound)|"
    r"ha(?:s|ve|d) (?:(?:an?|the|its|their) )?(?:[\w-]+ ){0,2}?(?:responsib|role|duty|mandate|task|obligation|"
    r"function|part))"
)
_VERB = (
    r"(?:lead|led|support|help|assist|coordinat|co-ordinat|monitor|report|assess|advi[sc]|work|track|ensur|"
    r"provid|facilitat|"
    r"conduct|deploy|engag|cooperat|collaborat|build|built|serv|chair|conven|organi[sz]|train|patrol|protect|"
    r"investigat|document|verif|respond|prevent|deter|mediat|liais|manag|maintain|identif|link|carr|undertak|"
    r"undertook|"
    r"brief|implement|establish|strengthen|promot|shar|collect|analy[sz]|inform|plan|prepar|issu|review|oversee|"
    r"oversaw|sign|negotiat|exercis|enabl|bring|brought|explain|escort|evacuat|refer|develop|"
    r"typically constitut|prioriti[sz]|"
    r"commit|pledg|agree|bear|bore|intensif|sustain|expand|contribut|advocat|mobili[sz]|enhanc|implement|operat|"
    r"reach|give|gave|send|sent|combin|bring)(?:[a-z]{0,4})\b"
)
_BEHIND = re.compile(
    rf"^(?:’s|'s|s)?{_BETWEEN}(?:,? (?:that|who|which)(?: \w+ly)?)? (?:{_MODAL}|(?:ha(?:s|ve|d) (?:been |also )?|"
    rf"(?:is|are|was|were) )?(?:also |further |\w+ly )?{_VERB}(?<!ing)|(?:is|are|was|were|ha(?:s|ve) been) (?:also )?"
    rf"{_VERB}(?<=ing)|is (?:the|a|an) (?:\w+ )?(?:body|forum|instrument|unit|main|focal|lead|chair))",
    re.S,
)
_OWN_PART = re.compile(
    rf"^(?:(?:’s|'s|’)(?: \w+){{0,3}}?|(?: {_GROUP})?) (?:roles?|responsib\w+|dut(?:y|ies)|tasks?|functions?)\b"
)
# What may stand before a name that is the subject: nothing, the end of a clause, or a word that opens one.
_SUBJECT = re.compile(
    r"(?:^[\s\d]*|[,;:.(•●▪–—“\"\d)] *|\b(?:that|but|while|whereas|because|when|where|if|once|since|how|which|"
    r"although|include|by|"
    r"is|are|be) )(?:(?:the|an?|its|their|each|every|all|both|such|these|those|any|some|more|two|joint|local|"
    r"national|senior|"
    r"specialised|designated|individual|civilian|military|UN|United|Nations|mission|sub-national|"
    r"(?-i:[A-Z]{4,})(?:[’']s)?) )*$",
    re.I,
)
_COORDINATED = re.compile(r"^(?:(?:[Tt]he |[Bb]oth )?[\w’'/-]+(?:,? [\w’'/-]+){0,4},? )(?:and|or)(?: the)?$")
_ASKED = re.compile(
    r"\b(?:requests(?! (?:for|from|of|by|to)\b)|requesting|urges|urge|urging|calls? (?:up)?on|calling (?:up)?on|"
    r"encourages?|"
    r"encouraging|invites?|inviting|demands that|demanding that|requires|tasks|directs|mandates|authori[sz]es|"
    r"decides that|"
    r"stress(?:es|ed) that|reminds|recommends? that|asks|reaffirms that|underlin(?:es|ing) that|stressing that|"
    r"emphasi[sz](?:es|ing) that|states that|outlines that)(?:,[^,;]{1,80},)?(?: (?!to\b|that\b|"
    r"for\b)[\w’'()-]+,?){0,6} ?$",
    re.I,
)
_IS_ASKED_TO = re.compile(r"^[^.;]{0,140}?(?:\bto\b|\bshall\b|\bshould\b|\bmust\b|\bresponsib)", re.S)
_DONE_BY = re.compile(
    r"\b(?:led|chaired|supported|coordinated|conducted|provided|carried out|undertaken|implemented|convened|"
    r"facilitated|"
    r"assisted|advised|ensured|overseen|prepared|issued|organi[sz]ed|monitored|managed|headed|run|built|made|"
    r"taken|signed|"
    r"complemented|applied|protection|engagement|advocacy|patrols|efforts?)(?: \w+ly)? by"
    r"(?: (?:the|its|their|local|joint|United|Nations|mission|mission’s))*(?:(?: [\w’'-]+,?){1,4} and(?: the)?)? ?$|"
    r"\b(?:with|under|through) (?:the )?(?:support|leadership|lead|supervision|coordination|guidance|chairmanship|"
    r"direction|assistance|auspices|role|involvement)(?: and \w+)? (?:of|by|from)(?: the| its| their| a| an|"
    r" senior)* ?$|"
    r"\b(?:roles?|responsibilit(?:y|ies)|dut(?:y|ies)|tasks?|functions?|accountability|cooperation)"
    r"(?: and \w+)? (?:of|for)(?: the| its| their| a| an| all)*(?: [\w’'-]+)? ?$",
    re.I,
)
# To be sent or heard is less than a task: such a sentence must be nearer to the subject.
_SENT = re.compile(
    r"\b(?:deploying|deploys?|assigning|appointing|involving)(?: the| its| their| a| an| and| national| local|"
    r" designated| "
    r"specialised| senior)* ?$|\b(?:use|deployments?)(?: and \w+)? of(?: the| its| their| [A-Z]{4,}[’']s| a)*"
    r"(?:(?: [\w’'-]+,?){1,9}(?:,|,? and(?: [\w’'-]+){0,3}))?(?: the)? ?$"
)
# "Human rights screening", "police reform": the name is part of another thing.
_COMPOUND = re.compile(
    r"^[ -](?:screening|polic(?:y|ies)|laws?|violations?|abuses?|standards?|concerns?|situations?|issues?|"
    r"reforms?|sector|"
    r"process(?:es)?|documents?|strateg(?:y|ies)|ceiling|strength|presence|operations?|functions and posts|context|"
    r"support strategy|funding|budget|camps?|bases?|vehicles?|convoys?|positions?)\b",
    re.I,
)
_OPENS_ITEM = re.compile(r"^[\s•●▪–—*-]*(?:\(?\w{1,4}[.)]\s*)?(?:the |a |an )?$", re.I)
_LISTS_ACTORS = re.compile(
    r"\b(?:include|including|are|comprise|involve|actors|components|sections|by)\b[^.]{0,60}:?\s*$", re.I
)


def acts(text: str, start: int, end: int, lead: str = "") -> bool:
    """Whether the role named at ``text[start:end]`` acts, is asked to act, or is given a part there.

    ``lead`` introduces the list item that the text is; an item that opens with the name of an actor says its part.
    """
    before, behind = _line(text[:start]), _line(text[end:])
    if _COMPOUND.match(behind):
        return False
    if _opens(before) and lead and _LISTS_ACTORS.search(_line(lead)):
        return bool(re.search(r"\w{4}", behind))
    if _OWN_PART.match(behind) and not re.search(r"\b(?:by|from)(?: the)? $", before):
        return True
    if _is_subject(before) and _BEHIND.match(behind):
        return True
    if _ASKED.search(before) and _IS_ASKED_TO.match(behind):
        return True
    return bool(_DONE_BY.search(before))


def is_sent(text: str, start: int) -> bool:
    """Whether the role named at ``start`` is to be deployed or involved, which is less than a task."""
    return bool(_SENT.search(_line(text[:start])))


def leads_to(lead: str, start: int, end: int) -> bool:
    """Whether a role named in a lead-in is the one that does what the items say: "The Head of Mission shall:"."""
    before, behind = _line(lead[:start]), _line(lead[end:])
    return (_is_subject(before) and bool(_BEHIND.match(behind))) or bool(
        _ASKED.search(before) and re.search(r"\b(?:to|shall|should)\b", behind)
    )


def _is_subject(before: str) -> bool:
    """Whether a name behind these words can be what the clause is about."""
    return bool(_SUBJECT.search(before) or _COORDINATED.match(before.strip()))


def _opens(before: str) -> bool:
    return bool(_OPENS_ITEM.match(before))


def _line(text: str) -> str:
    """The text on one line; a space at either end stays, as one."""
    return re.sub(r"\s+", " ", text)
