"""The markers of strength, as tables: what a sentence must hold to be a duty, a request, a proposal.

The verbs are those of resolutions, policies and reports of the United Nations. A marker that is unsure is
left out, so that the weaker reading stands. The text that is searched is on one line, with single spaces.
``bot/strength.py`` says how the tables are used.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.model import Strength


class Rule(NamedTuple):
    """A marker, the strength it stands for, and what may not stand right before it."""

    strength: Strength
    marker: re.Pattern[str]
    not_after: re.Pattern[str] | None = None


def _rule(strength: Strength, marker: str, not_after: str = "") -> Rule:
    return Rule(strength, re.compile(marker, re.I), re.compile(not_after, re.I) if not_after else None)


ADVERBS = (
    r"(?:(?:also|further|furthermore|again|(?:once|yet) (?:again|more)|therefore|thus|hereby|strongly|urgently|firmly|"
    r"fully|explicitly|consequently|now|only|always|first|in this (?:regard|context),?|respectively|legally|primarily|"
    r"ultimately|jointly|directly|in particular|likewise|accordingly|in turn),? ){0,3}"
)

# What may speak with authority in the third person: "the policy requires", "the Council requests".
AUTHORITY = (
    r"\b(?:Council|Assembly|Committee|Commission|Board|Panel|resolutions?|polic(?:y|ies)|declaration|addendum|"
    r"reports?|brief|paper|study|handbook|guidance|guidelines|principles|directive|charter|convention|protocol|"
    r"agreement|rules|review|evaluation|Secretary-General|HRDDP|author|authors|section|part|framework|law)\b"
)

# ---- Verbs by which a resolution acts, and those with which it only remarks. ----

OPERATIVE_VERBS: tuple[tuple[Strength, str, str], ...] = (
    (
        Strength.DUTY,
        r"decides(?! to remain (?:actively )?seized)|demands(?! (?:on|for|from|of|were|are)\b)|"
        r"reiterates its demand|reminds\b[^,;]{1,90}?\b(?:obligations?|responsibilit(?:y|ies))",
        r"deciding|demanding(?= (?:that|an?|the|all|again|immediate|full|in)\b)|"
        r"reminding\b[^,;]{1,90}?\b(?:obligations?|responsibilit(?:y|ies))",
    ),
    (Strength.AUTHORIZATION, r"authori[sz]es", r"authori[sz]ing"),
    (
        Strength.REQUEST,
        r"requests(?! (?:for|from|by|were|are|to)\b)|calls (?:up)?on|calls for|urges|encourages|invites|"
        r"appeals (?:to|for)|reiterates its (?:\w+ )?(?:calls?|requests?|appeals?)",
        r"requesting|calling (?:up)?on|calling for|urging|encouraging|inviting|appealing to|"
        r"reiterating its (?:\w+ )?(?:calls?|requests?|appeals?)",
    ),
    (Strength.RECOMMENDATION, r"recommends", r"recommending"),
)
REMARKING_VERBS = (
    r"condemns|expresses|welcomes|notes|takes note|recalls|reaffirms|stresses|emphasi[sz]es|underlines|underscores|"
    r"recogni[sz]es|acknowledges|commends|deplores|regrets|affirms|supports|looks forward|reiterates|reminds|"
    r"determines|endorses|approves|decides|declares|considers|pays tribute|remains seized"
)
REMARKING_GERUNDS = (
    r"condemning|expressing|welcoming|noting|taking note|recalling|reaffirming|stressing|emphasi[sz]ing|underlining|"
    r"underscoring|recogni[sz]ing|acknowledging|commending|deploring|regretting|affirming|supporting|reiterating|"
    r"looking forward|reminding|determining|acting|bearing in mind|having|concerned|alarmed|convinced|mindful|"
    r"aware|guided|encouraged|deeply|gravely|paying tribute"
)
_FINITE = "|".join(finite for _, finite, _ in OPERATIVE_VERBS)
_GERUND = "|".join(gerund for _, _, gerund in OPERATIVE_VERBS)
_SPEAKER = r"^(?:(?:The )?(?:Security Council|General Assembly|Council) ?[,:]? )?"
OPENS_FINITE = re.compile(rf"{_SPEAKER}{ADVERBS}(?:{_FINITE}|{REMARKING_VERBS})\b", re.I)
OPENS_GERUND = re.compile(rf"{_SPEAKER}{ADVERBS}(?:{_GERUND}|{REMARKING_GERUNDS})\b", re.I)
OPERATIVE_RULES = tuple(
    _rule(strength, rf"(?:{_SPEAKER}|[,:;] (?:and )?|\band ){ADVERBS}(?:{finite}|{gerund})\b")
    for strength, finite, gerund in OPERATIVE_VERBS
)

# ---- Markers in any sentence. ----

_NOT_A_VERB = (
    r"(?!(?:the|an?|that|this|these|those|what|which|whom|its|their|his|her|our|each|both|some|all|date|come|blame|"
    r"(?:be (?:found|seen|hoped|expected|commended|welcomed|regretted|noted|congratulated)))\b)"
)
_AIM = (
    r"\b(?:aim|purpose|goal|objective|task|challenge|priority|intention|idea|plan|role|function|key|step|way|option|"
    r"ambition|focus|question|point|hope|alternative|solution|answer|effect|approach|strategy)"
)
_NOT_A_DUTY_BEFORE_IS = (
    _AIM
    + r"\b(?:[^,;]{0,60}(?:, as [^,;]{1,50},)? )?is ?$|\b(?:this|that|it|which) is ?$|\bmission of\b[^;]{0,60}is ?$"
)
_NOT_A_DUTY_BEFORE_ARE = (
    _AIM + r"s\b(?:[^,;]{0,60}(?:, as [^,;]{1,50},)? )?are ?$|\b(?:likely|close|important|vital)\b[^,;]{0,40}are ?$"
)
_NEEDED = (
    r"\b(?:support|analys[ie]s|funding|resources|efforts?|action|measures|reforms?|changes?|work|time|investment|assistance|"
    r"attention|"
    r"personnel|steps|engagement|coordination|cooperation|dollars|million|capacity|capacities|progress|it|this|that)"
    r"(?: \S+){0,3} ?$"
)
# What can oblige in its own words; a report or a framework that "requires more funds" cannot.
_NORM = (
    r"\b(?:Council|Assembly|resolutions?|polic(?:y|ies)|directive|charter|convention|protocol|agreement|rules|declaration|"
    r"addendum|guidelines|principles|HRDDP|mandate)\b"
)
# What may stand between an authority and its verb: a number, one phrase ("on performance in 2018").
_SAID_OF_IT = r"(?: \d+)?(?:,? (?:of|on|for|in|to|by|from) [^.;]{1,60}?)?,?"
_ACTORS = (
    r"(?:\b[A-Z]{4,}|\b(?:the|UN|United Nations|this|each|a) (?:\w+ )?(?:mission|force|brigade|police|"
    r"component|operation|commander)|\bmissions|\bpeacekeepers|\bcontingents|\bMember States|"
    r"\b(?:UN|United Nations) (?:troops|forces|police)|\bSecretary-General|\bheads? of mission)"
)
_PERMITTED = (
    r"(?:use|employ|resort to|detain|arrest|open fire|exercise|request|delegate|inspect|search|seize|enter|"
    r"intervene|take (?:all|any|such|appropriate|direct|robust|the necessary|necessary)|act (?:alone|without|when))\b"
)
_USEFUL = r"(?:important|essential|crucial|vital|critical|imperative|necessary|advisable|desirable|useful|helpful)"
_GOOD_TASK = r"(?!(?:kill|attack|loot|burn|rap|kidnapp|abduct|destroy|displac|commit|caus)ing\b)"

# "It must be emphasized that …" obliges nobody; what follows "that" decides.
_REMARK = (
    r"(?!(?: (?:also|further|again|therefore))? be (?:\w+ )?(?:noted|recalled|emphasi[sz]ed|stressed|underlined|"
    r"mentioned|remembered|admitted)\b)"
)
_REMARKS = r"(?!(?:note|recall|stress|emphasi[sz]e|underline|mention|remember)\b)"

# "States presented pledges to train crews": nobody pledges in this sentence.
_BEFORE_A_NOUN = r"\b(?:the|an?|any|no|its|their|our|his|her|this|that|one) ?$|['’]s ?$"
_BEFORE_A_PLURAL = (
    r"\b(?:present|announc|ma|receiv|renew|includ|honou?r|fulfil+|submit+|offer)(?:s|e|es|ed|d|de|ted|ing|king)? ?$|"
    r"\b(?:the|all|of|any|their|its|our|these|those|such|more|\d+|with|for|on|through)"
    r"(?: (?:new|further|more|other))? ?$"
)

MODAL_RULES: tuple[Rule, ...] = (
    _rule(Strength.DUTY, r"\bshall\b", r"\b(?:I|we) ?$"),
    _rule(Strength.COMMITMENT, r"\b(?:I|we) shall\b"),
    _rule(Strength.DUTY, rf"\bmust\b(?! have ){_REMARK}", r"\ba ?$"),
    _rule(Strength.DUTY, rf"(?<=\bis) {ADVERBS}(?:not )?to {_NOT_A_VERB}(?!be\b)[a-z]", _NOT_A_DUTY_BEFORE_IS),
    _rule(Strength.DUTY, rf"(?<=\bis) {ADVERBS}(?:not )?to {_NOT_A_VERB}be "),
    _rule(
        Strength.DUTY,
        rf"(?<=\bare) {ADVERBS}(?:not )?to {_NOT_A_VERB}[a-z]",
        _NOT_A_DUTY_BEFORE_ARE,
    ),
    _rule(Strength.DUTY, rf"\b(?:is|are|remains?) {ADVERBS}(?:required|obliged|obligated|bound) to ", _NEEDED),
    _rule(
        Strength.DUTY,
        r"\b(?:has|have|bears?|holds?|carr(?:y|ies)|retains?) (?:an?|the|its|their) (?:[\w-]+ ){0,3}?"
        r"(?:obligation|duty|responsibility) (?:to|for|in|of)\b",
    ),
    _rule(
        Strength.DUTY,
        r"\b(?:has|have) to (?!(?:do with|date)\b)[a-z]",
        r"\b(?:not|never|now|still|often|rarely|what) ?$",
    ),
    _rule(
        Strength.DUTY,
        rf"\b(?:is|are) {ADVERBS}(?:responsible|accountable) for (?:{_GOOD_TASK}[a-z]+ing\b|(?:the )?(?:[\w-]+ )?"
        r"(?:implementation|coordination|oversight|protection|safety|security|development|preparation|planning|conduct|"
        r"management|execution)\b)",
    ),
    _rule(
        Strength.DUTY,
        rf"{_NORM}{_SAID_OF_IT} {ADVERBS}(?:requires (?:that\b|(?:[\w'’-]+ ){{1,5}}to )|obliges\b|"
        r"demands (?:that|the|all|an?)\b)",
    ),
    _rule(Strength.DUTY, rf"\bCouncil {ADVERBS}decides\b"),
    _rule(
        Strength.AUTHORIZATION,
        rf"\b(?:is|are) {ADVERBS}(?:authori[sz]ed|permitted|allowed|empowered|mandated|entitled) to\b",
    ),
    _rule(Strength.AUTHORIZATION, r"\b(?:has|have) (?:an?|the|its|full) (?:\w+ )?(?:authority|mandate|power) to\b"),
    _rule(Strength.AUTHORIZATION, rf"{_ACTORS} (?-i:may) {ADVERBS}(?:not )?{_PERMITTED}"),
    _rule(Strength.AUTHORIZATION, rf"{AUTHORITY}{_SAID_OF_IT} {ADVERBS}(?:authori[sz]es|permits)\b"),
    _rule(
        Strength.REQUEST,
        rf"\b(?:is|are) {ADVERBS}(?:requested|urged|encouraged|invited|called (?:up)?on|asked) to\b",
    ),
    _rule(
        Strength.REQUEST,
        r"\b(?:I|we|members of the Council|Member States)\b(?:[^.;]{0,120}(?:\band|,))? "
        rf"{ADVERBS}(?:urge|call (?:{ADVERBS})?(?:up)?on|call for|encourage|appeal to|request|invite|"
        r"reiterate my (?:\w+ )?(?:call|appeal|request))\b",
    ),
    _rule(
        Strength.REQUEST,
        rf"{AUTHORITY}{_SAID_OF_IT} {ADVERBS}(?:requests|urges|calls (?:up)?on|calls for|encourages|"
        r"invites|appeals to)\b",
    ),
    _rule(
        Strength.RECOMMENDATION,
        rf"\bshould\b(?! (?:(?:not )?have \w+(?:ed|en|ne|t)|be grateful)\b){_REMARK}",
    ),
    _rule(
        Strength.RECOMMENDATION,
        r"\bought to\b|\b(?:is|are) (?:strongly )?(?:recommended|advised) (?:to|that)\b",
    ),
    _rule(
        Strength.RECOMMENDATION,
        r"\bneeds? to [a-z]",
        r"\b(?:the|an?|any|no|not|urgent|\w+ing|this|its|of|will) ?$",
    ),
    _rule(Strength.RECOMMENDATION, r"\bwill (?:\w+ )?(?:need|have) to\b"),
    _rule(
        Strength.RECOMMENDATION,
        rf"\bit (?:is|remains) (?:also |therefore )?(?:\w+ly )?{_USEFUL} (?:that\b|to {_REMARKS}|for (?!\w+ing\b))",
    ),
    _rule(Strength.RECOMMENDATION, rf"\b(?:I|we) {ADVERBS}recommend\b|{AUTHORITY}{_SAID_OF_IT} {ADVERBS}recommends\b"),
    _rule(Strength.PROPOSAL, r"\bcould\b(?! ?not\b)|(?-i:\bmay\b)"),
    _rule(Strength.PROPOSAL, r"\bmight\b", r"\b(?:military|economic|the|their|its|of) ?$"),
    _rule(Strength.PROPOSAL, rf"\bwould (?:be (?:\w+ly )?{_USEFUL}|(?:need|have) to)\b"),
    _rule(Strength.PROPOSAL, rf"(?:{AUTHORITY}|\bI|\bwe|\bit) {ADVERBS}(?:proposes?|suggests?)\b"),
    _rule(Strength.COMMITMENT, r"\bcommit(?:s|ted)?(?: ?,[^,;]{1,60},)?(?: (?:itself|themselves|ourselves))? to\b"),
    _rule(
        Strength.COMMITMENT,
        r"\b(?:pledge|vow|promise)(?:d|ed)? (?:\w+ly )?(?:to\b|that\b)|\bundert(?:ak(?:es?)|ook) to\b",
        _BEFORE_A_NOUN,
    ),
    _rule(Strength.COMMITMENT, r"\b(?:pledges|vows|promises) (?:\w+ly )?(?:to\b|that\b)", _BEFORE_A_PLURAL),
    _rule(Strength.COMMITMENT, r"\breaffirm(?:s|ed)? (?:its|their|our) (?:\w+ )?commitments? to\b"),
)

# ---- Claims that rest on what somebody says. ----

HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|supposedly|rumou?red)\b|"
    r"\brumou?rs (?:that|of|about|persist|circulat|spread|sa(?:y|id)|suggest|have it)\w*|"
    r"^(?:some|others|many|critics|observers|analysts|commentators|sceptics)(?: [\w-]+){0,3}? (?:argue|claim|say|"
    r"believe|contend|allege|suggest|maintain|fear|refer|hold|feel|think|consider|question)\b|"
    r"\b(?:is|are|was|were|has been|have been) (?:said|alleged|believed|thought|reported|understood) (?:to|that)\b|"
    r"^(?:there (?:are|were|have (?:also )?been)|amid|(?:[\w-]+ ){1,4}received) (?:[\w-]+ ){0,3}"
    r"(?:reports|allegations|claims|accusations) (?:of|that)\b|"
    r"^(?:[\w-]+ ){0,2}(?:reports|allegations|sources|witnesses|eyewitnesses|accounts|residents|social media) "
    r"(?:(?:of|from) [^,;]{1,60} )?"
    r"(?:that|say|said|indicat|suggest|claim|alleg|describ|point|emerg|persist|circulat)\w*|"
    r"\baccording to (?:[\w-]+ )?(?:unverified|unconfirmed|media|press|local|initial|some|social|witness\w*|"
    r"eyewitness\w*|residents|reports|rumou?rs|allegations|accounts)\b|"
    r"(?<!the )\b(?:claims?|claimed|alleges?|alleged) that\b|\b(?:strand|workshop|plenary) discussions? at\b",
    re.I,
)
RELATIVE_JUST_BEFORE = re.compile(
    r"\b(?:who|whom|whose|which|that|those|hold|held|acts?|violations?|abuses)\b[^,;]{0,30}$", re.I
)
PAST_NARRATIVE = re.compile(
    r"\b(?:was|were|had|did|went|fled|came|began|became|took|made|fell|rose|left|held|met|saw|during the reporting|"
    r"at the time|that (?:day|night|week)|by (?:noon|midday|nightfall|evening|dawn)|earlier|ago|last \w+)\b",
    re.I,
)
